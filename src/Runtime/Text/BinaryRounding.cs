using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// mantissa × 10^exponent → the nearest binary float, ties to even, rounded once: Eisel and Lemire's way (D. Lemire, "Number
/// Parsing at a Gigabyte per Second", Software: Practice and Experience 51, 2021). The mantissa is multiplied by the leading
/// 128 bits of the power of five. What is cut off of the power changes the product by less than two units of its upper 128
/// bits, of which a float keeps far fewer: so the float is known unless all those it does not keep are ones.
/// </summary>
internal static class BinaryRounding
{
    /// <summary>No float's magnitude: the float is not known.</summary>
    public const ulong Undecided = ulong.MaxValue;

    /// <summary>Rounds a number into a float of at most 64 bits.</summary>
    /// <param name="mantissa">The mantissa; with <paramref name="isCut"/> less than the number's, by less than one.</param>
    /// <param name="exponent">The exponent of ten.</param>
    /// <param name="isCut">Whether the number has more digits than the mantissa. At most 10^19 - 1 is the mantissa then.</param>
    /// <param name="fractionBits">Bits of the float's mantissa, without the hidden one.</param>
    /// <param name="bias">The float's largest exponent of two.</param>
    /// <returns>The bits of the float, whose sign is zero; or <see cref="Undecided"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Round(ulong mantissa, int exponent, bool isCut, int fractionBits, int bias)
    {
        if (isCut)
        {
            ulong least = Round(mantissa, exponent, isCut: false, fractionBits, bias);
            ulong most = Round(mantissa + 1, exponent, isCut: false, fractionBits, bias);
            return least == most ? least : Undecided;
        }

        ulong infinity = ((2UL * (uint)bias) + 1) << fractionBits;
        if (mantissa == 0 || exponent < PowersOfFive.Least)
        {
            return 0;
        }

        if (exponent > PowersOfFive.Largest)
        {
            return infinity;
        }

        // 192 bits, of which the first or the second is set. The number is this product exactly, or more by less than 2^64.
        int zeros = BitOperations.LeadingZeroCount(mantissa);
        ulong high = Math.BigMul(mantissa << zeros, PowersOfFive.Leading(exponent, out ulong powerLow), out ulong middle);
        ulong carry = Math.BigMul(mantissa << zeros, powerLow, out ulong low);
        middle += carry;
        high += middle < carry ? 1UL : 0;

        // The exponent of two, biased. Below the least, the fraction has fewer bits.
        int first = (int)(high >> 63);
        int biased = bias + 63 - zeros + first + FloorLog2OfPowerOfTen(exponent);
        int dropped = 62 + first - fractionBits;
        if (biased < 1)
        {
            dropped += 1 - biased;
            biased = 1;
            if (dropped > 64)
            {
                // Less than half of the least float; or perhaps the half.
                return dropped > 65 ? 0 : Undecided;
            }
        }

        // The fraction and the bit behind it; and the rest.
        ulong fraction = high >> (dropped - 1);
        ulong ones = (1UL << (dropped - 1)) - 1;
        ulong rest = high & ones;
        bool hasRest = true;
        if ((uint)exponent <= PowersOfFive.LargestExact)
        {
            hasRest = (rest | middle | low) != 0;
        }
        else if (rest == ones && middle == ulong.MaxValue)
        {
            // Just below or above the next fraction; or there exactly, where a division by the power of five leaves nothing.
            if (exponent is >= 0 or < -PowersOfFive.LargestInteger || mantissa % PowersOfFive.Integer(-exponent) != 0)
            {
                return Undecided;
            }

            fraction++;
            hasRest = false;
        }

        // The hidden bit counts the exponent up by one, and so does a fraction that is rounded up to the next power of two.
        ulong isOdd = fraction >> 1;
        ulong up = fraction & (isOdd | (hasRest ? 1UL : 0)) & 1;
        ulong bits = ((ulong)(biased - 1) << fractionBits) + (fraction >> 1) + up;
        return Math.Min(bits, infinity);
    }

    /// <summary>⌊log₂ 10^exponent⌋, for the exponents of <see cref="PowersOfFive"/>.</summary>
    public static int FloorLog2OfPowerOfTen(int exponent) => (exponent * 217_706) >> 16;
}
