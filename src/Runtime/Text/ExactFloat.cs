using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Floats of few digits: one division of exact operands, rounded once.</summary>
internal static class ExactFloat
{
    private const ulong MaxExactDouble = 1UL << 53;

    /// <summary>The nearest float or double to mantissa / power.</summary>
    /// <typeparam name="T">Float or double.</typeparam>
    /// <param name="mantissa">The digits.</param>
    /// <param name="power">An exact power of ten.</param>
    /// <param name="sign">1 for a negative number, else 0.</param>
    /// <param name="value">The nearest.</param>
    /// <returns>Whether it is known to be.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDivide<T>(ulong mantissa, double power, ulong sign, scoped ref T value)
        where T : unmanaged
    {
        if (mantissa > MaxExactDouble)
        {
            return false;
        }

        double number = (long)mantissa / power;
        if (typeof(T) == typeof(double))
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(number) | (sign << 63);
            value = Unsafe.As<ulong, T>(ref bits);
            return true;
        }

        // A double halfway between two floats may have been rounded to there; any other rounds to float as its text does.
        if ((BitConverter.DoubleToUInt64Bits(number) & 0x1FFFFFFF) == 0x10000000)
        {
            return false;
        }

        uint singleBits = BitConverter.SingleToUInt32Bits((float)number) | ((uint)sign << 31);
        value = Unsafe.As<uint, T>(ref singleBits);
        return true;
    }
}
