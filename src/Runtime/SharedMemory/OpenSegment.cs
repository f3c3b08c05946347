namespace SchemaToolkit;

/// <summary>A segment that this process has open.</summary>
/// <param name="records">The mapped records.</param>
/// <param name="reference">The reference that other processes open the segment by.</param>
/// <param name="hold">Keeps the segment for this process and others; disposed after the mapping.</param>
/// <typeparam name="T">The record.</typeparam>
internal sealed class OpenSegment<T>(MappedRecords<T> records, string reference, IDisposable? hold) : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    public MappedRecords<T> Records { get; } = records;

    public string Reference { get; } = reference;

    public void Dispose()
    {
        Records.Dispose();
        hold?.Dispose();
    }
}
