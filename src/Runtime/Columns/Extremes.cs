using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Minima and maxima of numbers.</summary>
internal static class Extremes
{
    /// <summary>One of two: the smaller or the larger. Of a NaN and a number, it may be either.</summary>
    internal interface IChoice
    {
        static abstract T Of<T>(T left, T right)
            where T : INumber<T>;

        static abstract Vector<T> Of<T>(Vector<T> left, Vector<T> right);
    }

    /// <summary>The smallest or largest value. NaN if any value is; or, if that is ignored, only if all are.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="isNanIgnored">Whether NaN is no value.</param>
    [SkipLocalsInit]
    public static T Of<T, TChoice, TValues>(scoped TValues values, bool isNanIgnored = false)
        where T : unmanaged, INumber<T>
        where TChoice : IChoice
        where TValues : IValues<T>, allows ref struct
    {
        Span<T> room = stackalloc T[IValues<T>.Room];
        scoped ReadOnlySpan<T> piece;
        T result = values.Read(0, room[..1])[0];
        for (int start = 0; start < values.Length; start += piece.Length)
        {
            piece = values.Read(start, room);
            T part = OfPiece<T, TChoice>(piece, isNanIgnored);
            if (T.IsNaN(part) && !isNanIgnored)
            {
                return part;
            }

            result = T.IsNaN(result) ? part
                : T.IsNaN(part) ? result
                : TChoice.Of(result, part);
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T OfPiece<T, TChoice>(ReadOnlySpan<T> values, bool isNanIgnored)
        where T : unmanaged, INumber<T>
        where TChoice : IChoice
    {
        T result = values[0];
        int i = 0;
        if (Vector<T>.IsSupported && values.Length >= Vector<T>.Count)
        {
            ref T first = ref MemoryMarshal.GetReference(values);
            int last = values.Length - Vector<T>.Count;
            Vector<T> a = Vector.LoadUnsafe(ref first);
            Vector<T> b = a;
            Vector<T> numbers = Vector<T>.AllBitsSet;
            for (; i <= last - Vector<T>.Count; i += 2 * Vector<T>.Count)
            {
                Vector<T> c = Vector.LoadUnsafe(ref first, (nuint)i);
                Vector<T> d = Vector.LoadUnsafe(ref first, (nuint)(i + Vector<T>.Count));
                a = TChoice.Of(a, c);
                b = TChoice.Of(b, d);
                if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
                {
                    numbers &= Vector.Equals(c, c) & Vector.Equals(d, d);
                }
            }

            if (Vector.AsVectorByte(numbers) != Vector<byte>.AllBitsSet)
            {
                // One by one.
                i = 0;
            }
            else if (i > 0)
            {
                a = TChoice.Of(a, b);
                result = a[0];
                for (int lane = 1; lane < Vector<T>.Count; lane++)
                {
                    result = TChoice.Of(result, a[lane]);
                }
            }
        }

        for (; i < values.Length; i++)
        {
            T value = values[i];
            if (!T.IsNaN(value))
            {
                result = T.IsNaN(result) ? value : TChoice.Of(result, value);
            }
            else if (!isNanIgnored)
            {
                return value;
            }
        }

        return result;
    }

    internal readonly struct Smaller : IChoice
    {
        public static T Of<T>(T left, T right)
            where T : INumber<T>
            => right < left ? right : left;

        public static Vector<T> Of<T>(Vector<T> left, Vector<T> right) => Vector.MinNative(left, right);
    }

    internal readonly struct Larger : IChoice
    {
        public static T Of<T>(T left, T right)
            where T : INumber<T>
            => right > left ? right : left;

        public static Vector<T> Of<T>(Vector<T> left, Vector<T> right) => Vector.MaxNative(left, right);
    }
}
