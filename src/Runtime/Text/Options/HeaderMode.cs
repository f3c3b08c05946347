namespace SchemaToolkit;

/// <summary>What is done with a text table's header line.</summary>
public enum HeaderMode
{
    /// <summary>There is no header: the first line is a row.</summary>
    None,

    /// <summary>The first line that is neither blank nor a comment is skipped. There is one exception: if comments come
    /// before that line, and it reads as a record with a number in it, one of the comments was the header, and the line is a
    /// row.</summary>
    Skip,

    /// <summary>The header's names say which column each field is in. The header is the first line that is neither blank
    /// nor a comment. If that line lacks a name, the header is a comment before it that has all names (<c>#chrom</c>; the
    /// prefix is ignored).</summary>
    MapByName,
}
