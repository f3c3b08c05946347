namespace SchemaToolkit;

/// <summary>Where a segment is, and how long it stays.</summary>
public sealed record SegmentOptions
{
    /// <summary>The name by which other processes open it. By default it has none, and is opened by its reference.</summary>
    public string? Name { get; init; }

    /// <summary>A directory for its file, <c>{Directory}/{Name}.npy</c>, on any local file system, instead of shared memory: for data
    /// larger than memory. Other processes open it by its path.</summary>
    public string? Directory { get; init; }

    /// <summary>How long it stays.</summary>
    public SegmentLifetime Lifetime { get; init; }
}
