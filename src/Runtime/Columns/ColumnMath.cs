using System.Globalization;
using System.Numerics;

namespace SchemaToolkit;

/// <summary>Sums, minima, maxima and means of columns. A sum of integers is a <see cref="long"/>, or a <see cref="ulong"/> for
/// unsigned ones, and throws only when the final sum does not fit. A sum of floats is a <see cref="double"/>, added in pairs as numpy
/// does, so that rounding errors hardly grow. NaN propagates, as in numpy. The minimum, maximum and mean of an empty column throw, as in
/// LINQ.</summary>
public static partial class ColumnMath
{
    /// <summary>The sum; 0 for an empty column.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The sum.</returns>
    public static long Sum(this Column<sbyte> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<short> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<int> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static long Sum(this Column<long> column) => Narrow<long>(WholeSum.OfLongs<long, PlainValues<long>>(new(column)));

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<byte> column) => (ulong)SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<ushort> column) => (ulong)SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<uint> column) => (ulong)SumWhole(column);

    /// <inheritdoc cref="Sum(Column{long})"/>
    public static ulong Sum(this Column<ulong> column) => Narrow<ulong>(WholeSum.OfLongs<ulong, PlainValues<ulong>>(new(column)));

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<Half> column) => SumInPairs(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<float> column) => SumInPairs(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<double> column) => SumInPairs(column);

    /// <summary>The smallest value; NaN if any value is NaN.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static T Min<T>(this Column<T> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Smaller, PlainValues<T>>(new(column));
    }

    /// <summary>The largest value; NaN if any value is NaN.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Max<T>(this Column<T> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Larger, PlainValues<T>>(new(column));
    }

    /// <summary>The arithmetic mean, summed in <see cref="double"/>.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static double Mean<T>(this Column<T> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return Mean<T, PlainValues<T>>(new(column));
    }

    private static double Mean<T, TValues>(TValues values)
        where T : unmanaged, INumber<T>
        where TValues : IValues<T>, allows ref struct
        => (WholeSum.Takes<T>() ? WholeSum.Of<T, TValues>(values) : PairwiseSum.Of<T, TValues>(values)) / values.Length;

    private static long SumWhole<T>(Column<T> column)
        where T : unmanaged
        => WholeSum.Of<T, PlainValues<T>>(new(column));

    private static double SumInPairs<T>(Column<T> column)
        where T : unmanaged, INumberBase<T>
        => PairwiseSum.Of<T, PlainValues<T>>(new(column));

    private static T Narrow<T>(Int128 sum)
        where T : unmanaged, IBinaryInteger<T>
    {
        T result = T.CreateTruncating(sum);
        return Int128.CreateTruncating(result) == sum
            ? result
            : throw new OverflowException(
                string.Create(CultureInfo.InvariantCulture, $"The sum is {sum}, which does not fit {typeof(T).Name}."));
    }

    internal static T First<T>(Column<T> column)
        where T : unmanaged
        => column.Length > 0 ? column.At(0) : throw new InvalidOperationException("The column has no values.");
}
