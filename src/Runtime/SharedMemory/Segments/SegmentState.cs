namespace SchemaToolkit;

/// <summary>Who keeps a segment.</summary>
public enum SegmentState
{
    /// <summary>The process that created it holds it.</summary>
    Owned,

    /// <summary>Its owner has ended or disposed it; others hold it. Its name can be created again.</summary>
    Held,

    /// <summary>Nobody holds it; the next use of shared memory, or <see cref="SharedRecords.Reap"/>, removes it.</summary>
    Abandoned,

    /// <summary>Its file is not a segment: damaged, or of another program.</summary>
    Damaged,

    /// <summary>This process has taken records of it and has forgotten to dispose it: its memory stays mapped until the process ends,
    /// as a span of it may still be in use. <see cref="AbandonedMemory"/> counts what it costs.</summary>
    Forgotten,

    /// <summary>Nobody holds it, and it stays: it is <see cref="SegmentLifetime.Persistent"/>.</summary>
    Kept,
}
