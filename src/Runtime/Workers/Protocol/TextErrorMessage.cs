namespace SchemaToolkit;

/// <summary>The place of a <see cref="RecordTextException"/> on its way from a worker to the parent.</summary>
internal sealed record TextErrorMessage(
    TextErrorReason Reason,
    string? Path,
    long LineNumber,
    long RowNumber,
    int ColumnIndex,
    string? ColumnName,
    string? FieldName,
    string? FieldType,
    long ByteOffset,
    string? Text)
{
    public static TextErrorMessage? From(RecordTextException? error)
        => error is null ? null : new TextErrorMessage(error.Reason, error.Path, error.LineNumber, error.RowNumber, error.ColumnIndex, error.ColumnName, error.FieldName, error.FieldType?.ToString(), error.ByteOffset, error.Text);

    /// <summary>The error again. The type of the field is the one of that name in the schema: a worker that read
    /// another record on the way has no type here that it could be.</summary>
    public TextError ToError(string message, RecordSchema schema) => new()
    {
        Message = message,
        Reason = Reason,
        Path = Path,
        LineNumber = LineNumber,
        RowNumber = RowNumber,
        ColumnIndex = ColumnIndex,
        ColumnName = ColumnName,
        FieldName = FieldName,
        FieldType = schema.Leaves.FirstOrDefault(leaf => leaf.Name == FieldName && leaf.Type.ToString() == FieldType)?.Type,
        ByteOffset = ByteOffset,
        Text = Text,
    };
}
