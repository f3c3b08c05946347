namespace SchemaToolkit;

/// <summary>A <see cref="TextError"/> on its way from a worker to the parent; the field's type crosses as its name.</summary>
internal sealed record TextErrorMessage(TextError Error, string? FieldType)
{
    public static TextErrorMessage From(TextError error) => new(error with { FieldType = null }, error.FieldType?.ToString());

    public void Write(MessageWriter line)
        => line.Add(Error.Message).Add((int)Error.Reason).Add(Error.Path).Add(Error.LineNumber).Add(Error.RowNumber)
            .Add(Error.ColumnIndex).Add(Error.ColumnName).Add(Error.FieldName).Add(FieldType).Add(Error.ByteOffset).Add(Error.Text);

    public static TextErrorMessage Read(MessageReader line)
    {
        var error = new TextError
        {
            Message = line.ReadText(),
            Reason = (TextErrorReason)line.ReadInt(),
            Path = line.ReadTextOrNull(),
            LineNumber = line.ReadLong(),
            RowNumber = line.ReadLong(),
            ColumnIndex = line.ReadInt(),
            ColumnName = line.ReadTextOrNull(),
            FieldName = line.ReadTextOrNull(),
        };
        string? fieldType = line.ReadTextOrNull();
        return new TextErrorMessage(error with { ByteOffset = line.ReadLong(), Text = line.ReadTextOrNull() }, fieldType);
    }

    /// <summary>Rebuilds the error. The field's type is taken from the schema's field of the same name and type. There is
    /// none if the worker read another record; the type is <see langword="null"/> then.</summary>
    public TextError ToError(RecordSchema schema)
        => Error with
        {
            FieldType = schema.Leaves
                .FirstOrDefault(leaf => leaf.Name == Error.FieldName && leaf.Type.ToString() == FieldType)
                ?.Type
        };
}
