namespace SchemaToolkit;

/// <summary>Reads numbers with a separator between groups of three digits.</summary>
internal static class GroupedDigits
{
    /// <summary>Copies a number without the separators.</summary>
    /// <param name="text">The number, without blanks around it.</param>
    /// <param name="separator">The separator.</param>
    /// <param name="plain">Room for as many bytes as the text has.</param>
    /// <returns>Bytes copied; 0 if a separator is not between groups of three digits before the decimals.</returns>
    public static int Join(ReadOnlySpan<byte> text, byte separator, Span<byte> plain)
    {
        int start = !text.IsEmpty && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        int end = start + Digits(text[start..]);
        if (end == start || end > start + 3)
        {
            return 0;
        }

        text[..end].CopyTo(plain);
        int length = end;
        while (end < text.Length && text[end] == separator)
        {
            ReadOnlySpan<byte> group = text[(end + 1)..];
            if (Digits(group) != 3)
            {
                return 0;
            }

            group[..3].CopyTo(plain[length..]);
            length += 3;
            end += 4;
        }

        text[end..].CopyTo(plain[length..]);
        return text[end..].Contains(separator) ? 0 : length + text.Length - end;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : length;
    }
}
