using System.Globalization;
using System.Numerics;
using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>digits × 10^exponent, exactly.</summary>
internal readonly record struct ExactDecimal(BigInteger Digits, int Exponent)
{
    /// <summary>Takes a literal without sign apart.</summary>
    public static ExactDecimal Parse(string literal)
    {
        string[] parts = literal.ToLowerInvariant().Split('e');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        int exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return new ExactDecimal(BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), exponent - decimals);
    }

    /// <summary>numerator × 2^power, which always has a decimal expansion that ends.</summary>
    public static ExactDecimal Of(BigInteger numerator, int power)
        => power >= 0 ? new ExactDecimal(numerator << power, 0) : new ExactDecimal(numerator * BigInteger.Pow(5, -power), power);

    /// <summary>The bits of the nearest float of a format, ties to even: the definition, by whole numbers alone.</summary>
    public ulong Round(FloatFormat format)
    {
        if (Digits.IsZero)
        {
            return 0;
        }

        BigInteger numerator = Exponent >= 0 ? Digits * BigInteger.Pow(10, Exponent) : Digits;
        BigInteger denominator = Exponent >= 0 ? BigInteger.One : BigInteger.Pow(10, -Exponent);
        long exponent = numerator.GetBitLength() - denominator.GetBitLength();
        exponent -= Compare(numerator, denominator, exponent) < 0 ? 1 : 0;

        // In units of the last bit.
        int unit = (int)Math.Max(exponent, 1 - format.Bias) - format.FractionBits;
        numerator <<= Math.Max(0, -unit);
        denominator <<= Math.Max(0, unit);
        BigInteger count = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        int half = (rest * 2).CompareTo(denominator);
        count += half > 0 || (half == 0 && !count.IsEven) ? 1 : 0;

        // A count of 2^(fraction + 1) is the next exponent's first.
        long biased = unit + format.FractionBits + format.Bias;
        BigInteger bits = ((biased - 1) * (BigInteger.One << format.FractionBits)) + count;
        return (ulong)BigInteger.Min(bits, format.Infinity);
    }

    /// <summary>The number as digits, a point behind some of them, and what exponent remains.</summary>
    public string Write(Random random)
    {
        string digits = Digits.ToString(CultureInfo.InvariantCulture);
        int whole = random.Next(digits.Length + 1);
        int exponent = Exponent + digits.Length - whole;
        var text = new StringBuilder(digits).Insert(whole, ".");
        return exponent == 0 && random.Next(2) == 0
            ? text.ToString()
            : text.Append(random.Next(2) == 0 ? 'e' : 'E').Append(random.Next(2) == 0 && exponent >= 0 ? "+" : "").Append(CultureInfo.InvariantCulture, $"{exponent:00}").ToString();
    }

    // numerator / denominator against 2^exponent.
    private static int Compare(BigInteger numerator, BigInteger denominator, long exponent)
        => exponent >= 0 ? numerator.CompareTo(denominator << (int)exponent) : (numerator << (int)-exponent).CompareTo(denominator);
}
