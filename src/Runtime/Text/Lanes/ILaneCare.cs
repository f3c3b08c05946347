namespace SchemaToolkit;

/// <summary>What the lane kernel looks out for, known when it is compiled: what a table does not have costs nothing.</summary>
internal interface ILaneCare
{
    /// <summary>Whether numbers may have a minus sign.</summary>
    static abstract bool IsSigned { get; }

    /// <summary>Whether cells are selected, may be nulls or have blanks to be left out.</summary>
    static abstract bool IsSelective { get; }
}

/// <summary>Nothing: cell after cell, digits without signs.</summary>
internal readonly struct Careless : ILaneCare
{
    public static bool IsSigned => false;

    public static bool IsSelective => false;
}

/// <summary>Minus signs.</summary>
internal readonly struct Signs : ILaneCare
{
    public static bool IsSigned => true;

    public static bool IsSelective => false;
}

/// <summary>All of it.</summary>
internal readonly struct SignsAndSelection : ILaneCare
{
    public static bool IsSigned => true;

    public static bool IsSelective => true;
}
