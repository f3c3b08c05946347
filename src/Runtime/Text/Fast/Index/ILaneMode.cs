namespace SchemaToolkit;

/// <summary>How the cells of a piece of text are separated, a constant when a kernel is compiled.</summary>
internal interface ILaneMode
{
    /// <summary>Whether runs of blanks separate cells, not a delimiter.</summary>
    static abstract bool IsBlanks { get; }

    /// <summary>Whether lines end with CR LF, not LF alone.</summary>
    static abstract bool IsCrLf { get; }
}

/// <summary>A delimiter separates cells; lines end with LF.</summary>
internal readonly struct DelimitedLf : ILaneMode
{
    public static bool IsBlanks => false;

    public static bool IsCrLf => false;
}

/// <summary>A delimiter separates cells; lines end with CR LF.</summary>
internal readonly struct DelimitedCrLf : ILaneMode
{
    public static bool IsBlanks => false;

    public static bool IsCrLf => true;
}

/// <summary>Runs of blanks separate cells; lines end with LF.</summary>
internal readonly struct BlanksLf : ILaneMode
{
    public static bool IsBlanks => true;

    public static bool IsCrLf => false;
}

/// <summary>Runs of blanks separate cells; lines end with CR LF.</summary>
internal readonly struct BlanksCrLf : ILaneMode
{
    public static bool IsBlanks => true;

    public static bool IsCrLf => true;
}
