namespace SchemaToolkit;

/// <summary>The kinds of errors in text tables.</summary>
public enum TextErrorReason
{
    /// <summary>A cell is not a value of the field's type.</summary>
    Conversion,

    /// <summary>A number is out of the field's range.</summary>
    Overflow,

    /// <summary>Text is longer than its field.</summary>
    TooLong,

    /// <summary>A row has too many or too few columns.</summary>
    ColumnCount,

    /// <summary>A quoted cell does not end. When writing: a text needs quotes, and the options have none.</summary>
    Quote,

    /// <summary>The bytes are not UTF-8 text, or hold a NUL.</summary>
    Encoding,

    /// <summary>The compressed file ends early, or is damaged.</summary>
    Truncated,

    /// <summary>The header lacks the name of a field, or has it twice.</summary>
    Header,

    /// <summary>A line is longer than <see cref="TextOptions.MaxLineLength"/>.</summary>
    LineTooLong,

    /// <summary>There are no rows, and <see cref="TextOptions.RequireRows"/> requires one.</summary>
    NoRows,
}
