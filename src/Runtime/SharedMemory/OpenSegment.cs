namespace SchemaToolkit;

/// <summary>A segment that this process has open.</summary>
/// <param name="rows">The mapped records.</param>
/// <param name="reference">The reference that other processes open the segment by.</param>
/// <param name="hold">Keeps the segment for this process and others; disposed after the mapping.</param>
internal sealed class OpenSegment(MappedRows rows, string reference, IDisposable? hold) : IDisposable
{
    public MappedRows Rows { get; } = rows;

    public string Reference { get; } = reference;

    public void Dispose()
    {
        Rows.Dispose();
        hold?.Dispose();
    }
}
