namespace SchemaToolkit;

/// <summary>How long a segment with a name stays.</summary>
public enum SegmentLifetime
{
    /// <summary>While any process holds it; what killed processes leave is removed by the next program that uses a name.</summary>
    Holders,

    /// <summary>Until <see cref="SharedRecords.Delete"/>, or until its file is deleted; in shared memory at most until the machine is
    /// restarted. Nobody needs to hold it.</summary>
    Persistent,
}
