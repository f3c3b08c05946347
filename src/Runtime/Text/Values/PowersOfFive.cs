using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// The leading 128 bits of the powers of five: 5^n lies in [P, P + 1) × 2^(⌊log₂ 5^n⌋ − 127), where 2^127 ≤ P &lt; 2^128. From
/// 5^0 to 5^<see cref="LargestExact"/> the power is exactly P, the others are larger. They are computed on first use.
/// </summary>
internal static class PowersOfFive
{
    /// <summary>The smallest exponent. Below it, every mantissa of 64 bits gives less than half of the smallest double.</summary>
    public const int Least = -342;

    /// <summary>The largest exponent. From 309 on, every mantissa but 0 gives more than any double; scaling the smallest double to
    /// 17 digits needs 324.</summary>
    public const int Largest = 324;

    /// <summary>The last power that fits 128 bits.</summary>
    public const int LargestExact = 55;

    /// <summary>The last power that fits 64 bits.</summary>
    public const int LargestInteger = 27;

    // Words of 32 bits in a number, the lowest first: room for 5^342 and its inverse.
    private const int Limbs = 32;

    // The high and the low half of each power.
    private static readonly ulong[] _words = Compute();

    /// <summary>The leading bits of a power.</summary>
    /// <param name="exponent">From <see cref="Least"/> to <see cref="Largest"/>.</param>
    /// <param name="low">The lower 64 of them.</param>
    /// <returns>The upper 64.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Leading(int exponent, out ulong low)
    {
        Debug.Assert(exponent is >= Least and <= Largest, "There is no such power.");
        int index = (exponent - Least) * 2;
        low = _words[index + 1];
        return _words[index];
    }

    /// <summary>A power in full.</summary>
    /// <param name="exponent">From 0 to <see cref="LargestInteger"/>.</param>
    /// <returns>5^exponent.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Integer(int exponent)
    {
        Debug.Assert(exponent is >= 0 and <= LargestInteger, "The power must fit 64 bits.");

        // A power of five is odd, so the zeros at the end are not part of it.
        ulong leading = Leading(exponent, out _);
        return leading >> BitOperations.TrailingZeroCount(leading);
    }

    // 5^n, and 2^1023 / 5^n rounded down. Dividing the latter by five and rounding down gives the next one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong[] Compute()
    {
        ulong[] words = new ulong[(Largest - Least + 1) * 2];
        Span<uint> power = stackalloc uint[Limbs];
        Span<uint> inverse = stackalloc uint[Limbs];
        power.Clear();
        power[0] = 1;
        inverse.Clear();
        inverse[Limbs - 1] = 1U << 31;
        for (int exponent = 0; exponent <= -Least; exponent++)
        {
            Store(words, -exponent, inverse);
            if (exponent <= Largest)
            {
                Store(words, exponent, power);
            }

            ulong carry = 0;
            ulong rest = 0;
            for (int i = 0, j = Limbs - 1; i < Limbs; i++, j--)
            {
                carry += power[i] * 5UL;
                power[i] = (uint)carry;
                carry >>= 32;
                rest = (rest << 32) | inverse[j];
                inverse[j] = (uint)(rest / 5);
                rest %= 5;
            }
        }

        return words;
    }

    // Stores the first 128 bits of a number, from its highest one on.
    private static void Store(ulong[] words, int exponent, ReadOnlySpan<uint> limbs)
    {
        int top = Limbs - 1;
        while (limbs[top] == 0)
        {
            top--;
        }

        int zeros = BitOperations.LeadingZeroCount(limbs[top]);
        Span<ulong> first = stackalloc ulong[5];
        for (int i = 0; i < first.Length; i++)
        {
            first[i] = top >= i ? limbs[top - i] : 0;
        }

        int index = (exponent - Least) * 2;
        words[index] = (((first[0] << 32) | first[1]) << zeros) | (first[2] << zeros >> 32);
        words[index + 1] = (((first[2] << 32) | first[3]) << zeros) | (first[4] << zeros >> 32);
    }
}
