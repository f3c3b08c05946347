namespace SchemaToolkit;

/// <summary>Which cells lose the blanks around them. Blanks are space, tab, vertical tab and form feed.</summary>
public enum TrimMode
{
    /// <summary>All but text, as numpy does.</summary>
    Numbers,

    /// <summary>Text too.</summary>
    All,

    /// <summary>None: a number with a blank beside it is an error.</summary>
    None,
}
