namespace SchemaToolkit;

/// <summary>What happens to text that is longer than its field.</summary>
public enum StringOverflow
{
    /// <summary>An error that names the length it would need.</summary>
    Error,

    /// <summary>It is cut to the field's length, as numpy does without telling; here
    /// <see cref="TextReadReport.TruncatedCells"/> tells, of a read that has a report.</summary>
    Truncate,
}
