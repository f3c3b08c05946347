namespace SchemaToolkit;

/// <summary>A <see cref="TextError"/> on its way from a worker to the parent; the field's type crosses as its name.</summary>
internal sealed record TextErrorMessage(TextError Error, string? FieldType)
{
    public static TextErrorMessage From(TextError error) => new(error with { FieldType = null }, error.FieldType?.ToString());

    /// <summary>The error again. The type of the field is the one of that name in the schema: a worker that read
    /// another record on the way has no type here that it could be.</summary>
    public TextError ToError(RecordSchema schema)
        => Error with
        {
            FieldType = schema.Leaves.FirstOrDefault(
            leaf => leaf.Name == Error.FieldName && leaf.Type.ToString() == FieldType)?.Type
        };
}
