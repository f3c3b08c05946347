using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// Finds the shortest decimal that reads back as a binary float, and of those the closest: Schubfach (R. Giulietti, "The
/// Schubfach Way to Render Doubles", 2020). The decimals that read back as mantissa × 2^exponent lie between two middles: those
/// to the float below and to the float above. 10^k is the largest power of ten of which a multiple surely lies there. At most
/// one multiple of 10^(k+1) does, and then it is the shortest. <see cref="DoubleExactly"/> compares middles and multiples as
/// the paper does. <see cref="DoubleAtOnce"/> does so with one product, and leaves close cases to <see cref="DoubleExactly"/>.
/// </summary>
internal static class ShortestDigits
{
    /// <summary>Digits of a double's decimal.</summary>
    public const int OfDouble = 17;

    /// <summary>Digits of a float's decimal, and of a half's.</summary>
    public const int OfSingle = 9;

    private const ulong LeastOfDouble = 10_000_000_000_000_000;
    private const ulong LeastOfSingle = 100_000_000;

    // Bits of the fraction that are kept with a digit.
    private const int DoubleFraction = 60;
    private const int SingleFraction = 32;

    // How far a product and half the distance between floats may be off together, in units of the last bit.
    private const ulong Doubt = 4;

    /// <summary>The decimal of mantissa × 2^exponent.</summary>
    /// <param name="mantissa">At most 53 bits, not zero.</param>
    /// <param name="exponent">The exponent of two.</param>
    /// <param name="isUneven">Whether the float below is only half as far away as the one above.</param>
    /// <param name="point">How many of the digits are before the point; if negative, how many zeros are between the point
    /// and the digits.</param>
    /// <returns>The digits, <see cref="OfDouble"/> of them: first the shortest decimal's, then zeros.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Double(ulong mantissa, int exponent, bool isUneven, out int point)
    {
        Debug.Assert(mantissa is > 0 and < 1UL << 53, "The mantissa must be that of a double that is not zero.");
        int k = isUneven ? FloorLog10OfThreeQuarters(exponent) : FloorLog10(exponent);
        ulong shortest = isUneven ? DoubleExactly(mantissa, exponent, k, isUneven) : DoubleAtOnce(mantissa, exponent, k);
        point = k + OfDouble;
        return Fill(shortest, LeastOfDouble, ref point);
    }

    /// <summary>The decimal of mantissa × 2^exponent.</summary>
    /// <param name="mantissa">At most 24 bits, not zero.</param>
    /// <param name="exponent">The exponent of two, of a float or a half.</param>
    /// <param name="isUneven">Whether the float below is only half as far away as the one above.</param>
    /// <param name="point">How many of the digits are before the point; if negative, how many zeros are between the point
    /// and the digits.</param>
    /// <returns>The digits, <see cref="OfSingle"/> of them: first the shortest decimal's, then zeros.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Single(uint mantissa, int exponent, bool isUneven, out int point)
    {
        Debug.Assert(mantissa is > 0 and < 1U << 24, "The mantissa must be that of a float that is not zero.");
        int k = isUneven ? FloorLog10OfThreeQuarters(exponent) : FloorLog10(exponent);
        uint shortest = isUneven ? SingleExactly(mantissa, exponent, k, isUneven) : SingleAtOnce(mantissa, exponent, k);
        point = k + OfSingle;
        return (uint)Fill(shortest, LeastOfSingle, ref point);
    }

    // Appends zeros to the digits. Most floats have all digits, or one less.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fill(ulong digits, ulong least, ref int point)
    {
        while (digits < least / 10)
        {
            digits *= 10;
            point--;
        }

        int isLess = digits < least ? 1 : 0;
        point -= isLess;
        return digits * (isLess != 0 ? 10UL : 1);
    }

    // With one product; exactly if that is too close to decide.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong DoubleAtOnce(ulong mantissa, int exponent, int k)
    {
        int shift = Shift(exponent, k);
        ulong high = Power(-k, out ulong low);

        // The float divided by 10^k: an integer, and 64 bits of fraction. Then the remainder modulo ten, and half the distance to
        // the next float.
        ulong factor = mantissa << shift;
        ulong integer = Math.BigMul(factor, high, out _);
        ulong carry = Math.BigMul(factor, low, out _);
        ulong fraction = (factor * high) + carry;
        integer += fraction < carry ? 1UL : 0;
        ulong digit = integer % 10;
        ulong remainder = (digit << DoubleFraction) | (fraction >> (64 - DoubleFraction));
        ulong half = high >> (65 - DoubleFraction - shift);
        ulong upper = remainder + half;

        const ulong Ten = 10UL << DoubleFraction;
        if (remainder - half + Doubt <= 2 * Doubt || upper - Ten + Doubt <= 2 * Doubt || fraction - (1UL << 63) + Doubt <= 2 * Doubt)
        {
            return DoubleExactly(mantissa, exponent, k, isUneven: false);
        }

        // The choice is unpredictable, so there are no branches.
        ulong closest = integer + (fraction >> 63);
        ulong isNextTens = upper > Ten ? 1UL : 0;
        ulong tens = integer - digit + (10 * isNextTens);
        ulong isTens = (remainder < half ? 1UL : 0) | isNextTens;
        return isTens != 0 ? tens : closest;
    }

