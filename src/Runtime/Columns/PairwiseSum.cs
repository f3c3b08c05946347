using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchemaToolkit;

/// <summary>Sums of floats in numpy's order: buffers of 8,192 values one after the other, and each in halves of halves, down to 128
/// values that eight sums share. So errors of rounding hardly grow, and a sum of doubles has the very bits of numpy's.</summary>
internal static class PairwiseSum
{
    private const int Buffer = 8192;
    private const int Block = 128;
    private const int Lanes = 8;

    /// <summary>The sum of a column.</summary>
    public static double Of<T>(Column<T> column)
        where T : unmanaged, INumberBase<T>
        => typeof(T) == typeof(double) && column.TryGetSpan(out ReadOnlySpan<T> values)
            ? Of(MemoryMarshal.Cast<T, double>(values))
            : Buffers<T, Number<T>>(column);

    /// <inheritdoc cref="Of{T}(Column{T})"/>
    public static double Of<T>(Column<BigEndian<T>> column)
        where T : unmanaged, INumberBase<T>
        => Buffers<BigEndian<T>, Swapped<T>>(column);

    /// <summary>The sum of values.</summary>
    public static double Of(ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (; values.Length > Buffer; values = values[Buffer..])
        {
            sum += Sum(values[..Buffer]);
        }

        return sum + Sum(values);
    }

    private static double Buffers<T, TRead>(Column<T> column)
        where T : unmanaged
        where TRead : IRead<T>
    {
        double sum = 0;
        int start = 0;
        for (; column.Length - start > Buffer; start += Buffer)
        {
            sum += Sum<T, TRead>(column, start, Buffer);
        }

        return sum + Sum<T, TRead>(column, start, column.Length - start);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        if (values.Length > Block)
        {
            int half = Half(values.Length);
            return Sum(values[..half]) + Sum(values[half..]);
        }

        int i = 0;
        double sum = 0;
        if (values.Length >= Lanes)
        {
            ref double first = ref MemoryMarshal.GetReference(values);
            Vector256<double> low = Vector256.LoadUnsafe(ref first);
            Vector256<double> high = Vector256.LoadUnsafe(ref first, 4);
            for (i = Lanes; i <= values.Length - Lanes; i += Lanes)
            {
                low += Vector256.LoadUnsafe(ref first, (nuint)i);
                high += Vector256.LoadUnsafe(ref first, (nuint)i + 4);
            }

            sum = (low[0] + low[1] + (low[2] + low[3])) + (high[0] + high[1] + (high[2] + high[3]));
        }

        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    private static double Sum<T, TRead>(Column<T> column, int start, int length)
        where T : unmanaged
        where TRead : IRead<T>
    {
        if (length > Block)
        {
            int half = Half(length);
            return Sum<T, TRead>(column, start, half) + Sum<T, TRead>(column, start + half, length - half);
        }

        int i = start;
        int end = start + length;
        double sum = 0;
        if (length >= Lanes)
        {
            double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
            for (; i <= end - Lanes; i += Lanes)
            {
                a += TRead.Read(in column.At(i));
                b += TRead.Read(in column.At(i + 1));
                c += TRead.Read(in column.At(i + 2));
                d += TRead.Read(in column.At(i + 3));
                e += TRead.Read(in column.At(i + 4));
                f += TRead.Read(in column.At(i + 5));
                g += TRead.Read(in column.At(i + 6));
                h += TRead.Read(in column.At(i + 7));
            }

            sum = (a + b + (c + d)) + (e + f + (g + h));
        }

        for (; i < end; i++)
        {
            sum += TRead.Read(in column.At(i));
        }

        return sum;
    }

    private static int Half(int length) => (length / 2) - (length / 2 % Lanes);

    private interface IRead<T>
    {
        static abstract double Read(ref readonly T value);
    }

    private readonly struct Number<T> : IRead<T>
        where T : INumberBase<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Read(ref readonly T value) => double.CreateTruncating(value);
    }

    private readonly struct Swapped<T> : IRead<BigEndian<T>>
        where T : unmanaged, INumberBase<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Read(ref readonly BigEndian<T> value) => double.CreateTruncating(value.Value);
    }
}
