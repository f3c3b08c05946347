namespace SchemaToolkit;

/// <summary>How a text table is compressed.</summary>
public enum TextCompression
{
    /// <summary>Reading: by the first bytes, whatever the file is called; a BGZF file must end with the empty block that
    /// says it was not cut. Writing: gzip for a path that ends in <c>.gz</c>, else none.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip, of one member or several. Of BGZF the last block may be missing: for files of tools that do not write
    /// it.</summary>
    Gzip,
}
