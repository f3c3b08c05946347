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

    /// <summary>What is added for each value.</summary>
    internal interface ITerm
    {
        /// <summary>Whether it is the value itself.</summary>
        static virtual bool IsValue => false;

        double Of(double value);

        Vector256<double> Of(Vector256<double> values);
    }

    /// <summary>The sum of the values.</summary>
    public static double Of<T, TValues>(scoped TValues values)
        where T : unmanaged, INumberBase<T>
        where TValues : IValues<T>, allows ref struct
        => Of<T, TValues, Value>(values, default);

    /// <summary>The sum of a term for each value.</summary>
    [SkipLocalsInit]
    public static double Of<T, TValues, TTerm>(scoped TValues values, TTerm term)
        where T : unmanaged, INumberBase<T>
        where TValues : IValues<T>, allows ref struct
        where TTerm : struct, ITerm
    {
        Span<T> room = stackalloc T[Block];
        Span<double> terms = stackalloc double[Block];
        double sum = 0;
        int start = 0;
        for (; values.Length - start > Buffer; start += Buffer)
        {
            sum += Sum(values, start, Buffer, term, room, terms);
        }

        return sum + Sum(values, start, values.Length - start, term, room, terms);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<T, TValues, TTerm>(scoped TValues values, int start, int length, TTerm term, Span<T> room, Span<double> terms)
        where T : unmanaged, INumberBase<T>
        where TValues : IValues<T>, allows ref struct
        where TTerm : struct, ITerm
    {
        if (length > Block)
        {
            int half = (length / 2) - (length / 2 % Lanes);
            return Sum(values, start, half, term, room, terms) + Sum(values, start + half, length - half, term, room, terms);
        }

        ReadOnlySpan<T> read = length == 0 ? [] : values.Read(start, room[..length])[..length];
        if (TTerm.IsValue && typeof(T) == typeof(double))
        {
            return Sum(MemoryMarshal.Cast<T, double>(read));
        }

        terms = terms[..length];
        Terms(read, terms, term);
        return Sum(terms);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Terms<T, TTerm>(ReadOnlySpan<T> values, Span<double> terms, TTerm term)
        where T : unmanaged, INumberBase<T>
        where TTerm : struct, ITerm
    {
        int i = 0;
        ref T from = ref MemoryMarshal.GetReference(values);
        ref double to = ref MemoryMarshal.GetReference(terms);
        if (typeof(T) == typeof(double))
        {
            for (; i <= values.Length - 4; i += 4)
            {
                term.Of(Vector256.LoadUnsafe(ref Unsafe.As<T, double>(ref from), (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            }
        }
        else if (typeof(T) == typeof(float))
        {
            for (; i <= values.Length - Lanes; i += Lanes)
            {
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(
                    Vector256.LoadUnsafe(ref Unsafe.As<T, float>(ref from), (nuint)i));
                term.Of(low).StoreUnsafe(ref to, (nuint)i);
                term.Of(high).StoreUnsafe(ref to, (nuint)i + 4);
            }
        }

        for (; i < values.Length; i++)
        {
            terms[i] = term.Of(double.CreateTruncating(values[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(ReadOnlySpan<double> values)
    {
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

    /// <summary>The value itself.</summary>
    internal readonly struct Value : ITerm
    {
        public static bool IsValue => true;

        public double Of(double value) => value;

        public Vector256<double> Of(Vector256<double> values) => values;
    }

    /// <summary>The square of the distance from the mean.</summary>
    internal readonly struct Square(double mean) : ITerm
    {
        public double Of(double value) => (value - mean) * (value - mean);

        public Vector256<double> Of(Vector256<double> values)
        {
            Vector256<double> distances = values - Vector256.Create(mean);
            return distances * distances;
        }
    }

    /// <summary>Another term, but 0 for NaN: as in numpy, it counts as 0.</summary>
    internal readonly struct NanAsZero<TTerm>(TTerm term) : ITerm
        where TTerm : struct, ITerm
    {
        public double Of(double value) => double.IsNaN(value) ? 0 : term.Of(value);

        public Vector256<double> Of(Vector256<double> values) => Vector256.Equals(values, values) & term.Of(values);
    }
}
