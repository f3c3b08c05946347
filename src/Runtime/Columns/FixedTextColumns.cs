namespace SchemaToolkit;

/// <summary>Minima and maxima of columns of UTF-8 text, in the order of its code points.</summary>
public static class FixedTextColumns
{
    /// <summary>The text that comes first.</summary>
    /// <typeparam name="T">The text type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The text.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static T Min<T>(this Column<T> column)
        where T : unmanaged, IFixedText<T>
    {
        T result = ColumnMath.First(column);
        for (int i = 1; i < column.Length; i++)
        {
            result = column.At(i).CompareTo(result) < 0 ? column.At(i) : result;
        }

        return result;
    }

    /// <summary>The text that comes last.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Max<T>(this Column<T> column)
        where T : unmanaged, IFixedText<T>
    {
        T result = ColumnMath.First(column);
        for (int i = 1; i < column.Length; i++)
        {
            result = column.At(i).CompareTo(result) > 0 ? column.At(i) : result;
        }

        return result;
    }
}
