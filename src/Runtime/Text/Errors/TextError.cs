namespace SchemaToolkit;

/// <summary>One error in a text table, with all that <see cref="RecordTextException"/> says.</summary>
public sealed record TextError
{
    /// <summary>What is wrong, where, and a way to fix it.</summary>
    public required string Message { get; init; }

    /// <summary>The kind of error.</summary>
    public TextErrorReason Reason { get; init; }

    /// <summary>The file, as the caller named it; <see langword="null"/> for a stream without a name and for bytes.</summary>
    public string? Path { get; init; }

    /// <summary>The physical line of the (decompressed) text, from 1; LF, CRLF and CR each end a line. 0 if the error
    /// belongs to no line.</summary>
    public long LineNumber { get; init; }

    /// <summary>The row of data, from 0; skipped rows count. -1 if the error belongs to no row.</summary>
    public long RowNumber { get; init; } = -1;

    /// <summary>The column of the text table, from 0; -1 if the error belongs to no column.</summary>
    public int ColumnIndex { get; init; } = -1;

    /// <summary>The column's name in the header; without a header, the field's name.</summary>
    public string? ColumnName { get; init; }

    /// <summary>The field's name, as in the schema (<see cref="FieldSchema.Name"/>).</summary>
    public string? FieldName { get; init; }

    /// <summary>The field's dtype.</summary>
    public FieldType? FieldType { get; init; }

    /// <summary>Where the cell or the row starts in the (decompressed) text, in bytes from 0; -1 if the error belongs to
    /// no place in the text.</summary>
    public long ByteOffset { get; init; } = -1;

    /// <summary>The wrong text: its first 100 bytes, with control characters escaped.</summary>
    public string? Text { get; init; }
}
