using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Reads numbers without vectors: in one word of eight bytes, or two, that end where the cell ends.</summary>
internal static unsafe class WordNumbers
{
    private const int MaxDigits = 16;
    private const int MaxDecimals = 15;
    private const ulong EightDigits = 100_000_000;

    /// <summary>As <see cref="TryRead"/>, for records of many fields: inlined for each field, it would go beyond the JIT's inlining
    /// budget.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool TryReadByCall<T>(byte* text, nint start, nint end, ulong separator, scoped ref T value)
        where T : unmanaged
        => TryRead(text, start, end, mayBeNegative: true, separator, ref value);

    /// <summary>Reads a number.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="text">What positions count from.</param>
    /// <param name="start">Where the cell starts.</param>
    /// <param name="end">Where it ends; the sixteen bytes before must be readable.</param>
    /// <param name="mayBeNegative">Whether to look for a sign.</param>
    /// <param name="separator">The decimal separator ^ '0', eight times.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether it was read: it is a plain number of few digits, in range.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(byte* text, nint start, nint end, bool mayBeNegative, ulong separator, scoped ref T value)
        where T : unmanaged
    {
        // 1 for '-'. No branch: signs occur unpredictably.
        nint sign = mayBeNegative ? (nint)(((uint)(text[start] ^ '-') - 1) >> 31) : 0;
        nint length = end - start - sign;
        if ((nuint)(length - 1) >= MaxDigits)
        {
            // 0.892857142857143 and the like: two words lack only the first zero.
            if (length != MaxDigits + 1 || text[start + sign] != '0')
            {
                return false;
            }

            length = MaxDigits;
        }

        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            if (length >= ByteWord.Bytes)
            {
                return TryReadLong(text, end, length, sign, separator, ref value);
            }

            ulong digits = Last(text, end, length);
            ulong points = Points(digits, separator);
            digits = TakePointOut(digits, points);

            ExactFloat.ScaleFew(
                (int)ByteWord.Join(digits),
                MaxDecimals - (Decimals(points) & (ByteWord.Bytes - 1)) + ((int)sign * ExactFloat.Negative),
                ref value);

            // A point alone is not a number.
            return ByteWord.NotDigits(digits) == 0 && (length > 1 || points == 0);
        }

        // Most counts have at most four digits. Most positions have eight or nine: the same branch for both.
        ulong number;
        bool isNumber = length <= ByteWord.Bytes / 2 ? TryJoinFour(text, end, length, out number)
            : length < ByteWord.Bytes ? TryJoin(Last(text, end, length), out number)
            : TryJoin(Last(text, end, length), First(text, end, length), out number);
        return isNumber & IntegerFit.TryFit(number, sign, ref value);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool TryReadLong<T>(byte* text, nint end, nint length, nint sign, ulong separator, scoped ref T value)
        where T : unmanaged
    {
        ulong low = Last(text, end, length);
        ulong high = First(text, end, length);
        int decimals = 0;
        if (Points(low, separator) is var inLow && inLow != 0)
        {
            decimals = Decimals(inLow);
            low = TakePointOut(low, inLow) | (high >> 56);
            high <<= 8;
        }
        else if (Points(high, separator) is var inHigh && inHigh != 0)
        {
            decimals = ByteWord.Bytes + Decimals(inHigh);
            high = TakePointOut(high, inHigh);
        }

        return TryJoin(low, high, out ulong number)
            && ExactFloat.TryScale((long)number, MaxDecimals - decimals + ((int)sign * ExactFloat.Negative), ref value);
    }

    // The digits in the last eight bytes of a cell; '.' becomes a byte that is not a digit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Last(byte* text, nint end, nint length) => Digits(text + end - ByteWord.Bytes) & Keep(length + ByteWord.Bytes);

    // The digits in the eight bytes before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong First(byte* text, nint end, nint length) => Digits(text + end - (2 * ByteWord.Bytes)) & Keep(length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(byte* p) => ByteWord.Load(p) ^ ByteWord.Repeat((byte)'0');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Keep(nint index)
        => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(LaneTables.KeepLast), index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryJoinFour(byte* text, nint end, nint length, out ulong number)
    {
        uint digits = (Unsafe.ReadUnaligned<uint>(text + end - sizeof(uint)) ^ 0x30303030)
            & Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetReference(LaneTables.KeepLast), length + 12));
        uint pairs = ((digits * ((10 << 8) + 1)) >> 8) & 0x00FF00FF;
        number = (pairs * ((100 << 16) + 1)) >> 16;
        return (((digits + 0x76767676) | digits) & 0x80808080) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryJoin(ulong digits, out ulong number)
    {
        number = ByteWord.Join(digits);
        return ByteWord.NotDigits(digits) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryJoin(ulong low, ulong high, out ulong number)
    {
        number = (ByteWord.Join(high) * EightDigits) + ByteWord.Join(low);
        return (ByteWord.NotDigits(low) | ByteWord.NotDigits(high)) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Points(ulong digits, ulong separator) => ByteWord.FindZero(digits ^ separator);

    // The digits behind the last point; 8 if there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Decimals(ulong points) => BitOperations.LeadingZeroCount(points) >> 3;

    // Moves the digits before the point up by one. If there is more than one point, one stays among the digits. No branch:
    // points occur unpredictably.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong TakePointOut(ulong digits, ulong points)
    {
        ulong has = (ulong)((long)(points | (0 - points)) >> 63);
        ulong before = ((points >> 7) - 1) & has;
        ulong upTo = ((before << 8) | byte.MaxValue) & has;
        return ((digits & before) << 8) | (digits & ~upTo);
    }
}
