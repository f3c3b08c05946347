namespace SchemaToolkit;

/// <summary>How cells are separated, known when the fast path is compiled.</summary>
internal interface ICellMode
{
    static abstract bool IsBlanks { get; }
}

/// <summary>By a delimiter.</summary>
internal readonly struct Delimited : ICellMode
{
    public static bool IsBlanks => false;
}

/// <summary>By runs of blanks.</summary>
internal readonly struct Blanks : ICellMode
{
    public static bool IsBlanks => true;
}
