namespace SchemaToolkit;

/// <summary>How a text table is written. (Being built.)</summary>
public sealed record TextOptions
{
    /// <summary>Tab-separated.</summary>
    public static TextOptions Tsv { get; } = new();
}
