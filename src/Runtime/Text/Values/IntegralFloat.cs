using System.Globalization;

namespace SchemaToolkit;

/// <summary>Rewrites numbers with a point or an exponent whose value is exactly an integer: <c>1.0</c>, <c>1e3</c>,
/// <c>-2.50e1</c>.</summary>
internal static class IntegralFloat
{
    /// <summary>The length of a sign and more digits than any integer has.</summary>
    public const int MaxLength = 22;

    /// <summary>Rewrites a number as a sign and digits, for <see cref="IntegerParser"/>.</summary>
    /// <param name="text">The number, without blanks around it.</param>
    /// <param name="digits">Room for <see cref="MaxLength"/> bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>Whether the number is an integer, and short enough to be in any range.</returns>
    public static CellStatus Digits(ReadOnlySpan<byte> text, Span<byte> digits, out int length)
    {
        length = 0;
        int split = text.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> mantissa = split < 0 ? text : text[..split];
        if (DecimalNumber.Scan(text, out DecimalNumber number) != text.Length || text.IsEmpty || !number.IsFinite)
        {
            return CellStatus.Invalid;
        }

        // The place of the point, counted from the end of the mantissa's digits. Exponents of too many digits are far out of
        // every range.
        int point = mantissa.IndexOf((byte)'.');
        long shift = point < 0 ? 0 : point + 1 - mantissa.Length;
        if (split >= 0)
        {
            shift += long.TryParse(text[(split + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long exponent)
                ? Math.Clamp(exponent, -int.MaxValue, int.MaxValue)
                : text[split + 1] == '-' ? -int.MaxValue : int.MaxValue;
        }

        if (mantissa[0] is (byte)'-' or (byte)'+')
        {
            digits[length++] = mantissa[0];
            mantissa = mantissa[1..];
        }

        int sign = length;
        int trailing = 0;
        bool fits = true;
        foreach (byte b in mantissa)
        {
            // Zeros are written only when another digit follows. Leading zeros never count.
            if (b == '0')
            {
                trailing += length > sign ? 1 : 0;
            }
            else if (b != '.')
            {
                fits = fits && length + trailing < MaxLength;
                if (fits)
                {
                    digits.Slice(length, trailing).Fill((byte)'0');
                    length += trailing;
                    digits[length++] = b;
                }

                trailing = 0;
            }
        }

        shift += trailing;
        if (length == sign)
        {
            digits[length++] = (byte)'0';
            return CellStatus.Ok;
        }

        if (shift < 0)
        {
            return CellStatus.Invalid;
        }

        if (!fits || shift > MaxLength - length)
        {
            return CellStatus.OutOfRange;
        }

        digits.Slice(length, (int)shift).Fill((byte)'0');
        length += (int)shift;
        return CellStatus.Ok;
    }
}
