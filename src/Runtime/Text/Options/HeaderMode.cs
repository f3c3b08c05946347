namespace SchemaToolkit;

/// <summary>What becomes of a text table's header line.</summary>
public enum HeaderMode
{
    /// <summary>There is none: the first line is a row.</summary>
    None,

    /// <summary>The first line that is neither blank nor a comment is left out. Where comments come first and that line
    /// reads as a record (and holds a number), the header was one of the comments, and the line is a row.</summary>
    Skip,

    /// <summary>The header's names say which column each field is in. The header is the first line that is neither blank
    /// nor a comment; or, where that line lacks a name, a comment before it that has them all
    /// (<c>#chrom</c>, its prefix left out).</summary>
    MapByName,
}
