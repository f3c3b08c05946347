using System;
using System.Linq;
using SchemaToolkit.Generator.Model;

namespace SchemaToolkit.Generator.Emit;

/// <summary><c>Visit</c>, which the reader and the writer of text call. It is compiled separately for each record.</summary>
internal static class VisitEmitter
{
    private const string Runtime = "global::System.Runtime.CompilerServices";

    public static void Emit(SourceWriter writer, RecordModel record)
    {
        string self = record.Type.Name;
        writer.Write($"/// <inheritdoc/>\n{FileEmitter.Generated}");
        if (record.HasForbidden)
        {
            // Nobody calls it by this name, so nobody is warned; and it may name what only obsolete code may.
            writer.Write("[global::System.Obsolete]");
        }

        writer.Write($"[{Runtime}.MethodImpl({Runtime}.MethodImplOptions.AggressiveInlining)]");
        writer.Write($"static bool global::SchemaToolkit.ISharedRecord<{self}>"
            + $".Visit<TVisitor>(scoped ref TVisitor visitor, scoped ref {self} record)");
        writer.Write("    => " + string.Join("\n        && ", record.Fields.Select(Leaf).DefaultIfEmpty("true")) + ";").Line();
    }

    private static string Leaf(FieldModel field)
    {
        string reference = field.IsReadOnly
            ? $"ref {Runtime}.Unsafe.AsRef(in record.{field.Member})"
            : $"ref record.{field.Member}";
        string helper = "global::SchemaToolkit.RecordVisit.";
        string array = $"<TVisitor, {field.TypeName}, {field.Type.Element}>(ref visitor, {reference})";
        return field.Type.Shape switch
        {
            FieldShape.Record => $"{helper}Nested(ref visitor, {reference})",
            FieldShape.Values => $"{helper}Values{array}",
            FieldShape.Texts => $"{helper}Texts{array}",
            FieldShape.Records => $"{helper}Records{array}",
            FieldShape.Text => $"visitor.Text(global::SchemaToolkit.FixedText.Writable({reference}))",
            FieldShape.Value => $"visitor.Value({reference})",
            _ => throw new InvalidOperationException(field.Type.Shape.ToString()),
        };
    }
}
