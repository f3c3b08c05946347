using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The constructor with one parameter a field.</summary>
internal static class ConstructorEmitter
{
    public static void Emit(SourceWriter writer, RecordModel record)
    {
        if (!RecordEmitter.Has(record, RecordParts.Constructor))
        {
            return;
        }

        writer.Write($"/// <summary>A record of these fields.</summary>\n{FileEmitter.Generated}");
        if (RecordEmitter.Has(record, RecordParts.SetsRequiredMembers))
        {
            writer.Write("[global::System.Diagnostics.CodeAnalysis.SetsRequiredMembers]");
        }

        using (writer.Open($"public {record.Type.Name}({RecordEmitter.Parameters(record)}){record.ConstructorChain}"))
        {
            // Padding must be zero, or equal records would differ in a file.
            if (record.HasPadding)
            {
                writer.Write("this = default;");
            }

            foreach (FieldModel field in record.Fields)
            {
                writer.Write($"this.{field.Member} = {field.Parameter};");
            }
        }

        writer.Line();
    }
}
