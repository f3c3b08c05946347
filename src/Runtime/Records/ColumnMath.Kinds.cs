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
    public static double Sum(this Column<BigEndian<Half>> column) => SumSwapped<Half, double>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<float>> column) => SumSwapped<float, double>(column);

    /// <inheritdoc cref="Sum(Column{sbyte})"/>
    public static double Sum(this Column<BigEndian<double>> column) => SumSwapped<double, double>(column);

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
        return SumSwapped<T, double>(column) / column.Length;
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

    // NaT is stored as the smallest count.
    private static long Extreme<T>(Column<T> column, bool latest)
        where T : unmanaged
    {
        long result = Unsafe.BitCast<T, long>(First(column));
        for (int i = 0; i < column.Length; i++)
        {
            long count = Unsafe.BitCast<T, long>(column.At(i));
            result = result == long.MinValue || count == long.MinValue
                ? long.MinValue
                : latest
                ? Math.Max(result, count)
                : Math.Min(result, count);
        }

        return result;
    }
}