    // The same, with a product of 96 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SingleAtOnce(uint mantissa, int exponent, int k)
    {
        int shift = Shift(exponent, k) + SingleFraction;
        ulong power = Power(-k);
        ulong scaled = Math.BigMul((ulong)mantissa << shift, power, out _);
        uint integer = (uint)(scaled >> SingleFraction);
        uint fraction = (uint)scaled;
        uint digit = integer % 10;
        ulong remainder = ((ulong)digit << SingleFraction) | fraction;
        ulong half = power >> (65 - shift);
        ulong upper = remainder + half;

        const ulong Ten = 10UL << SingleFraction;
        if (remainder - half + Doubt <= 2 * Doubt || upper - Ten + Doubt <= 2 * Doubt || fraction - (1UL << 31) + Doubt <= 2 * Doubt)
        {
            return SingleExactly(mantissa, exponent, k, isUneven: false);
        }

        uint closest = integer + (fraction >> 31);
        uint isNextTens = upper > Ten ? 1U : 0;
        uint tens = integer - digit + (10 * isNextTens);
        uint isTens = (remainder < half ? 1U : 0) | isNextTens;
        return isTens != 0 ? tens : closest;
    }

    // The paper's way. The float and the middles are scaled by 4 × 10^-k and cut to integers. Their last bit is set if anything was
    // cut off, which is enough to compare them with multiples of 4 and 40.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong DoubleExactly(ulong mantissa, int exponent, int k, bool isUneven)
    {
        int shift = Shift(exponent, k);
        ulong high = Power(-k, out ulong low);
        ulong isOdd = mantissa & 1;
        ulong number = Product(high, low, (4 * mantissa) << shift);
        ulong least = Product(high, low, ((4 * mantissa) - (isUneven ? 1UL : 2)) << shift) + isOdd;
        ulong most = Product(high, low, ((4 * mantissa) + 2) << shift) - isOdd;
        return Choose(number, least, most);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint SingleExactly(uint mantissa, int exponent, int k, bool isUneven)
    {
        int shift = Shift(exponent, k);
        ulong power = Power(-k);
        uint isOdd = mantissa & 1;
        uint number = Product(power, (4 * mantissa) << shift);
        uint least = Product(power, ((4 * mantissa) - (isUneven ? 1U : 2)) << shift) + isOdd;
        uint most = Product(power, ((4 * mantissa) + 2) << shift) - isOdd;
        return (uint)Choose(number, least, most);
    }

    private static ulong Choose(ulong number, ulong least, ulong most)
    {
        ulong digits = number / 4;
        ulong tens = digits / 10 * 10;
        bool isTensIn = least <= 4 * tens;
        bool isNextTensIn = (4 * tens) + 40 <= most;
        if (isTensIn != isNextTensIn)
        {
            return isTensIn ? tens : tens + 10;
        }

        bool isIn = least <= 4 * digits;
        bool isNextIn = (4 * digits) + 4 <= most;
        bool isNextCloser = (number & 3) + (digits & 1) > 2;
        return digits + ((isIn != isNextIn ? isNextIn : isNextCloser) ? 1UL : 0);
    }

    // ⌊log₁₀ 2^exponent⌋
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FloorLog10(int exponent) => (exponent * 1_262_611) >> 22;

    // ⌊log₁₀ (3/4 × 2^exponent)⌋
    private static int FloorLog10OfThreeQuarters(int exponent) => ((exponent * 1_262_611) - 524_031) >> 22;

    // From 1 to 4. A power of 128 bits times the shifted mantissa is 2^128 times the float divided by 10^k.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Shift(int exponent, int k)
    {
        int shift = exponent + BinaryRounding.FloorLog2OfPowerOfTen(-k) + 1;
        Debug.Assert(shift is >= 1 and <= 4, "The exponent and k must be those of one float.");
        return shift;
    }

    // The leading 128 bits of a power, rounded up unless they are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Power(int exponent, out ulong low)
    {
        ulong high = PowersOfFive.Leading(exponent, out ulong cut);
        ulong up = (uint)exponent > PowersOfFive.LargestExact ? 1UL : 0;
        low = cut + up;
        return high + (low < up ? 1UL : 0);
    }

    // The leading 64 bits, rounded up unless they are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Power(int exponent)
        => PowersOfFive.Leading(exponent, out _) + ((uint)exponent > PowersOfFive.LargestInteger ? 1UL : 0);

    // The upper 64 bits of a product of 192 bits. The last of them is set if more was cut off.
    private static ulong Product(ulong high, ulong low, ulong factor)
    {
        ulong carry = Math.BigMul(factor, low, out _);
        ulong upper = Math.BigMul(factor, high, out ulong middle);
        middle += carry;
        upper += middle < carry ? 1UL : 0;
        return upper | (middle > 1 ? 1UL : 0);
    }

    // The upper 32 bits of a product of 96 bits. The last of them is set if more was cut off.
    private static uint Product(ulong power, uint factor)
    {
        ulong upper = Math.BigMul(power, factor, out ulong lower);
        return (uint)upper | (lower >> 32 > 1 ? 1U : 0);
    }
}
