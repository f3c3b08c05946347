using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The constructor with one parameter for each field.</summary>
internal static class ConstructorEmitter
{
    public static void Emit(SourceWriter writer, RecordModel record)
    {
        if (!record.Has(RecordParts.Constructor))
        {
            return;
        }

        writer.Write($"/// <summary>Creates a record with these field values.</summary>\n{FileEmitter.Generated}");
        if (record.Has(RecordParts.SetsRequiredMembers))
        {
            writer.Write("[global::System.Diagnostics.CodeAnalysis.SetsRequiredMembers]");
        }

        using (writer.Open($"public {record.Type.Name}({record.Parameters}){record.ConstructorChain}"))
        {
            // Padding must be zero; otherwise equal records would differ in a file.
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
