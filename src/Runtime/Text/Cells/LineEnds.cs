namespace SchemaToolkit;

/// <summary>LF, CRLF and CR: each ends a line.</summary>
internal static class LineEnds
{
    /// <summary>Where the first line end begins; negative when there is none.</summary>
    public static int Find(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'\n', (byte)'\r');

    /// <summary>The bytes of the line end that a text starts with; 0 when only more text can tell whether a CR has an LF.</summary>
    public static int Length(ReadOnlySpan<byte> text, bool isLast)
        => text[0] == '\n' ? 1 : text.Length > 1 ? (text[1] == '\n' ? 2 : 1) : isLast ? 1 : 0;

    /// <summary>The number of line ends.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int at; (at = Find(text)) >= 0; count++)
        {
            text = text[(at + Length(text[at..], isLast: true))..];
        }

        return count;
    }
}
