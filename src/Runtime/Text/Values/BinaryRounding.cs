using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// Rounds mantissa × 10^exponent once, to the nearest binary float, ties to even, by the method of Eisel and Lemire (D. Lemire,
/// "Number Parsing at a Gigabyte per Second", Software: Practice and Experience 51, 2021). The mantissa is multiplied by the
/// leading 128 bits of the power of five. The bits that are cut off the power change the product by less than two units of its
/// upper 128 bits. A float keeps far fewer bits than that, so it is known, unless all bits that it drops are ones.
/// </summary>
internal static class BinaryRounding
{
    /// <summary>Says that the float is not known. No float has these bits.</summary>
    public const ulong Undecided = ulong.MaxValue;

    // Bits of the fraction, and the largest exponent of two.
    private const int DoubleFraction = 52;
    private const int DoubleBias = 1023;
    private const int SingleFraction = 23;
    private const int SingleBias = 127;
    private const int HalfFraction = 10;
    private const int HalfBias = 15;

    /// <summary>The nearest double.</summary>
    /// <param name="mantissa">The mantissa.</param>
    /// <param name="exponent">The exponent of ten.</param>
    /// <param name="isCut">Whether the number's true mantissa is larger, by less than one. Then the mantissa must be below 10^19.</param>
    /// <returns>Its bits with sign zero, or <see cref="Undecided"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong ToDouble(ulong mantissa, int exponent, bool isCut)
        => isCut ? Cut(mantissa, exponent, DoubleFraction, DoubleBias) : Round(mantissa, exponent, DoubleFraction, DoubleBias);

    /// <summary>The nearest float.</summary>
    /// <inheritdoc cref="ToDouble"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong ToSingle(ulong mantissa, int exponent, bool isCut)
        => isCut ? Cut(mantissa, exponent, SingleFraction, SingleBias) : Round(mantissa, exponent, SingleFraction, SingleBias);

    /// <summary>The nearest half.</summary>
    /// <inheritdoc cref="ToDouble"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong ToHalf(ulong mantissa, int exponent, bool isCut)
        => isCut ? Cut(mantissa, exponent, HalfFraction, HalfBias) : Round(mantissa, exponent, HalfFraction, HalfBias);

    /// <summary>⌊log₂ 10^exponent⌋, for the exponents of <see cref="PowersOfFive"/>.</summary>
    public static int FloorLog2OfPowerOfTen(int exponent) => (exponent * 217_706) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Cut(ulong mantissa, int exponent, int fractionBits, int bias)
    {
        Debug.Assert(mantissa < 10_000_000_000_000_000_000, "A cut mantissa must have at most 19 digits.");
        ulong least = Round(mantissa, exponent, fractionBits, bias);
        return Round(mantissa + 1, exponent, fractionBits, bias) == least ? least : Undecided;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong mantissa, int exponent, int fractionBits, int bias)
    {
        if (mantissa == 0 || exponent < PowersOfFive.Least)
        {
            return 0;
        }

        if (exponent > PowersOfFive.Largest)
        {
            return Infinity(fractionBits, bias);
        }

        // A product of 192 bits, whose first or second bit is set. The number is exactly this product, or larger by less than 2^64.
        ulong powerHigh = PowersOfFive.Leading(exponent, out ulong powerLow);
        int zeros = BitOperations.LeadingZeroCount(mantissa);
        ulong digits = mantissa << zeros;
        ulong high = Math.BigMul(digits, powerHigh, out _);
        ulong carry = Math.BigMul(digits, powerLow, out _);
        ulong middle = (digits * powerHigh) + carry;
        high += middle < carry ? 1UL : 0;

        // The exponent of two, biased. Below the smallest, the fraction has fewer bits.
        int first = (int)(high >> 63);
        int biased = bias + 63 - zeros + first + FloorLog2OfPowerOfTen(exponent);
        int dropped = 62 + first - fractionBits;
        if (biased < 1)
        {
            dropped += 1 - biased;
            biased = 1;
            if (dropped > 64)
            {
                // Less than half of the smallest float, unless only the last bit decides it.
                return dropped > 65 || (high & middle) != ulong.MaxValue ? 0 : Undecided;
            }
        }

        // The fraction with the bit after it, then the rest. If the rest is not zero, that bit alone decides the rounding.
        ulong fraction = high >> (dropped - 1);
        ulong kept = ulong.MaxValue << (dropped - 1);
        ulong up = 1;
        if ((uint)exponent <= PowersOfFive.LargestExact)
        {
            if (((high & ~kept) | middle | (digits * powerLow)) == 0)
            {
                up = Even(fraction);
            }
        }
        else if (((high | kept) & middle) == ulong.MaxValue)
        {
            // One test for both words: half of all floats written with many digits have a rest that begins with ones.
            return OnBorder(mantissa, exponent, fraction + 1, biased, fractionBits, bias);
        }

        return Join(fraction + up, biased, fractionBits, bias);
    }

    // The number is just below or above a fraction; or exactly there, if dividing by the power of five leaves no remainder.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong OnBorder(ulong mantissa, int exponent, ulong fraction, int biased, int fractionBits, int bias)
        => exponent is < 0 and >= -PowersOfFive.LargestInteger && mantissa % PowersOfFive.Integer(-exponent) == 0
            ? Join(fraction + Even(fraction), biased, fractionBits, bias)
            : Undecided;

    // What to add if nothing follows the last bit, so that ties go to even.
    private static ulong Even(ulong fraction) => (fraction >> 1) & 1;

    // The hidden bit adds one to the exponent, and so does a fraction that was rounded up to the next power of two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(ulong fraction, int biased, int fractionBits, int bias)
        => Math.Min(((ulong)(biased - 1) << fractionBits) + (fraction >> 1), Infinity(fractionBits, bias));

    private static ulong Infinity(int fractionBits, int bias) => ((2UL * (uint)bias) + 1) << fractionBits;
}
