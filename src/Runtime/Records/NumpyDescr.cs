using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>Writes a schema as <c>repr(np.dtype(...).descr)</c> prints it, with padding as numpy's unnamed void fields.
/// Source: <c>numpy/core/_internal.py</c>, <c>_array_descr</c>.</summary>
internal static class NumpyDescr
{
    public static string Of(RecordSchema schema)
    {
        var text = new StringBuilder("[");
        int end = 0;
        foreach (FieldSchema field in schema.Fields)
        {
            Pad(text, field.Offset - end);
            Separate(text).Append('(').Append(Quote(field.Name)).Append(", ");
            string type = field.Type.NumpyType;
            text.Append(type.StartsWith('[') ? type : Quote(type));
            if (field.Type.Kind == FieldKind.Array)
            {
                text.Append(", ").Append(Shape(field.Type.Shape));
            }

            text.Append(')');
            end = field.Offset + field.Size;
        }

        Pad(text, schema.Size - end);
        return text.Append(']').ToString();
    }

    /// <summary>A Python tuple: <c>(3,)</c>, <c>(2, 3)</c>.</summary>
    public static string Shape(ImmutableArray<int> shape)
        => shape.Length == 1
            ? string.Create(CultureInfo.InvariantCulture, $"({shape[0]},)")
            : $"({string.Join(", ", shape.Select(static n => n.ToString(CultureInfo.InvariantCulture)))})";

    /// <summary>Python's <c>repr</c> of a string.</summary>
    public static string Quote(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var result = new StringBuilder().Append(quote);
        foreach (Rune c in text.EnumerateRunes())
        {
            _ = c.Value switch
            {
                '\\' => result.Append(@"\\"),
                '\n' => result.Append(@"\n"),
                '\r' => result.Append(@"\r"),
                '\t' => result.Append(@"\t"),
                _ when c.Value == quote => result.Append('\\').Append(quote),
                _ when IsPrintable(c) => result.Append(c),
                <= 0xff => result.Append(CultureInfo.InvariantCulture, $"\\x{c.Value:x2}"),
                <= 0xffff => result.Append(CultureInfo.InvariantCulture, $"\\u{c.Value:x4}"),
                _ => result.Append(CultureInfo.InvariantCulture, $"\\U{c.Value:x8}"),
            };
        }

        return result.Append(quote).ToString();
    }

    // Like Python's str.isprintable.
    private static bool IsPrintable(Rune c)
        => c.Value == ' '
            || Rune.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static void Pad(StringBuilder text, int bytes)
    {
        if (bytes > 0)
        {
            Separate(text).Append(CultureInfo.InvariantCulture, $"('', '|V{bytes}')");
        }
    }

    private static StringBuilder Separate(StringBuilder text) => text.Length > 1 ? text.Append(", ") : text;
}
