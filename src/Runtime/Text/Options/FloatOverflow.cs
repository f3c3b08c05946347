namespace SchemaToolkit;

/// <summary>What happens to numbers that are too large for their float.</summary>
public enum FloatOverflow
{
    /// <summary>They are infinite, as in numpy.</summary>
    Infinity,

    /// <summary>They are errors.</summary>
    Error,
}
