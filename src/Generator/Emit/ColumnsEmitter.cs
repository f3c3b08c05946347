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
            }
        }
    }

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
