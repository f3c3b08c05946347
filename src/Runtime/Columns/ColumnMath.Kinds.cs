using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

public static partial class ColumnMath
{
    /// <summary>The number of true values.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The number.</returns>
    public static long Sum(this Column<bool> column)
    {
        long sum = 0;
        for (int i = 0; i < column.Length; i++)
        {
            sum += Unsafe.BitCast<bool, byte>(column.At(i)) == 0 ? 0 : 1;
        }

        return sum;
    }

    /// <summary>Whether all values are true.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The smallest value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static bool Min(this Column<bool> column)
    {
        First(column);
        return column.Sum() == column.Length;
    }

    /// <summary>Whether any value is true.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The largest value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static bool Max(this Column<bool> column)
    {
        First(column);
        return column.Sum() > 0;
    }

    /// <summary>The share of true values.</summary>
    /// <param name="column">The column.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static double Mean(this Column<bool> column)
    {
        First(column);
        return (double)column.Sum() / column.Length;
    }

    /// <summary>The sum; 0 for an empty column, NaT if any value is NaT.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The sum, in the column's unit.</returns>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Timedelta64 Sum(this Column<Timedelta64> column)
        => Span(SumOfTimes(new PlainValues<long>(column.Part<long>(0, null))));

    /// <inheritdoc cref="Sum(Column{Timedelta64})"/>
    public static Timedelta64 Sum(this Column<BigEndian<Timedelta64>> column)
        => Span(SumOfTimes(new SwappedValues<long>(column.Part<BigEndian<long>>(0, null))));

    /// <summary>The arithmetic mean, rounded towards zero as in numpy; NaT if any value is NaT.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The mean, in the column's unit.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static Timedelta64 Mean(this Column<Timedelta64> column)
    {
        return SumOfTimes(Counts(column)) is { } sum ? new((long)(sum / column.Length)) : Timedelta64.NaT;
    }

    /// <inheritdoc cref="Mean(Column{Timedelta64})"/>
    public static Timedelta64 Mean(this Column<BigEndian<Timedelta64>> column)
    {
        return SumOfTimes(Counts(column)) is { } sum ? new((long)(sum / column.Length)) : Timedelta64.NaT;
    }

    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Datetime64 Min(this Column<BigEndian<Datetime64>> column)
        => new(Earliest(Counts(column)));

    /// <inheritdoc cref="Max(Column{Datetime64})"/>
    public static Datetime64 Max(this Column<BigEndian<Datetime64>> column)
        => new(Latest(Counts(column)));

    /// <inheritdoc cref="Min(Column{Timedelta64})"/>
    public static Timedelta64 Min(this Column<BigEndian<Timedelta64>> column)
        => new(Earliest(Counts(column)));

    /// <inheritdoc cref="Max(Column{Timedelta64})"/>
    public static Timedelta64 Max(this Column<BigEndian<Timedelta64>> column)
        => new(Latest(Counts(column)));

    /// <inheritdoc cref="Sum(Column{Complex})"/>
    public static Complex Sum(this Column<BigEndian<Complex>> column)
    {
        Complex sum = Complex.Zero;
        for (int i = 0; i < column.Length; i++)
        {
            sum += column.At(i).Value;
        }

        return sum;
    }

    /// <inheritdoc cref="Sum(Column{Complex})"/>
    public static Complex Sum(this Column<BigEndian<Complex64>> column)
    {
        Complex sum = Complex.Zero;
        for (int i = 0; i < column.Length; i++)
        {
            sum += column.At(i).Value;
        }

        return sum;
    }

    /// <inheritdoc cref="Mean(Column{Complex})"/>
    public static Complex Mean(this Column<BigEndian<Complex>> column)
    {
        First(column);
        return column.Sum() / column.Length;
    }

    /// <inheritdoc cref="Mean(Column{Complex})"/>
    public static Complex Mean(this Column<BigEndian<Complex64>> column)
    {
        First(column);
        return column.Sum() / column.Length;
    }

    /// <summary>The sum; 0 for an empty column.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The sum.</returns>
    public static Complex Sum(this Column<Complex> column)
    {
        Complex sum = Complex.Zero;
        for (int i = 0; i < column.Length; i++)
        {
            sum += column.At(i);
        }

        return sum;
    }

