using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary><c>.Columns</c> on spans, and the writer's <c>Add</c> of fields: what needs extension members.</summary>
internal static class ColumnsEmitter
{
    /// <summary>The nested type with one column a field.</summary>
    public static void EmitType(SourceWriter writer, RecordModel record)
    {
        string span = $"global::System.ReadOnlySpan<{record.Type.FullName}>";
        writer.Write($"/// <summary>The fields of <see cref=\"{record.Type.Name}\"/>, each seen across records.</summary>\n{FileEmitter.Generated}");
        using (writer.Open($"public readonly ref struct {record.ColumnsName}"))
        {
            writer.Write($"private readonly {span} _{record.ColumnsName};").Line();
            writer.Write($"internal {record.ColumnsName}({span} records) => _{record.ColumnsName} = records;");
            foreach (FieldModel field in record.Fields)
            {
                string column = $"global::SchemaToolkit.Column<{field.TypeName}>";
                string hides = field.MemberName is "Equals" or "GetHashCode" or "GetType" or "ToString" or "ReferenceEquals" or "MemberwiseClone" or "Finalize" ? "new " : "";
                writer.Line().Write(Summary(field));
                writer.Write($"public {hides}{column} {field.Member} => {column}.Of(_{record.ColumnsName}, {field.Offset});");
            }
        }
    }

    /// <summary>The words for a column.</summary>
    public static string Summary(FieldModel field)
        => $"/// <summary>Column <c>{Literals.Xml(field.Column)}</c>, {Literals.Xml(LayoutTable.DtypeOf(field.Type))}.</summary>";

    /// <summary>The static class beside the record.</summary>
    public static void EmitExtensions(SourceWriter writer, RecordModel record)
    {
        string full = record.Type.FullName;
        string columns = $"{full}.{record.ColumnsName}";
        writer.Line().Write($"/// <summary>What C# adds to spans, arrays and writers of <see cref=\"{full}\"/>.</summary>\n{FileEmitter.Generated}");
        using (writer.Open($"{record.Type.Accessibility} static class {record.ExtensionsName}"))
        {
            using (writer.Open($"extension(global::System.ReadOnlySpan<{full}> records)"))
            {
                writer.Write($"/// <summary>The records' fields as columns, without a copy: numpy's <c>a['name']</c>.</summary>\npublic {columns} Columns => new(records);");
            }

            if (RecordEmitter.Has(record, RecordParts.WriterAdd))
            {
                writer.Line().Write($"/// <summary>Adds a record of these fields.</summary>");
                writer.Write($"public static void Add(this global::SchemaToolkit.SharedRecordWriter<{full}> {record.WriterParameter}, {RecordEmitter.Parameters(record)})");
                writer.Write($"    => {record.WriterParameter}.Add(new {full}({string.Join(", ", record.Fields.Select(static f => f.Parameter))}));");
            }
        }
    }
}
