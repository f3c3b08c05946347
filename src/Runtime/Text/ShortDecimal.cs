using System.Globalization;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>The shortest text of floats, as the platform writes it, faster for those of few decimals: most of what tables
/// hold.</summary>
internal static class ShortDecimal
{
    private const int MaxDecimals = 6;

    // Below, a float of few decimals may have a shorter text with an exponent; above, digits are not exact.
    private const double Least = 1e-3;
    private const double MostOfSingle = 1e7;
    private const double MostOfDouble = 1e9;

    private static readonly double[] _powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

    /// <summary>Writes a float.</summary>
    /// <param name="value">The float.</param>
    /// <param name="cell">Room for the text.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>Whether there was room; never for a float that is not finite.</returns>
    public static bool TryFormat(float value, Span<byte> cell, out int length)
    {
        double magnitude = Math.Abs((double)value);
        if (magnitude is >= Least and < MostOfSingle)
        {
            for (int decimals = 0; decimals <= MaxDecimals; decimals++)
            {
                double digits = Math.Round(magnitude * _powers[decimals]);
                double read = digits / _powers[decimals];

                // Up to seven digits; and a double halfway between two floats may have been rounded to there.
                if (digits >= MostOfSingle)
                {
                    break;
                }

                if ((float)read == (float)magnitude && (BitConverter.DoubleToUInt64Bits(read) & 0x1FFFFFFF) != 0x10000000)
                {
                    return TryFormat(value < 0, (long)digits, decimals, cell, out length);
                }
            }
        }

        length = 0;
        return float.IsFinite(value) && value.TryFormat(cell, out length, default, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="TryFormat(float, Span{byte}, out int)"/>
    public static bool TryFormat(double value, Span<byte> cell, out int length)
    {
        double magnitude = Math.Abs(value);
        if (magnitude is >= Least and < MostOfDouble)
        {
            for (int decimals = 0; decimals <= MaxDecimals; decimals++)
            {
                // Below 2^50 the product is off by less than an eighth, and one division of exact numbers reads it back.
                double digits = Math.Round(magnitude * _powers[decimals]);
                if (digits / _powers[decimals] == magnitude)
                {
                    return TryFormat(value < 0, (long)digits, decimals, cell, out length);
                }
            }
        }

        length = 0;
        return double.IsFinite(value) && TryFormatShortest(value, cell, out length);
    }

    /// <summary>The platform's text of a finite double, with as many digits as it takes to be read back.</summary>
    /// <inheritdoc cref="TryFormat(float, Span{byte}, out int)"/>
    public static bool TryFormatShortest(double value, Span<byte> cell, out int length)
    {
        if (!value.TryFormat(cell, out length, default, CultureInfo.InvariantCulture))
        {
            return false;
        }

        // The double below a power of two is nearer than the one above, which .NET 10 forgets at 2^-25 and 2^-958.
        bool isPowerOfTwo = BitConverter.DoubleToUInt64Bits(value) << 12 == 0;
        return !isPowerOfTwo || double.Parse(cell[..length], CultureInfo.InvariantCulture) == value || value.TryFormat(cell, out length, "G17", CultureInfo.InvariantCulture);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFormat(bool isNegative, long digits, int decimals, Span<byte> cell, out int length)
    {
        int sign = isNegative ? 1 : 0;
        cell[0] = (byte)'-';
        if (decimals == 0)
        {
            bool isWritten = digits.TryFormat(cell[sign..], out length, default, CultureInfo.InvariantCulture);
            length += sign;
            return isWritten;
        }

        (long whole, long fraction) = Math.DivRem(digits, (long)_powers[decimals]);
        if (!whole.TryFormat(cell[sign..], out length, default, CultureInfo.InvariantCulture) || cell.Length < sign + length + 1 + decimals)
        {
            return false;
        }

        length += sign;
        cell[length] = (byte)'.';
        for (int i = decimals; i > 0; i--)
        {
            (fraction, long digit) = Math.DivRem(fraction, 10);
            cell[length + i] = (byte)('0' + digit);
        }

        length += 1 + decimals;
        return true;
    }
}
