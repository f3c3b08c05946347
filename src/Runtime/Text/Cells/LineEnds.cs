using System.Diagnostics;

namespace SchemaToolkit;

/// <summary>Finds line ends: LF, CRLF or CR.</summary>
internal static class LineEnds
{
    /// <summary>Where the first line end begins; negative if there is none.</summary>
    public static int Find(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'\n', (byte)'\r');

    /// <summary>The length of the line end that a text starts with; 0 for a CR if more text must show whether an LF
    /// follows.</summary>
    public static int Length(ReadOnlySpan<byte> text, bool isLast)
    {
        Debug.Assert(text[0] is (byte)'\n' or (byte)'\r', "The text must start with a line end.");
        return text[0] == '\n' ? 1 : text.Length > 1 ? (text[1] == '\n' ? 2 : 1) : isLast ? 1 : 0;
    }

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
