using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary><c>Schema</c>: every format is written and checked by it.</summary>
internal static class SchemaEmitter
{
    public static void Emit(SourceWriter writer, RecordModel record)
    {
        const string Schema = "global::SchemaToolkit.RecordSchema";
        string self = record.Type.Name;
        bool named = RecordEmitter.Has(record, RecordParts.Schema);
        if (named)
        {
            writer.Write($"/// <summary>The fields of <see cref=\"{self}\"/>, with their offsets and dtypes.</summary>");
            writer.Write($"{FileEmitter.Generated}\npublic static {Schema} Schema {{ get; }} = new(");
        }
        else
        {
            writer.Write($"{FileEmitter.Generated}\nstatic {Schema} global::SchemaToolkit.ISharedRecord<{self}>.Schema {{ get; }} = new(");
        }

        writer.Write($"    {Literals.Of(record.Type.Name.TrimStart('@'))}, {record.Size}, {record.Alignment},\n    [");
        foreach (FieldModel field in record.Fields)
        {
            writer.Write($"        new({Literals.Of(field.Column)}, {Literals.Of(field.MemberName)}, {field.Offset}, {field.Type.Expression}),");
        }

        writer.Write("    ]);").Line();
    }
}
