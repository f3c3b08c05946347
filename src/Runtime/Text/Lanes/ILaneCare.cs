namespace SchemaToolkit;

/// <summary>What the lane kernel looks out for, known when it is compiled: what a table does not have costs nothing.</summary>
internal interface ILaneCare
{
    /// <summary>Whether cells may be more than digits and a point: signs, long numbers, exponents, whatever else.</summary>
    static abstract bool IsWary { get; }

    /// <summary>Whether cells are selected, may be nulls or have blanks to be left out.</summary>
    static abstract bool IsSelective { get; }
}

/// <summary>Nothing: cell after cell, digits without signs.</summary>
internal readonly struct Careless : ILaneCare
{
    public static bool IsWary => false;

    public static bool IsSelective => false;
}

/// <summary>Any cell.</summary>
internal readonly struct Wary : ILaneCare
{
    public static bool IsWary => true;

    public static bool IsSelective => false;
}

/// <summary>Any cell, and not every one of them; nulls.</summary>
internal readonly struct Selective : ILaneCare
{
    public static bool IsWary => true;

    public static bool IsSelective => true;
}
