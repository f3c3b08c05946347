namespace SchemaToolkit;

/// <summary>What is done with a text table's header line.</summary>
public enum HeaderMode
{
    /// <summary>There is no header: the first line is a row.</summary>
    None,

    /// <summary>The first line that is neither blank nor a comment is the header, whatever is in it. It is skipped and counted
    /// in <see cref="TextReadReport.HeaderLines"/>. If the names are in a comment, use <see cref="SkipComment"/>.</summary>
    Skip,

    /// <summary>The header's names say which column each field is in. The header is the first line that is neither blank
    /// nor a comment. If that line lacks a name, it is the first row, and the header is a comment before it (<c>#chrom</c>; the
    /// prefix is ignored) that has all names and as many as the row has cells. If two comments are such a header and place the
    /// fields differently, that is an error. Rows with more or fewer cells than the header has names are errors, unless
    /// <see cref="TextOptions.ExtraColumns"/> or <see cref="TextOptions.MissingColumns"/> allow them.</summary>
    MapByName,

    /// <summary>The names are in a comment, which is not looked at: the first line that is neither blank nor a comment is a
    /// row. A table without a comment before its first row is an error.</summary>
    SkipComment,
}
