namespace SchemaToolkit;

/// <summary>The result of parsing a cell.</summary>
internal enum CellStatus
{
    /// <summary>A value of the field's type.</summary>
    Ok,

    /// <summary>Text that was cut to fit, as the options ask.</summary>
    Truncated,

    /// <summary>Not a value of the field's type.</summary>
    Invalid,

    /// <summary>A number out of the field's range.</summary>
    OutOfRange,

    /// <summary>Text longer than the field.</summary>
    TooLong,

    /// <summary>Text with a NUL.</summary>
    Nul,

    /// <summary>Text that is not UTF-8 where it must be.</summary>
    NotUtf8,

    /// <summary>A null, in a field that has none.</summary>
    NoNull,
}
