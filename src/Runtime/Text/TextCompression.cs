namespace SchemaToolkit;

/// <summary>How a text table is compressed.</summary>
public enum TextCompression
{
    /// <summary>Reading: by the first bytes, whatever the file is called. Writing: gzip for a path that ends in
    /// <c>.gz</c>, else none.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip, of one member or several (BGZF).</summary>
    Gzip,
}
