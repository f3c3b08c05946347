namespace SchemaToolkit;

/// <summary>What happens to a row with more columns than the record has fields, where neither
/// <see cref="TextOptions.Columns"/> nor a header selects columns.</summary>
public enum ExtraColumns
{
    /// <summary>An error.</summary>
    Error,

    /// <summary>The columns after the last field are left out.</summary>
    Ignore,
}
