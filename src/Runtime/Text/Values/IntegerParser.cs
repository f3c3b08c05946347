namespace SchemaToolkit;

/// <summary>Parses integers: digits, with or without a sign. The range is checked on the digits, never through a float.</summary>
internal static class IntegerParser
{
    /// <summary>Parses a signed integer.</summary>
    /// <param name="text">The text, without blanks around it.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="value">The integer.</param>
    /// <returns>Whether the text is an integer in this range.</returns>
    public static CellStatus Parse(ReadOnlySpan<byte> text, long min, long max, out long value)
    {
        value = 0;
        bool isNegative = !text.IsEmpty && text[0] == '-';
        ulong limit = isNegative ? 0UL - (ulong)min : (ulong)max;
        CellStatus status = Magnitude(isNegative || (!text.IsEmpty && text[0] == '+') ? text[1..] : text, limit, out ulong magnitude);
        value = isNegative ? (long)(0UL - magnitude) : (long)magnitude;
        return status;
    }

    /// <summary>Parses an unsigned integer; a minus sign is an error, as in numpy.</summary>
    /// <param name="text">The text, without blanks around it.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="value">The integer.</param>
    /// <returns>Whether the text is an integer in this range.</returns>
    public static CellStatus Parse(ReadOnlySpan<byte> text, ulong max, out ulong value)
    {
        if (!text.IsEmpty && text[0] == '-')
        {
            CellStatus status = Magnitude(text[1..], ulong.MaxValue, out value);
            return status == CellStatus.Invalid ? status : CellStatus.OutOfRange;
        }

        return Magnitude(!text.IsEmpty && text[0] == '+' ? text[1..] : text, max, out value);
    }

    private static CellStatus Magnitude(ReadOnlySpan<byte> digits, ulong max, out ulong value)
    {
        value = 0;
        if (digits.IsEmpty)
        {
            return CellStatus.Invalid;
        }

        bool fits = true;
        foreach (byte b in digits)
        {
            uint digit = (uint)b - '0';
            if (digit > 9)
            {
                return CellStatus.Invalid;
            }

            fits = fits && (value < max / 10 || (value == max / 10 && digit <= max % 10));
            value = fits ? (value * 10) + digit : value;
        }

        return fits ? CellStatus.Ok : CellStatus.OutOfRange;
    }
}
