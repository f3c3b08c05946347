using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The extension members: <c>.Columns</c> of spans, and the writer's <c>Add</c> that takes fields.</summary>
internal static class ColumnsEmitter
{
    /// <summary>Writes the nested type with one column for each field.</summary>
    public static void EmitType(SourceWriter writer, RecordModel record)
    {
        string span = $"global::System.ReadOnlySpan<{record.Type.FullName}>";
        writer.Write($"/// <summary>The columns of <see cref=\"{record.Type.Name}\"/>: each field across all records.</summary>");
        writer.Write(FileEmitter.Generated);
        using (writer.Open($"public readonly ref struct {record.ColumnsName}"))
        {
            writer.Write($"private readonly {span} _{record.ColumnsName};").Line();
            writer.Write($"internal {record.ColumnsName}({span} records) => _{record.ColumnsName} = records;");
            foreach (FieldModel field in record.Fields)
            {
                string column = $"global::SchemaToolkit.Column<{field.TypeName}>";
                string hides = HidesInherited(field.MemberName) ? "new " : "";
                writer.Line().Write(Summary(field));
                if (field.Obsolete.Length > 0)
                {
                    writer.Write(field.Obsolete);
                }

                writer.Write($"public {hides}{column} {field.Property} => {column}.Of(_{record.ColumnsName}, {field.Offset});");
                if (field.ElementColumn.Length > 0)
                {
                    EmitElement(writer, record, field);
                }
            }
        }
    }

    // One element of an array in every record, for which numpy writes a['values'][:, 2].
    private static void EmitElement(SourceWriter writer, RecordModel record, FieldModel field)
    {
        string column = $"global::SchemaToolkit.Column<{field.Type.Element}>";
        string[] indexes = [.. field.Type.Dimensions.Split(',').Select(static (_, i) => $"i{i}")];
        writer.Line().Write($"/// <summary>One element of column <c>{Literals.Xml(field.Column)}</c> in every record, without a copy.</summary>");
        if (field.Obsolete.Length > 0)
        {
            writer.Write(field.Obsolete);
        }

        writer.Write($"public {column} {field.ElementColumn}({string.Join(", ", indexes.Select(static i => "int " + i))})");
        writer.Write($"    => {column}.Of(_{record.ColumnsName}, {field.Offset}, [{string.Join(", ", indexes)}], [{field.Type.Dimensions}]);");
    }

    // The fields of a nested record as columns of its column, except those whose names are members of every column.
    private static void EmitParts(SourceWriter writer, RecordModel record)
    {
        string full = record.Type.FullName;
        FieldModel[] fields = [.. record.Fields.Where(f => !IsColumnMember(f.MemberName) && f.MemberName != record.ExtensionsName)];
        if (fields.Length == 0)
        {
            return;
        }

        writer.Line();
        using (writer.Open($"extension(global::SchemaToolkit.Column<{full}> column)"))
        {
            foreach (FieldModel field in fields)
            {
                if (field != fields[0])
                {
                    writer.Line();
                }

                writer.Write(Summary(field));
                if (field.Obsolete.Length > 0)
                {
                    writer.Write(field.Obsolete);
                }

                string of = $"global::SchemaToolkit.ColumnParts.Of<{full}, {field.TypeName}>(column, {field.Offset})";
                writer.Write($"public global::SchemaToolkit.Column<{field.TypeName}> {field.Property} => {of};");
            }
        }
    }

    private static bool IsColumnMember(string name)
        => name is "Length" or "Of" or "CopyTo" or "ToArray" or "GetEnumerator" or "Item" || HidesInherited(name);

    /// <summary>The XML summary of a column.</summary>
    public static string Summary(FieldModel field)
        => $"/// <summary>Column <c>{Literals.Xml(field.Column)}</c>, {Literals.Xml(LayoutTable.DtypeOf(field.Type))}.</summary>";

    /// <summary>Writes the static class beside the record.</summary>
    public static void EmitExtensions(SourceWriter writer, RecordModel record)
    {
        string full = record.Type.FullName;
        string columns = $"{full}.{record.ColumnsName}";
        writer.Line();
        writer.Write($"/// <summary>Extension members for spans, arrays and writers of <see cref=\"{full}\"/>.</summary>");
        writer.Write(FileEmitter.Generated);
        if (record.Type.Obsolete.Length > 0)
        {
            writer.Write(record.Type.Obsolete);
        }

        using (writer.Open($"{record.Type.Accessibility} static class {record.ExtensionsName}"))
        {
            using (writer.Open($"extension(global::System.ReadOnlySpan<{full}> records)"))
            {
                writer.Write("/// <summary>The records' fields as columns, without a copy, like numpy's <c>a['name']</c>.</summary>");
                writer.Write($"public {columns} Columns => new(records);");
            }

            writer.Line();
            using (writer.Open($"extension(global::SchemaToolkit.IRecordOwner<{full}> owner)"))
            {
                writer.Write("/// <summary>The records' fields as columns, without a copy.</summary>");
                writer.Write($"public {columns} Columns => new(owner.Records);");
            }

            EmitParts(writer, record);

            if (record.Has(RecordParts.WriterAdd))
            {
                string self = $"this global::SchemaToolkit.SharedRecordWriter<{full}> {record.WriterParameter}";
                string arguments = string.Join(", ", record.Fields.Select(static f => f.Parameter));
                writer.Line().Write("/// <summary>Adds a record with these field values.</summary>");
                if (record.HasForbidden)
                {
                    writer.Write(ConstructorEmitter.SetsObsolete(record));
                }

                writer.Write($"public static void Add({self}, {record.Parameters})");
                writer.Write($"    => {record.WriterParameter}.Add(new {full}({arguments}));");
            }
        }
    }

    private static bool HidesInherited(string member)
        => member is "Equals" or "GetHashCode" or "GetType" or "ToString" or "ReferenceEquals" or "MemberwiseClone" or "Finalize";
}
