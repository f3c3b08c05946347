using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// The leading 128 bits of the powers of five: 5^n lies in [P, P + 1) × 2^(⌊log₂ 5^n⌋ − 127), where 2^127 ≤ P &lt; 2^128. Up
/// to 5^<see cref="LargestExact"/> the power is P exactly, beyond and below zero it is more. Computed when first asked for.
/// </summary>
internal static class PowersOfFive
{
    /// <summary>Below, a mantissa of 64 bits is less than half of any double.</summary>
    public const int Least = -342;

    /// <summary>Above, any mantissa but 0 is more than any double.</summary>
    public const int Largest = 308;

    /// <summary>The last power that fits 128 bits.</summary>
    public const int LargestExact = 55;

    /// <summary>The last power that fits 64 bits.</summary>
    public const int LargestInteger = 27;

    private const int Bits = 128;

    // High and low half of each.
    private static readonly ulong[] _words = Compute();

    /// <summary>The leading bits of a power.</summary>
    /// <param name="exponent">From <see cref="Least"/> to <see cref="Largest"/>.</param>
    /// <param name="low">The lower 64 of them.</param>
    /// <returns>The upper 64.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Leading(int exponent, out ulong low)
    {
        int index = (exponent - Least) * 2;
        low = _words[index + 1];
        return _words[index];
    }

    /// <summary>A power as it is.</summary>
    /// <param name="exponent">From 0 to <see cref="LargestInteger"/>.</param>
    /// <returns>5^exponent.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Integer(int exponent)
    {
        // It is odd.
        ulong leading = Leading(exponent, out _);
        return leading >> BitOperations.TrailingZeroCount(leading);
    }

    private static ulong[] Compute()
    {
        ulong[] words = new ulong[(Largest - Least + 1) * 2];
        BigInteger power = BigInteger.One;
        for (int exponent = 0; exponent <= -Least; exponent++, power *= 5)
        {
            int length = (int)power.GetBitLength();
            if (exponent <= Largest)
            {
                Store(words, exponent, length > Bits ? power >> (length - Bits) : power << (Bits - length));
            }

            if (exponent > 0)
            {
                Store(words, -exponent, (BigInteger.One << (length + Bits - 1)) / power);
            }
        }

        return words;
    }

    private static void Store(ulong[] words, int exponent, BigInteger leading)
    {
        int index = (exponent - Least) * 2;
        words[index] = (ulong)(leading >> 64);
        words[index + 1] = (ulong)(leading & ulong.MaxValue);
    }
}
