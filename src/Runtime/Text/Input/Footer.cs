namespace SchemaToolkit;

/// <summary>Finds the lines at the end of a text that are not part of the table.</summary>
internal static class Footer
{
    /// <summary>The length of the text without its last lines.</summary>
    /// <param name="text">The text, or the part of it that is there.</param>
    /// <param name="lines">How many lines to leave out; empty ones do not count, and go with those behind them.</param>
    /// <param name="found">How many were there.</param>
    public static int Without(ReadOnlySpan<byte> text, int lines, out int found)
    {
        found = 0;
        int end = text.Length;
        while (found < lines && end > 0)
        {
            // Behind the line ends of this line, then back to where it starts.
            int last = text[..end].LastIndexOfAnyExcept((byte)'\n', (byte)'\r') + 1;
            if (last == 0)
            {
                return 0;
            }

            end = text[..last].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            found++;
        }

        return lines == 0 ? text.Length : end;
    }
}
