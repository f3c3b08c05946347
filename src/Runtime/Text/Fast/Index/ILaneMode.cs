namespace SchemaToolkit;

/// <summary>How the cells of a piece of text are separated, a constant when a kernel is compiled.</summary>
internal interface ILaneMode
{
    /// <summary>Whether runs of blanks separate cells, not a delimiter.</summary>
    static abstract bool IsBlanks { get; }

    /// <summary>Whether cells may be in quotes.</summary>
    static abstract bool IsQuoted { get; }

    /// <summary>Whether the index has the starts of cells; if not, a cell starts behind the one before.</summary>
    static abstract bool HasStarts { get; }

    /// <summary>Whether lines end with CR LF, not LF alone.</summary>
    static abstract bool IsCrLf { get; }
}

/// <summary>A delimiter separates cells; lines end with LF.</summary>
internal readonly struct DelimitedLf : ILaneMode
{
    public static bool IsBlanks => false;

    public static bool IsQuoted => false;

    public static bool HasStarts => false;

    public static bool IsCrLf => false;
}

/// <summary>A delimiter separates cells; lines end with CR LF.</summary>
internal readonly struct DelimitedCrLf : ILaneMode
{
    public static bool IsBlanks => false;

    public static bool IsQuoted => false;

    public static bool HasStarts => false;

    public static bool IsCrLf => true;
}

/// <summary>Runs of blanks separate cells; lines end with LF.</summary>
internal readonly struct BlanksLf : ILaneMode
{
    public static bool IsBlanks => true;

    public static bool IsQuoted => false;

    public static bool HasStarts => true;

    public static bool IsCrLf => false;
}

/// <summary>Runs of blanks separate cells; lines end with CR LF.</summary>
internal readonly struct BlanksCrLf : ILaneMode
{
    public static bool IsBlanks => true;

    public static bool IsQuoted => false;

    public static bool HasStarts => true;

    public static bool IsCrLf => true;
}

/// <summary>A delimiter separates cells, and some of them are in quotes; lines end with LF. For indexers: what reads the cells takes them
/// as if blanks separated them.</summary>
internal readonly struct QuotedLf : ILaneMode
{
    public static bool IsBlanks => false;

    public static bool IsQuoted => true;

    public static bool HasStarts => true;

    public static bool IsCrLf => false;
}

/// <summary>A delimiter separates cells, and some of them are in quotes; lines end with CR LF. For indexers: what reads the cells takes them
/// as if blanks separated them.</summary>
internal readonly struct QuotedCrLf : ILaneMode
{
    public static bool IsBlanks => false;

    public static bool IsQuoted => true;

    public static bool HasStarts => true;

    public static bool IsCrLf => true;
}
