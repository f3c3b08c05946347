using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Makes floats of few digits by one operation, and says whether the result is surely the nearest.</summary>
internal static class ExactFloat
{
    /// <summary>The number to add to the scale of a negative number.</summary>
    public const int Negative = 17;

    private const double LeastInexact = 1UL << 53;

    // The bits of a double that a float lacks, and their value halfway between two floats.
    internal const uint Rest = 0x1FFFFFFF;
    internal const uint Halfway = 0x10000000;

    // The product is off by less than two units in the last place.
    internal const uint Margin = 2;

    // At index p: 10^(15 − p), and 1 at 16. Then the same, negative.
    private static ReadOnlySpan<double> Powers =>
    [
        1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1e0, 1e0,
        -1e15, -1e14, -1e13, -1e12, -1e11, -1e10, -1e9, -1e8, -1e7, -1e6, -1e5, -1e4, -1e3, -1e2, -1e1, -1e0, -1e0,
    ];

    // The nearest double to one divided by each power.
    private static ReadOnlySpan<double> Reciprocals =>
    [
        1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e0,
        -1e-15, -1e-14, -1e-13, -1e-12, -1e-11, -1e-10, -1e-9, -1e-8, -1e-7, -1e-6, -1e-5, -1e-4, -1e-3, -1e-2, -1e-1, -1e0, -1e0,
    ];

    // The powers as floats. Only those up to 1e10 are exact and used.
    private static ReadOnlySpan<float> SinglePowers =>
    [
        1e15f, 1e14f, 1e13f, 1e12f, 1e11f, 1e10f, 1e9f, 1e8f, 1e7f, 1e6f, 1e5f, 1e4f, 1e3f, 1e2f, 1e1f, 1e0f, 1e0f,
        -1e15f, -1e14f, -1e13f, -1e12f, -1e11f, -1e10f, -1e9f, -1e8f, -1e7f, -1e6f, -1e5f, -1e4f, -1e3f, -1e2f, -1e1f, -1e0f, -1e0f,
    ];

    /// <summary>The nearest float or double to a decimal number of at most seven digits.</summary>
    /// <typeparam name="T">Float or double.</typeparam>
    /// <param name="digits">All of its digits, as an integer.</param>
    /// <param name="scale">15 minus the number of decimals (at most seven); plus <see cref="Negative"/> if it is negative.</param>
    /// <param name="value">The nearest: both operands are exact, and the result is rounded once.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScaleFew<T>(int digits, int scale, scoped ref T value)
        where T : unmanaged
    {
        Debug.Assert((uint)scale < (uint)Powers.Length && scale % Negative >= 8, "There must be at most seven decimals.");
        if (typeof(T) == typeof(double))
        {
            Unsafe.As<T, double>(ref value) = digits / Unsafe.Add(ref MemoryMarshal.GetReference(Powers), scale);
        }
        else
        {
            Unsafe.As<T, float>(ref value) = digits / Unsafe.Add(ref MemoryMarshal.GetReference(SinglePowers), scale);
        }
    }

    /// <summary>The nearest float or double to a decimal number.</summary>
    /// <typeparam name="T">Float or double.</typeparam>
    /// <param name="digits">All of its digits, as an integer; exact below 2^53.</param>
    /// <param name="scale">15 minus the number of decimals (for none, 16 too); plus <see cref="Negative"/> if it is negative.</param>
    /// <param name="value">The nearest.</param>
    /// <returns>Whether the value is known to be the nearest.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScale<T>(double digits, int scale, scoped ref T value)
        where T : unmanaged
    {
        Debug.Assert((uint)scale < (uint)Powers.Length, "The scale must be from 0 to 16, or those plus Negative.");
        if (digits >= LeastInexact)
        {
            return false;
        }

        if (typeof(T) == typeof(double))
        {
            // Both operands are exact, and the result is rounded once.
            Unsafe.As<T, double>(ref value) = digits / Unsafe.Add(ref MemoryMarshal.GetReference(Powers), scale);
            return true;
        }

        // Not exact, but faster, and good enough for a float unless it is near the middle between two.
        double number = digits * Unsafe.Add(ref MemoryMarshal.GetReference(Reciprocals), scale);
        Unsafe.As<T, float>(ref value) = (float)number;
        return ((uint)BitConverter.DoubleToUInt64Bits(number) & Rest) - (Halfway - Margin) > 2 * Margin;
    }

    /// <summary>Replaces a value by numpy's NaN, or not, without a branch.</summary>
    /// <param name="isNull">1 to replace it, else 0.</param>
    /// <param name="value">The float or double.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReplaceByNaN<T>(int isNull, scoped ref T value)
        where T : unmanaged
    {
        Debug.Assert(isNull is 0 or 1, "A null is 1, anything else 0.");
        if (typeof(T) == typeof(double))
        {
            ref ulong bits = ref Unsafe.As<T, ulong>(ref value);
            bits ^= (bits ^ DecimalNumber.DoubleNaN) & (ulong)-(long)isNull;
        }
        else
        {
            ref uint bits = ref Unsafe.As<T, uint>(ref value);
            bits ^= (bits ^ DecimalNumber.SingleNaN) & (uint)-isNull;
        }
    }
}
