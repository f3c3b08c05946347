namespace SchemaToolkit;

/// <summary>How a text table is compressed.</summary>
public enum TextCompression
{
    /// <summary>Reading: the first bytes decide, not the file's name. A BGZF file must end with the empty block, which shows
    /// that it was not cut. Writing: gzip for a path that ends in <c>.gz</c>, else none.</summary>
    Auto,

    /// <summary>Not compressed.</summary>
    None,

    /// <summary>gzip, with one member or more. The empty block at the end of a BGZF file may be missing, as some tools do
    /// not write it.</summary>
    Gzip,
}
