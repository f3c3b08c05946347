using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

public static partial class ColumnMath
{
    /// <summary>The variance: the mean of the squared distances from the mean, as numpy's <c>var</c>.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="degreesOfFreedom">What is subtracted from the number of values to divide by: numpy's <c>ddof</c>; 1 for the variance
    /// of a sample.</param>
    /// <returns>The variance; NaN if any value is NaN, or if there are no more values than <paramref name="degreesOfFreedom"/>.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static double Var<T>(this Column<T> column, int degreesOfFreedom = 0)
        where T : unmanaged, INumber<T>
        => Var<T, PlainValues<T>>(new(column), column.Mean(), degreesOfFreedom);

    /// <inheritdoc cref="Var{T}(Column{T}, int)"/>
    public static double Var<T>(this Column<BigEndian<T>> column, int degreesOfFreedom = 0)
        where T : unmanaged, INumber<T>
        => Var<T, SwappedValues<T>>(new(column), column.Mean(), degreesOfFreedom);

    /// <summary>The standard deviation: the square root of <see cref="Var{T}(Column{T}, int)"/>, as numpy's <c>std</c>.</summary>
    /// <inheritdoc cref="Var{T}(Column{T}, int)"/>
    /// <returns>The standard deviation.</returns>
    public static double Std<T>(this Column<T> column, int degreesOfFreedom = 0)
        where T : unmanaged, INumber<T>
        => Math.Sqrt(column.Var(degreesOfFreedom));

    /// <inheritdoc cref="Std{T}(Column{T}, int)"/>
    public static double Std<T>(this Column<BigEndian<T>> column, int degreesOfFreedom = 0)
        where T : unmanaged, INumber<T>
        => Math.Sqrt(column.Var(degreesOfFreedom));

    /// <summary>The number of values that are not NaN.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The number.</returns>
    public static int NanCount<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => NanCount<T, PlainValues<T>>(new(column));

    /// <inheritdoc cref="NanCount{T}(Column{T})"/>
    public static int NanCount<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => NanCount<T, SwappedValues<T>>(new(column));

    /// <summary>The sum of the values that are not NaN; 0 if there are none.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The sum.</returns>
    public static double NanSum<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => NanSum<T, PlainValues<T>>(new(column));

    /// <inheritdoc cref="NanSum{T}(Column{T})"/>
    public static double NanSum<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => NanSum<T, SwappedValues<T>>(new(column));

    /// <summary>The arithmetic mean of the values that are not NaN; NaN if there are none.</summary>
    /// <inheritdoc cref="NanSum{T}(Column{T})"/>
    /// <returns>The mean.</returns>
    public static double NanMean<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => column.NanSum() / column.NanCount();

    /// <inheritdoc cref="NanMean{T}(Column{T})"/>
    public static double NanMean<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => column.NanSum() / column.NanCount();

    /// <summary>The standard deviation of the values that are not NaN; NaN if there are none.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="degreesOfFreedom">What is subtracted from the number of values to divide by.</param>
    /// <returns>The standard deviation.</returns>
    public static double NanStd<T>(this Column<T> column, int degreesOfFreedom = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
        => NanStd<T, PlainValues<T>>(new(column), column.NanMean(), column.NanCount() - degreesOfFreedom);

    /// <inheritdoc cref="NanStd{T}(Column{T}, int)"/>
    public static double NanStd<T>(this Column<BigEndian<T>> column, int degreesOfFreedom = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
        => NanStd<T, SwappedValues<T>>(new(column), column.NanMean(), column.NanCount() - degreesOfFreedom);

    /// <summary>The smallest value that is not NaN; NaN if there is none.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static T NanMin<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Smaller, PlainValues<T>>(new(column), isNanIgnored: true);
    }

    /// <inheritdoc cref="NanMin{T}(Column{T})"/>
    public static T NanMin<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Smaller, SwappedValues<T>>(new(column), isNanIgnored: true);
    }

    /// <summary>The largest value that is not NaN; NaN if there is none.</summary>
    /// <inheritdoc cref="NanMin{T}(Column{T})"/>
    public static T NanMax<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Larger, PlainValues<T>>(new(column), isNanIgnored: true);
    }

    /// <inheritdoc cref="NanMax{T}(Column{T})"/>
    public static T NanMax<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        First(column);
        return Extremes.Of<T, Extremes.Larger, SwappedValues<T>>(new(column), isNanIgnored: true);
    }

    private static double Var<T, TValues>(TValues values, double mean, int degreesOfFreedom)
        where T : unmanaged, INumber<T>
        where TValues : IValues<T>, allows ref struct
    {
        int divisor = values.Length - degreesOfFreedom;
        return divisor > 0
            ? PairwiseSum.Of<T, TValues, PairwiseSum.Square>(values, new(mean)) / divisor
            : double.NaN;
    }

    [SkipLocalsInit]
    private static int NanCount<T, TValues>(scoped TValues values)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TValues : IValues<T>, allows ref struct
    {
        Span<T> room = stackalloc T[IValues<T>.Room];
        scoped ReadOnlySpan<T> piece;
        int count = 0;
        for (int start = 0; start < values.Length; start += piece.Length)
        {
            piece = values.Read(start, room);
            foreach (T value in piece)
            {
                count += T.IsNaN(value) ? 0 : 1;
            }
        }

        return count;
    }

    private static double NanSum<T, TValues>(TValues values)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TValues : IValues<T>, allows ref struct
        => PairwiseSum.Of<T, TValues, PairwiseSum.NanAsZero<PairwiseSum.Value>>(values, default);

    private static double NanStd<T, TValues>(TValues values, double mean, int divisor)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TValues : IValues<T>, allows ref struct
        => divisor > 0
            ? Math.Sqrt(PairwiseSum.Of<T, TValues, PairwiseSum.NanAsZero<PairwiseSum.Square>>(values, new(new(mean))) / divisor)
            : double.NaN;
}
