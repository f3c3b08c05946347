namespace SchemaToolkit;

/// <summary>A <see cref="TextError"/> on its way from a worker to the parent; the field's type crosses as its name.</summary>
internal sealed record TextErrorMessage(TextError Error, string? FieldType)
{
    public static TextErrorMessage From(TextError error) => new(error with { FieldType = null }, error.FieldType?.ToString());

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
