using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary><c>Schema</c>, which every format uses to write and to check.</summary>
internal static class SchemaEmitter
{
    public static void Emit(SourceWriter writer, RecordModel record)
    {
        const string Schema = "global::SchemaToolkit.RecordSchema";
        string self = record.Type.Name;
        bool namesForbidden = record.Fields.Any(static f => f.IsForbidden && f.Type.Shape is FieldShape.Record or FieldShape.Records);
        if (namesForbidden && record.Has(RecordParts.Schema))
        {
            writer.Write($"/// <summary>The fields of <see cref=\"{self}\"/>, with their offsets and dtypes.</summary>");
            writer.Write($"{FileEmitter.Generated}\npublic static {Schema} Schema => global::SchemaToolkit.RecordBytes.SchemaOf<{self}>();");
            writer.Line();
        }

        if (record.Has(RecordParts.Schema) && !namesForbidden)
        {
            writer.Write($"/// <summary>The fields of <see cref=\"{self}\"/>, with their offsets and dtypes.</summary>");
            writer.Write($"{FileEmitter.Generated}\npublic static {Schema} Schema {{ get; }} = new(");
        }
        else
        {
            string obsolete = namesForbidden ? "\n[global::System.Obsolete]" : "";
            writer.Write($"{FileEmitter.Generated}{obsolete}\nstatic {Schema} global::SchemaToolkit.ISharedRecord<{self}>.Schema {{ get; }} = new(");
        }

        writer.Write($"    {Literals.Of(record.Type.Name.TrimStart('@'))}, {record.Size}, {record.Alignment},\n    [");
        foreach (FieldModel field in record.Fields)
        {
            string names = $"{Literals.Of(field.Column)}, {Literals.Of(field.MemberName)}";
            writer.Write($"        new({names}, {field.Offset}, {field.Type.Expression}),");
        }

        writer.Write("    ]);").Line();
    }
}
