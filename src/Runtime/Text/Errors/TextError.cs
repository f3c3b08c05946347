namespace SchemaToolkit;

/// <summary>One error of a row: what a <see cref="RecordTextException"/> would say of it.</summary>
public sealed record TextError
{
    /// <summary>What is wrong, place and way out included.</summary>
    public required string Message { get; init; }

    /// <inheritdoc cref="RecordTextException.Reason"/>
    public TextErrorReason Reason { get; init; }

    /// <inheritdoc cref="RecordTextException.Path"/>
    public string? Path { get; init; }

    /// <inheritdoc cref="RecordTextException.LineNumber"/>
    public long LineNumber { get; init; }

    /// <summary>The row of data, from 0, rows that are left out counted; -1 where the error belongs to no row.</summary>
    public long RowNumber { get; init; } = -1;

    /// <inheritdoc cref="RecordTextException.ColumnIndex"/>
    public int ColumnIndex { get; init; } = -1;

    /// <inheritdoc cref="RecordTextException.ColumnName"/>
    public string? ColumnName { get; init; }

    /// <inheritdoc cref="RecordTextException.FieldName"/>
    public string? FieldName { get; init; }

    /// <inheritdoc cref="RecordTextException.FieldType"/>
    public FieldType? FieldType { get; init; }

    /// <inheritdoc cref="RecordTextException.ByteOffset"/>
    public long ByteOffset { get; init; } = -1;

    /// <inheritdoc cref="RecordTextException.Text"/>
    public string? Text { get; init; }

    internal RecordTextException ToException(string? message = null) => new(message ?? Message)
    {
        Reason = Reason,
        Path = Path,
        LineNumber = LineNumber,
        RowNumber = RowNumber,
        ColumnIndex = ColumnIndex,
        ColumnName = ColumnName,
        FieldName = FieldName,
        FieldType = FieldType,
        ByteOffset = ByteOffset,
        Text = Text,
    };
}
