using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Makes integers of every width from a magnitude and a sign.</summary>
internal static class IntegerFit
{
    /// <summary>Makes the integer, if it is in range.</summary>
    /// <typeparam name="T">The integer, or <see cref="bool"/> for 0 and 1.</typeparam>
    /// <param name="magnitude">Its magnitude.</param>
    /// <param name="sign">1 for '-', else 0.</param>
    /// <param name="value">The integer.</param>
    /// <returns>Whether it is in range. Unsigned integers do not take −0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFit<T>(ulong magnitude, nint sign, scoped ref T value)
        where T : unmanaged
    {
        Debug.Assert(sign is 0 or 1, "The sign is 1 for '-', else 0.");
        ulong max =
            typeof(T) == typeof(int) ? int.MaxValue
            : typeof(T) == typeof(long) ? long.MaxValue
            : typeof(T) == typeof(short) ? (ulong)short.MaxValue
            : typeof(T) == typeof(sbyte) ? (ulong)sbyte.MaxValue
            : typeof(T) == typeof(byte) ? byte.MaxValue
            : typeof(T) == typeof(ushort) ? ushort.MaxValue
            : typeof(T) == typeof(uint) ? uint.MaxValue
            : typeof(T) == typeof(ulong) ? ulong.MaxValue
            : 1;
        bool isSigned = typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(short) || typeof(T) == typeof(sbyte);
        if (isSigned)
        {
            max += (ulong)sign;
        }

        long number = ((long)magnitude ^ -sign) + sign;
        value = Unsafe.As<long, T>(ref number);
        return magnitude <= max && (isSigned || sign == 0);
    }
}