    /// <inheritdoc cref="Sum(Column{Complex})"/>
    public static Complex Sum(this Column<Complex64> column)
    {
        Complex sum = Complex.Zero;
        for (int i = 0; i < column.Length; i++)
        {
            sum += column.At(i);
        }

        return sum;
    }

    /// <summary>The arithmetic mean.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The mean.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static Complex Mean(this Column<Complex> column)
    {
        First(column);
        return column.Sum() / column.Length;
    }

    /// <inheritdoc cref="Mean(Column{Complex})"/>
    public static Complex Mean(this Column<Complex64> column)
    {
        First(column);
        return column.Sum() / column.Length;
    }

    /// <summary>The earliest time; NaT if any value is NaT.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static Datetime64 Min(this Column<Datetime64> column) => new(Earliest(Counts(column)));

    /// <summary>The latest time; NaT if any value is NaT.</summary>
    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Datetime64 Max(this Column<Datetime64> column) => new(Latest(Counts(column)));

    /// <summary>The shortest span; NaT if any value is NaT.</summary>
    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Timedelta64 Min(this Column<Timedelta64> column) => new(Earliest(Counts(column)));

    /// <summary>The longest span; NaT if any value is NaT.</summary>
    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Timedelta64 Max(this Column<Timedelta64> column) => new(Latest(Counts(column)));

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<BigEndian<short>> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<BigEndian<int>> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{long})"/>
    public static long Sum(this Column<BigEndian<long>> column)
        => Narrow<long>(WholeSum.OfLongs<long, SwappedValues<long>>(new(column)));

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<BigEndian<ushort>> column) => (ulong)SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<BigEndian<uint>> column) => (ulong)SumWhole(column);

    /// <inheritdoc cref="Sum(Column{long})"/>
    public static ulong Sum(this Column<BigEndian<ulong>> column)
        => Narrow<ulong>(WholeSum.OfLongs<ulong, SwappedValues<ulong>>(new(column)));

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<Half>> column) => SumInPairs(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<float>> column) => SumInPairs(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<double>> column) => SumInPairs(column);

    /// <summary>The smallest value; NaN if any value is NaN.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Min<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Smaller, SwappedValues<T>>(new(column));
    }

    /// <summary>The largest value; NaN if any value is NaN.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Max<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Larger, SwappedValues<T>>(new(column));
    }

    /// <summary>The arithmetic mean, summed in <see cref="double"/>.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static double Mean<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return Mean<T, SwappedValues<T>>(new(column));
    }

    private static long SumWhole<T>(Column<BigEndian<T>> column)
        where T : unmanaged
        => WholeSum.Of<T, SwappedValues<T>>(new(column));

    private static double SumInPairs<T>(Column<BigEndian<T>> column)
        where T : unmanaged, INumberBase<T>
        => PairwiseSum.Of<T, SwappedValues<T>>(new(column));

    // The smallest count is NaT, and no sum.
    private static Timedelta64 Span(Int128? sum)
        => sum is not { } count ? Timedelta64.NaT
            : TimeUnits.TryNarrow(count, out long value) ? new(value)
            : throw new OverflowException(FormattableString.Invariant($"The sum is {count}, which does not fit {nameof(Timedelta64)}."));

    // Null if any is NaT, which is stored as the smallest count. In 128 bits, so that a mean is right where the sum would not fit.
    private static Int128? SumOfTimes<TValues>(TValues counts)
        where TValues : IValues<long>, allows ref struct
        => counts.Length > 0 && Extremes.Of<long, Extremes.Smaller, TValues>(counts) == long.MinValue
            ? null
            : WholeSum.OfLongs<long, TValues>(counts);

    private static long Earliest<TValues>(TValues counts)
        where TValues : IValues<long>, allows ref struct
        => Extremes.Of<long, Extremes.Smaller, TValues>(counts);

    private static long Latest<TValues>(TValues counts)
        where TValues : IValues<long>, allows ref struct
        => Earliest(counts) is var least and long.MinValue ? least : Extremes.Of<long, Extremes.Larger, TValues>(counts);

    private static PlainValues<long> Counts<T>(Column<T> column)
        where T : unmanaged
    {
        First(column);
        return new(column.Part<long>(0, null));
    }

    private static SwappedValues<long> Counts<T>(Column<BigEndian<T>> column)
        where T : unmanaged
    {
        First(column);
        return new(column.Part<BigEndian<long>>(0, null));
    }
}
