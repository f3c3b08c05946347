using System.Numerics;

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
    {
        var distances = new PairwiseSum.Square(column.Mean());
        int divisor = column.Length - degreesOfFreedom;
        return divisor > 0
            ? PairwiseSum.Of<T, PlainValues<T>, PairwiseSum.Square>(new(column), distances) / divisor
            : double.NaN;
    }

    /// <summary>The standard deviation: the square root of <see cref="Var"/>, as numpy's <c>std</c>.</summary>
    /// <inheritdoc cref="Var"/>
    /// <returns>The standard deviation.</returns>
    public static double Std<T>(this Column<T> column, int degreesOfFreedom = 0)
        where T : unmanaged, INumber<T>
        => Math.Sqrt(column.Var(degreesOfFreedom));

    /// <summary>The number of values that are not NaN.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The number.</returns>
    public static int NanCount<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = 0;
        for (int i = 0; i < column.Length; i++)
        {
            count += T.IsNaN(column.At(i)) ? 0 : 1;
        }

        return count;
    }

    /// <summary>The sum of the values that are not NaN; 0 if there are none.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The sum.</returns>
    public static double NanSum<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => PairwiseSum.Of<T, PlainValues<T>, PairwiseSum.NanAsZero<PairwiseSum.Value>>(new(column), default);

    /// <summary>The arithmetic mean of the values that are not NaN; NaN if there are none.</summary>
    /// <inheritdoc cref="NanSum"/>
    /// <returns>The mean.</returns>
    public static double NanMean<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
        => column.NanSum() / column.NanCount();

    /// <summary>The standard deviation of the values that are not NaN; NaN if there are none.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="degreesOfFreedom">What is subtracted from the number of values to divide by.</param>
    /// <returns>The standard deviation.</returns>
    public static double NanStd<T>(this Column<T> column, int degreesOfFreedom = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var squares = new PairwiseSum.NanAsZero<PairwiseSum.Square>(new(column.NanMean()));
        int divisor = column.NanCount() - degreesOfFreedom;
        return divisor > 0
            ? Math.Sqrt(PairwiseSum.Of<T, PlainValues<T>, PairwiseSum.NanAsZero<PairwiseSum.Square>>(new(column), squares) / divisor)
            : double.NaN;
    }

    /// <summary>The smallest value that is not NaN; NaN if there is none.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static T NanMin<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        First(column);
        return Extremes.OfNumbers<T, Extremes.Smaller, PlainValues<T>>(new(column));
    }

    /// <summary>The largest value that is not NaN; NaN if there is none.</summary>
    /// <inheritdoc cref="NanMin"/>
    public static T NanMax<T>(this Column<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        First(column);
        return Extremes.OfNumbers<T, Extremes.Larger, PlainValues<T>>(new(column));
    }
}
