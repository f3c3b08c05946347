namespace SchemaToolkit;

/// <summary>What happens to numbers that are too large for their float field.</summary>
public enum FloatOverflow
{
    /// <summary>They become infinite, as in numpy.</summary>
    Infinity,

    /// <summary>They are errors.</summary>
    Error,
}
