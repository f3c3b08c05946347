namespace SchemaToolkit;

/// <summary>How text columns become Arrow columns.</summary>
public enum ArrowText
{
    /// <summary>Text of at most 16 bytes is dictionary-encoded, longer text is plain UTF-8.</summary>
    Auto,

    /// <summary>UTF-8, one text for each record.</summary>
    Plain,

    /// <summary>Each text once, and a number for each record.</summary>
    Dictionary,

    /// <summary>Bytes, which need not be UTF-8.</summary>
    Binary,
}
