using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Sums and extremes of values with nothing between them, a vector at a time.</summary>
internal static class ContiguousMath
{
    public static long Sum(ReadOnlySpan<int> values)
    {
        Vector<long> sums = default;
        int i = 0;
        for (; i <= values.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector.Widen(new Vector<int>(values[i..]), out Vector<long> low, out Vector<long> high);
            sums += low + high;
        }

        long sum = Vector.Sum(sums);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    public static ulong Sum(ReadOnlySpan<uint> values)
    {
        Vector<ulong> sums = default;
        int i = 0;
        for (; i <= values.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            Vector.Widen(new Vector<uint>(values[i..]), out Vector<ulong> low, out Vector<ulong> high);
            sums += low + high;
        }

        ulong sum = Vector.Sum(sums);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    /// <summary>The sum of 64-bit integers, unless one of the sums on the way overflows.</summary>
    public static bool TrySum<T>(ReadOnlySpan<T> values, out T sum)
        where T : unmanaged, IBinaryInteger<T>
    {
        sum = T.Zero;
        if (typeof(T) != typeof(long) || !Vector.IsHardwareAccelerated)
        {
            return false;
        }

        ReadOnlySpan<long> longs = MemoryMarshal.Cast<T, long>(values);
        Vector<long> sums = default;
        Vector<long> overflows = default;
        int i = 0;
        for (; i <= longs.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            // A sum has overflowed if its sign differs from the signs of both terms.
            var term = new Vector<long>(longs[i..]);
            Vector<long> next = sums + term;
            overflows |= (sums ^ next) & (term ^ next);
            sums = next;
        }

        if (Vector.LessThanAny(overflows, Vector<long>.Zero))
        {
            return false;
        }

        Int128 total = 0;
        for (int lane = 0; lane < Vector<long>.Count; lane++)
        {
            total += sums[lane];
        }

        for (; i < longs.Length; i++)
        {
            total += longs[i];
        }

        long narrow = unchecked((long)total);
        sum = Unsafe.BitCast<long, T>(narrow);
        return narrow == total;
    }

    /// <summary>The smallest value of a column that is contiguous and whose values vectors can hold; NaN if any value is.</summary>
    /// <param name="column">The column, which is not empty.</param>
    /// <param name="result">Its first value; receives the smallest.</param>
    public static bool TryMin<T>(Column<T> column, ref T result)
        where T : unmanaged, INumber<T>
    {
        if (!Vector<T>.IsSupported || !column.TryGetSpan(out ReadOnlySpan<T> values))
        {
            return false;
        }

        int i = 0;
        if (values.Length >= Vector<T>.Count)
        {
            var least = new Vector<T>(values);
            for (i = Vector<T>.Count; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                least = Vector.Min(least, new Vector<T>(values[i..]));
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                result = T.Min(result, least[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            result = T.Min(result, values[i]);
        }

        return true;
    }

    /// <summary>The largest value, likewise.</summary>
    /// <inheritdoc cref="TryMin"/>
    public static bool TryMax<T>(Column<T> column, ref T result)
        where T : unmanaged, INumber<T>
    {
        if (!Vector<T>.IsSupported || !column.TryGetSpan(out ReadOnlySpan<T> values))
        {
            return false;
        }

        int i = 0;
        if (values.Length >= Vector<T>.Count)
        {
            var most = new Vector<T>(values);
            for (i = Vector<T>.Count; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                most = Vector.Max(most, new Vector<T>(values[i..]));
            }

            for (int lane = 0; lane < Vector<T>.Count; lane++)
            {
                result = T.Max(result, most[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            result = T.Max(result, values[i]);
        }

        return true;
    }
}
