namespace SchemaToolkit;

/// <summary>What happens to a row with more columns than the record has fields, if neither
/// <see cref="TextOptions.Columns"/> nor a header selects columns.</summary>
public enum ExtraColumns
{
    /// <summary>The row is an error.</summary>
    Error,

    /// <summary>The columns after the last field are ignored.</summary>
    Ignore,
}
