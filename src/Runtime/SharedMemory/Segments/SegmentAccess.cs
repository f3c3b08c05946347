namespace SchemaToolkit;

/// <summary>What a file must be to be mapped.</summary>
internal enum SegmentAccess
{
    /// <summary>A segment or any other <c>.npy</c> file of the record, to read.</summary>
    Any,

    /// <summary>A segment, to read.</summary>
    Segment,

    /// <summary>A segment that every process may write, to read and write.</summary>
    Write,
}
