namespace SchemaToolkit;

/// <summary>What <see cref="SharedRecords.List()"/> says of a segment.</summary>
public sealed record SegmentInfo
{
    internal SegmentInfo()
    {
    }

    /// <summary>Its name; <see langword="null"/> if it has none.</summary>
    public string? Name { get; internal init; }

    /// <summary>The reference by which it is opened; empty if it cannot be any more, as those who keep it only have it
    /// mapped.</summary>
    public string Reference { get; internal init; } = "";

    /// <summary>The dtype of its records, as numpy prints it; empty if it is damaged, or kept only by mappings of other
    /// processes.</summary>
    public string NumpyDescr { get; internal init; } = "";

    /// <summary>The number of its records.</summary>
    public long Rows { get; internal init; }

    /// <summary>The bytes of its file: header, records and footer.</summary>
    public long Bytes { get; internal init; }

    /// <summary>The process that wrote it; it may have ended. 0 if it is damaged.</summary>
    public int CreatorId { get; internal init; }

    /// <summary>When it was completed.</summary>
    public DateTimeOffset Created { get; internal init; }

    /// <summary>The time since <see cref="Created"/>.</summary>
    public TimeSpan Age => DateTimeOffset.UtcNow - Created;

    /// <summary>How many processes hold it, as far as this one can see: those of the same user and container.</summary>
    public int AttachedCount { get; internal init; }

    /// <summary>How long it stays.</summary>
    public SegmentLifetime Lifetime { get; internal init; }

    /// <summary>Who keeps it.</summary>
    public SegmentState State { get; internal init; }

    /// <summary>Whether every process may write its records.</summary>
    public bool IsWritable { get; internal init; }
}
