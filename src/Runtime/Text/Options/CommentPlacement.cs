namespace SchemaToolkit;

/// <summary>Where in a line a comment prefix counts.</summary>
public enum CommentPlacement
{
    /// <summary>Anywhere outside quotes, even inside a cell, as in numpy.</summary>
    Anywhere,

    /// <summary>Only at the start of a line; where blanks separate cells, also behind blanks. Elsewhere the prefix is
    /// text.</summary>
    LineStart,
}
