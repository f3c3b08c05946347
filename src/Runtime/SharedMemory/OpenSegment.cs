namespace SchemaToolkit;

/// <summary>A segment that this process has open.</summary>
/// <param name="records">Its records, mapped.</param>
/// <param name="reference">What other processes open it by.</param>
/// <param name="hold">What keeps the segment for this process and others; let go after the mapping.</param>
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
