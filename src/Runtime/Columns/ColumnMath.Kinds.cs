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
        => SumOfTimes(column.Part<long>(0, null)) is { } sum ? new(Narrow<long>(sum)) : Timedelta64.NaT;

    /// <inheritdoc cref="Sum(Column{Timedelta64})"/>
    public static Timedelta64 Sum(this Column<BigEndian<Timedelta64>> column)
        => SumOfTimes(column.Part<BigEndian<long>>(0, null)) is { } sum ? new(Narrow<long>(sum)) : Timedelta64.NaT;

    /// <summary>The arithmetic mean, rounded towards zero as in numpy; NaT if any value is NaT.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The mean, in the column's unit.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static Timedelta64 Mean(this Column<Timedelta64> column)
    {
        First(column);
        return SumOfTimes(column.Part<long>(0, null)) is { } sum ? new((long)(sum / column.Length)) : Timedelta64.NaT;
    }

    /// <inheritdoc cref="Mean(Column{Timedelta64})"/>
    public static Timedelta64 Mean(this Column<BigEndian<Timedelta64>> column)
    {
        First(column);
        return SumOfTimes(column.Part<BigEndian<long>>(0, null)) is { } sum ? new((long)(sum / column.Length)) : Timedelta64.NaT;
    }

    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Datetime64 Min(this Column<BigEndian<Datetime64>> column)
        => new(Extreme(column.Part<BigEndian<long>>(0, null), latest: false));

    /// <inheritdoc cref="Max(Column{Datetime64})"/>
    public static Datetime64 Max(this Column<BigEndian<Datetime64>> column)
        => new(Extreme(column.Part<BigEndian<long>>(0, null), latest: true));

    /// <inheritdoc cref="Min(Column{Timedelta64})"/>
    public static Timedelta64 Min(this Column<BigEndian<Timedelta64>> column)
        => new(Extreme(column.Part<BigEndian<long>>(0, null), latest: false));

    /// <inheritdoc cref="Max(Column{Timedelta64})"/>
    public static Timedelta64 Max(this Column<BigEndian<Timedelta64>> column)
        => new(Extreme(column.Part<BigEndian<long>>(0, null), latest: true));

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
    public static Datetime64 Min(this Column<Datetime64> column) => new(Extreme(column, latest: false));

    /// <summary>The latest time; NaT if any value is NaT.</summary>
    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Datetime64 Max(this Column<Datetime64> column) => new(Extreme(column, latest: true));

    /// <summary>The shortest span; NaT if any value is NaT.</summary>
    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Timedelta64 Min(this Column<Timedelta64> column) => new(Extreme(column, latest: false));

    /// <summary>The longest span; NaT if any value is NaT.</summary>
    /// <inheritdoc cref="Min(Column{Datetime64})"/>
    public static Timedelta64 Max(this Column<Timedelta64> column) => new(Extreme(column, latest: true));

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<BigEndian<short>> column) => SumSwapped<short, long>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static long Sum(this Column<BigEndian<int>> column) => SumSwapped<int, long>(column);

    /// <inheritdoc cref="Sum(Column{long})"/>
    public static long Sum(this Column<BigEndian<long>> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<BigEndian<ushort>> column) => SumSwapped<ushort, ulong>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static ulong Sum(this Column<BigEndian<uint>> column) => SumSwapped<uint, ulong>(column);

    /// <inheritdoc cref="Sum(Column{long})"/>
    public static ulong Sum(this Column<BigEndian<ulong>> column) => SumWhole(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<Half>> column) => PairwiseSum.Of(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<float>> column) => PairwiseSum.Of(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<double>> column) => PairwiseSum.Of(column);

    /// <summary>The smallest value; NaN if any value is NaN.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Min<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, INumber<T>
    {
        T result = First(column);
        for (int i = 0; i < column.Length; i++)
        {
            result = T.Min(result, column.At(i));
        }

        return result;
    }

    /// <summary>The largest value; NaN if any value is NaN.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Max<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, INumber<T>
    {
        T result = First(column);
        for (int i = 0; i < column.Length; i++)
        {
            result = T.Max(result, column.At(i));
        }

        return result;
    }

    /// <summary>The arithmetic mean, summed in <see cref="double"/>.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static double Mean<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, INumber<T>
    {
        First(column);
        return PairwiseSum.Of(column) / column.Length;
    }

    private static TSum SumSwapped<T, TSum>(Column<BigEndian<T>> column)
        where T : unmanaged, INumberBase<T>
        where TSum : unmanaged, INumberBase<TSum>
    {
        TSum sum = TSum.Zero;
        for (int i = 0; i < column.Length; i++)
        {
            sum = checked(sum + TSum.CreateTruncating(column.At(i).Value));
        }

        return sum;
    }

    private static T SumWhole<T>(Column<BigEndian<T>> column)
        where T : unmanaged, IBinaryInteger<T>
    {
        try
        {
            return SumSwapped<T, T>(column);
        }
        catch (OverflowException)
        {
            return Narrow<T>(SumSwapped<T, Int128>(column));
        }
    }

    // Null if any is NaT. In 128 bits, so that a mean is right where the sum would not fit.
    private static Int128? SumOfTimes(Column<long> counts)
    {
        Int128 sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts.At(i) == long.MinValue)
            {
                return null;
            }

            sum += counts.At(i);
        }

        return sum;
    }

    private static Int128? SumOfTimes(Column<BigEndian<long>> counts)
    {
        Int128 sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts.At(i).Value == long.MinValue)
            {
                return null;
            }

            sum += counts.At(i).Value;
        }

        return sum;
    }

    // NaT is stored as the smallest count.
    private static long Extreme<T>(Column<T> column, bool latest)
        where T : unmanaged
    {
        long result = Count(First(column));
        for (int i = 0; i < column.Length; i++)
        {
            long count = Count(column.At(i));
            result = result == long.MinValue || count == long.MinValue
                ? long.MinValue
                : latest
                ? Math.Max(result, count)
                : Math.Min(result, count);
        }

        return result;

        static long Count(T value) => typeof(T) == typeof(BigEndian<long>)
            ? Unsafe.BitCast<T, BigEndian<long>>(value).Value
            : Unsafe.BitCast<T, long>(value);
    }
}
