using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Exact sums of integers.</summary>
internal static class WholeSum
{
    private interface IWiden<TNarrow, TWide>
    {
        /// <summary>The sum of so many of the narrow values fits the wide type, whatever they are.</summary>
        static abstract int Safe { get; }

        static abstract void Widen(Vector<TNarrow> values, out Vector<TWide> low, out Vector<TWide> high);
    }

    /// <summary>Whether it is an integer of up to 32 bits.</summary>
    public static bool Takes<T>()
        => typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte) || typeof(T) == typeof(short) || typeof(T) == typeof(ushort)
            || typeof(T) == typeof(int) || typeof(T) == typeof(uint);

    /// <summary>The sum of integers of up to 32 bits.</summary>
    public static long Of<T, TValues>(scoped TValues values)
        where T : unmanaged
        where TValues : IValues<T>, allows ref struct
        => typeof(T) == typeof(sbyte) ? Of<T, sbyte, short, Bytes, TValues>(values)
            : typeof(T) == typeof(byte) ? Of<T, byte, ushort, UnsignedBytes, TValues>(values)
            : typeof(T) == typeof(short) ? Of<T, short, int, Shorts, TValues>(values)
            : typeof(T) == typeof(ushort) ? Of<T, ushort, uint, UnsignedShorts, TValues>(values)
            : typeof(T) == typeof(int) ? Of<T, int, long, Ints, TValues>(values)
            : typeof(T) == typeof(uint) ? Of<T, uint, ulong, UnsignedInts, TValues>(values)
            : throw new NotSupportedException();

    /// <summary>The sum of integers of 64 bits.</summary>
    [SkipLocalsInit]
    public static Int128 OfLongs<T, TValues>(scoped TValues values)
        where T : unmanaged, IBinaryInteger<T>
        where TValues : IValues<T>, allows ref struct
    {
        Span<T> room = stackalloc T[IValues<T>.Room];
        scoped ReadOnlySpan<T> piece;
        UInt128 sum = 0;

        // A signed number is an unsigned one, less 2 to the 63rd.
        ulong bias = typeof(T) == typeof(long) ? 1UL << 63 : 0;
        for (int start = 0; start < values.Length; start += piece.Length)
        {
            piece = values.Read(start, room);
            sum += OfPiece(MemoryMarshal.Cast<T, ulong>(piece), bias);
        }

        return (Int128)sum - ((Int128)bias * values.Length);
    }

    // The halves of the numbers are added, which cannot overflow.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static UInt128 OfPiece(ReadOnlySpan<ulong> values, ulong bias)
    {
        Vector<ulong> lows = default;
        Vector<ulong> highs = default;
        var mask = new Vector<ulong>(uint.MaxValue);
        var biases = new Vector<ulong>(bias);
        ref ulong first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= values.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
        {
            Vector<ulong> value = Vector.LoadUnsafe(ref first, (nuint)i) ^ biases;
            lows += value & mask;
            highs += value >>> 32;
        }

        UInt128 sum = ((UInt128)Vector.Sum(highs) << 32) + Vector.Sum(lows);
        for (; i < values.Length; i++)
        {
            sum += values[i] ^ bias;
        }

        return sum;
    }

    [SkipLocalsInit]
    private static long Of<T, TNarrow, TWide, TWiden, TValues>(scoped TValues values)
        where T : unmanaged
        where TNarrow : unmanaged, IBinaryInteger<TNarrow>
        where TWide : unmanaged, IBinaryInteger<TWide>
        where TWiden : IWiden<TNarrow, TWide>
        where TValues : IValues<T>, allows ref struct
    {
        Span<T> room = stackalloc T[IValues<T>.Room];
        scoped ReadOnlySpan<T> piece;
        long sum = 0;
        for (int start = 0; start < values.Length; start += piece.Length)
        {
            piece = values.Read(start, room);
            sum += OfPiece<TNarrow, TWide, TWiden>(MemoryMarshal.Cast<T, TNarrow>(piece));
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long OfPiece<TNarrow, TWide, TWiden>(ReadOnlySpan<TNarrow> values)
        where TNarrow : unmanaged, IBinaryInteger<TNarrow>
        where TWide : unmanaged, IBinaryInteger<TWide>
        where TWiden : IWiden<TNarrow, TWide>
    {
        long sum = 0;
        while (values.Length >= Vector<TNarrow>.Count)
        {
            int vectors = Math.Min(values.Length / Vector<TNarrow>.Count, TWiden.Safe);
            ref TNarrow first = ref MemoryMarshal.GetReference(values);
            Vector<TWide> lows = default;
            Vector<TWide> highs = default;
            for (int i = 0; i < vectors; i++)
            {
                TWiden.Widen(Vector.LoadUnsafe(ref first, (nuint)i * (nuint)Vector<TNarrow>.Count), out Vector<TWide> low, out Vector<TWide> high);
                lows += low;
                highs += high;
            }

            for (int lane = 0; lane < Vector<TWide>.Count; lane++)
            {
                sum += long.CreateTruncating(lows[lane]) + long.CreateTruncating(highs[lane]);
            }

            values = values[(vectors * Vector<TNarrow>.Count)..];
        }

        foreach (TNarrow value in values)
        {
            sum += long.CreateTruncating(value);
        }

        return sum;
    }

    private readonly struct Bytes : IWiden<sbyte, short>
    {
        public static int Safe => 1 << 8;

        public static void Widen(Vector<sbyte> values, out Vector<short> low, out Vector<short> high) => Vector.Widen(values, out low, out high);
    }

    private readonly struct UnsignedBytes : IWiden<byte, ushort>
    {
        public static int Safe => 1 << 8;

        public static void Widen(Vector<byte> values, out Vector<ushort> low, out Vector<ushort> high) => Vector.Widen(values, out low, out high);
    }

    private readonly struct Shorts : IWiden<short, int>
    {
        public static int Safe => 1 << 16;

        public static void Widen(Vector<short> values, out Vector<int> low, out Vector<int> high) => Vector.Widen(values, out low, out high);
    }

    private readonly struct UnsignedShorts : IWiden<ushort, uint>
    {
        public static int Safe => 1 << 16;

        public static void Widen(Vector<ushort> values, out Vector<uint> low, out Vector<uint> high) => Vector.Widen(values, out low, out high);
    }

    private readonly struct Ints : IWiden<int, long>
    {
        public static int Safe => int.MaxValue;

        public static void Widen(Vector<int> values, out Vector<long> low, out Vector<long> high) => Vector.Widen(values, out low, out high);
    }

    private readonly struct UnsignedInts : IWiden<uint, ulong>
    {
        public static int Safe => int.MaxValue;

        public static void Widen(Vector<uint> values, out Vector<ulong> low, out Vector<ulong> high) => Vector.Widen(values, out low, out high);
    }
}
