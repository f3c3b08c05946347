namespace SchemaToolkit;

/// <summary>What happens to a row that ends before the column of a field.</summary>
public enum MissingColumns
{
    /// <summary>An error.</summary>
    Error,

    /// <summary>The field is null, as a cell of <see cref="TextOptions.NullValues"/> is.</summary>
    Null,
}
