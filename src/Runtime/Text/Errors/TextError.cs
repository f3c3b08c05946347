namespace SchemaToolkit;

/// <summary>One error of a row: what <see cref="RecordTextException"/> says when it is thrown.</summary>
public sealed record TextError
{
    /// <summary>What is wrong, place and way out included.</summary>
    public required string Message { get; init; }

    /// <summary>What is wrong.</summary>
    public TextErrorReason Reason { get; init; }

    /// <summary>The file, as it was named to the reader; <see langword="null"/> for a stream without a name and for bytes.</summary>
    public string? Path { get; init; }

    /// <summary>The physical line of the (decompressed) text, from 1: LF, CRLF and CR each end one. 0 where the error
    /// belongs to no line.</summary>
    public long LineNumber { get; init; }

    /// <summary>The row of data, from 0, rows that are left out counted; -1 where the error belongs to no row.</summary>
    public long RowNumber { get; init; } = -1;

    /// <summary>The column of the text table, from 0; -1 where the error belongs to no column.</summary>
    public int ColumnIndex { get; init; } = -1;

    /// <summary>The column's name: the header's, or where there is none, the field's.</summary>
    public string? ColumnName { get; init; }

    /// <summary>The field's name, as in the schema (<see cref="FieldSchema.Name"/>).</summary>
    public string? FieldName { get; init; }

    /// <summary>The field's dtype.</summary>
    public FieldType? FieldType { get; init; }

    /// <summary>Where in the (decompressed) text the cell starts, or the row, in bytes from 0; -1 where the error belongs
    /// to no place in the text.</summary>
    public long ByteOffset { get; init; } = -1;

    /// <summary>The text at fault: its first 100 bytes, control characters escaped.</summary>
    public string? Text { get; init; }
}
