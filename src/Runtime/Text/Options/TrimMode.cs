namespace SchemaToolkit;

/// <summary>Which cells are trimmed: the blanks around them are removed. Blanks are space, tab, vertical tab and form feed.</summary>
public enum TrimMode
{
    /// <summary>All cells but text, as in numpy.</summary>
    Numbers,

    /// <summary>All cells, text too.</summary>
    All,

    /// <summary>No cells: a number with a blank beside it is an error.</summary>
    None,
}
