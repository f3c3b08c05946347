namespace SchemaToolkit;

/// <summary>What was found at the start of a text.</summary>
internal enum RowStatus
{
    /// <summary>A row.</summary>
    Row,

    /// <summary>A line without a row: blank, or all comment.</summary>
    Blank,

    /// <summary>A row that the <see cref="RowFilter"/> leaves out.</summary>
    Filtered,

    /// <summary>The start of a row whose end is not in the text.</summary>
    Incomplete,

    /// <summary>A wrong row.</summary>
    Error,
}
