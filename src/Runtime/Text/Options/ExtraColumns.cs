namespace SchemaToolkit;

/// <summary>What happens to a row with more columns than the record has fields, or than the header has names. If
/// <see cref="TextOptions.Columns"/> selects columns, a row may have any others.</summary>
public enum ExtraColumns
{
    /// <summary>The row is an error.</summary>
    Error,

    /// <summary>The columns after the last field, or after the last of the header, are ignored.</summary>
    Ignore,
}
