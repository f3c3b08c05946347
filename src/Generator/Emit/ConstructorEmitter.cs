using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary>The constructor with one parameter for each field.</summary>
internal static class ConstructorEmitter
{
    /// <summary>The attribute of what sets a field that only obsolete code may name. So it is obsolete too, but is no error.</summary>
    public static string SetsObsolete(RecordModel record)
    {
        string names = string.Join(", ", record.Fields.Where(static f => f.IsForbidden).Select(static f => $"'{f.MemberName}'"));
        return $"[global::System.Obsolete(\"It sets {names}, which is obsolete. Use an object initializer.\")]";
    }

    public static void Emit(SourceWriter writer, RecordModel record)
    {
        if (!record.Has(RecordParts.Constructor))
        {
            return;
        }

        writer.Write($"/// <summary>Creates a record with these field values.</summary>\n{FileEmitter.Generated}");
        if (record.HasForbidden)
        {
            writer.Write(SetsObsolete(record));
        }

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
