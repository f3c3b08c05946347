namespace SchemaToolkit;

/// <summary>What happens to text that is longer than its field.</summary>
public enum StringOverflow
{
    /// <summary>It is an error that names the length it needs.</summary>
    Error,

    /// <summary>It is cut to the field's length. numpy does so silently; here
    /// <see cref="TextReadReport.TruncatedCells"/> counts such cells, if the read has a report.</summary>
    Truncate,
}
