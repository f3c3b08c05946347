using System.Collections.Immutable;

namespace SchemaToolkit;

/// <summary>Which lines of a table are its rows, by the text of one column: sentences of one type in a log of many, records of
/// one kind. What it leaves out may have any number of columns, and is counted in
/// <see cref="TextReadReport.FilteredRows"/>.</summary>
public sealed class RowFilter : IEquatable<RowFilter>
{
    private RowFilter(int column, string? columnName, bool keeps, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ColumnIndex = column;
        ColumnName = columnName;
        Keeps = keeps;
        Texts = [.. texts];
    }

    /// <summary>The column, from 0, or from -1 backwards from the end of the row; without meaning if
    /// <see cref="ColumnName"/> has it.</summary>
    public int ColumnIndex { get; }

    /// <summary>The column's name in the header; <see langword="null"/> if <see cref="ColumnIndex"/> has its number.</summary>
    public string? ColumnName { get; }

    /// <summary>Whether the rows with one of the texts are kept, and not those with any other.</summary>
    public bool Keeps { get; }

    /// <summary>The texts, compared exactly, without the blanks around the cell unless <see cref="TextOptions.Trim"/> is
    /// <see cref="TrimMode.None"/>.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>Keeps the rows with one of these texts in a column.</summary>
    /// <param name="column">The column, from 0, or from -1 backwards from the end of the row.</param>
    /// <param name="texts">The texts.</param>
    /// <returns>The filter.</returns>
    public static RowFilter Keep(int column, params string[] texts) => new(column, null, true, texts);

    /// <summary>Keeps the rows with one of these texts in a column.</summary>
    /// <param name="columnName">The column's name in the header, with <see cref="HeaderMode.MapByName"/>.</param>
    /// <param name="texts">The texts.</param>
    /// <returns>The filter.</returns>
    public static RowFilter Keep(string columnName, params string[] texts) => new(0, columnName, true, texts);

    /// <summary>Leaves out the rows with one of these texts in a column.</summary>
    /// <param name="column">The column, from 0, or from -1 backwards from the end of the row.</param>
    /// <param name="texts">The texts.</param>
    /// <returns>The filter.</returns>
    public static RowFilter Drop(int column, params string[] texts) => new(column, null, false, texts);

    /// <summary>Leaves out the rows with one of these texts in a column.</summary>
    /// <param name="columnName">The column's name in the header, with <see cref="HeaderMode.MapByName"/>.</param>
    /// <param name="texts">The texts.</param>
    /// <returns>The filter.</returns>
    public static RowFilter Drop(string columnName, params string[] texts) => new(0, columnName, false, texts);

    /// <inheritdoc/>
    public bool Equals(RowFilter? other)
        => other is not null && ColumnIndex == other.ColumnIndex && ColumnName == other.ColumnName && Keeps == other.Keeps
            && Texts.AsSpan().SequenceEqual(other.Texts.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ColumnIndex, ColumnName, Keeps, Texts.Length);

    /// <summary>The filter in words.</summary>
    /// <returns>Such as <c>keep 0: GPGGA, GPRMC</c>.</returns>
    public override string ToString() => $"{(Keeps ? "keep" : "drop")} {ColumnName ?? $"{ColumnIndex}"}: {string.Join(", ", Texts)}";

    internal static RowFilter Of(int column, string? columnName, bool keeps, IReadOnlyList<string> texts)
        => new(column, columnName, keeps, texts);
}
