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
    public static long Sum(this Column<sbyte> column) => SumChecked<sbyte, long>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<short> column) => SumChecked<short, long>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<int> column)
        => column.TryGetSpan(out ReadOnlySpan<int> values) ? ContiguousMath.Sum(values) : SumChecked<int, long>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static long Sum(this Column<long> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<byte> column) => SumChecked<byte, ulong>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<ushort> column) => SumChecked<ushort, ulong>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<uint> column)
        => column.TryGetSpan(out ReadOnlySpan<uint> values) ? ContiguousMath.Sum(values) : SumChecked<uint, ulong>(column);

    /// <inheritdoc cref="Sum(Column{long})"/>
    public static ulong Sum(this Column<ulong> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<Half> column) => PairwiseSum.Of(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<float> column) => PairwiseSum.Of(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<double> column) => PairwiseSum.Of(column);

    /// <summary>The smallest value; NaN if any value is NaN.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static T Min<T>(this Column<T> column)
        where T : unmanaged, INumber<T>
    {
        T result = First(column);
        if (ContiguousMath.TryMin(column, ref result))
        {
            return result;
        }

        for (int i = 1; i < column.Length; i++)
        {
            result = T.Min(result, column.At(i));
        }

        return result;
    }

    /// <summary>The largest value; NaN if any value is NaN.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Max<T>(this Column<T> column)
        where T : unmanaged, INumber<T>
    {
        T result = First(column);
        if (ContiguousMath.TryMax(column, ref result))
        {
            return result;
        }

        for (int i = 1; i < column.Length; i++)
        {
            result = T.Max(result, column.At(i));
        }

        return result;
    }

    /// <summary>The arithmetic mean, summed in <see cref="double"/>.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static double Mean<T>(this Column<T> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return PairwiseSum.Of(column) / column.Length;
    }

    private static TSum SumChecked<T, TSum>(Column<T> column)
        where T : unmanaged, INumberBase<T>
        where TSum : unmanaged, INumberBase<TSum>
    {
        TSum sum = TSum.Zero;
        for (int i = 0; i < column.Length; i++)
        {
            checked
            {
                sum += TSum.CreateTruncating(column.At(i));
            }
        }

        return sum;
    }

    // A sum that overflows midway may still fit at the end. That is rare, and adding in 128 bits is slow.
    private static T SumWhole<T>(Column<T> column)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (column.TryGetSpan(out ReadOnlySpan<T> values) && ContiguousMath.TrySum(values, out T whole))
        {
            return whole;
        }

        try
        {
            return SumChecked<T, T>(column);
        }
        catch (OverflowException)
        {
            return Narrow<T>(SumChecked<T, Int128>(column));
        }
    }

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
