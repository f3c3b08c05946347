namespace SchemaToolkit;

/// <summary>How cells are separated, a constant when the fast path is compiled.</summary>
internal interface ICellMode
{
    /// <summary>Whether runs of blanks separate cells, not a delimiter.</summary>
    static abstract bool IsBlanks { get; }
}

/// <summary>A delimiter separates cells.</summary>
internal readonly struct Delimited : ICellMode
{
    public static bool IsBlanks => false;
}

/// <summary>Runs of blanks separate cells.</summary>
internal readonly struct Blanks : ICellMode
{
    public static bool IsBlanks => true;
}
