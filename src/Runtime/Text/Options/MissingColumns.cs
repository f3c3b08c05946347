namespace SchemaToolkit;

/// <summary>What happens to a row that ends before the column of a field.</summary>
public enum MissingColumns
{
    /// <summary>The row is an error.</summary>
    Error,

    /// <summary>The field is null, as for a cell of <see cref="TextOptions.NullValues"/>.</summary>
    Null,
}
