namespace SchemaToolkit;

/// <summary>A text table that does not fit the record. It is about the first bad line of the file, and in it the first bad
/// field in declaration order. The message has the place, the text and a way to fix it.</summary>
public sealed class RecordTextException : Exception
{
    /// <summary>Creates an exception with a message.</summary>
    /// <param name="message">The message, with the place.</param>
    public RecordTextException(string message)
        : this(new TextError { Message = message })
    {
    }

    /// <summary>Creates an exception with a message and a cause.</summary>
    /// <param name="message">The message, with the place.</param>
    /// <param name="innerException">The cause.</param>
    public RecordTextException(string message, Exception? innerException)
        : this(new TextError { Message = message }, innerException)
    {
    }

    /// <summary>Creates an exception for an error, such as one of a report.</summary>
    /// <param name="error">The error.</param>
    /// <param name="innerException">The cause.</param>
    public RecordTextException(TextError error, Exception? innerException = null)
        : base(error?.Message, innerException)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>All that is known about the error.</summary>
    public TextError Error { get; }

    /// <inheritdoc cref="TextError.Reason"/>
    public TextErrorReason Reason => Error.Reason;

    /// <inheritdoc cref="TextError.Path"/>
    public string? Path => Error.Path;

    /// <inheritdoc cref="TextError.LineNumber"/>
    public long LineNumber => Error.LineNumber;

    /// <inheritdoc cref="TextError.RowNumber"/>
    public long RowNumber => Error.RowNumber;

    /// <inheritdoc cref="TextError.ColumnIndex"/>
    public int ColumnIndex => Error.ColumnIndex;

    /// <inheritdoc cref="TextError.ColumnName"/>
    public string? ColumnName => Error.ColumnName;

    /// <inheritdoc cref="TextError.FieldName"/>
    public string? FieldName => Error.FieldName;

    /// <inheritdoc cref="TextError.FieldType"/>
    public FieldType? FieldType => Error.FieldType;

    /// <inheritdoc cref="TextError.ByteOffset"/>
    public long ByteOffset => Error.ByteOffset;

    /// <inheritdoc cref="TextError.Text"/>
    public string? Text => Error.Text;
}
