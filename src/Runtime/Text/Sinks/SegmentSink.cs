namespace SchemaToolkit;

/// <summary>Puts records into a segment.</summary>
internal sealed class SegmentSink<T>(SharedRecordWriter<T> writer) : BufferedSink<T>
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>Whether a place could not be filled, so that the segment has a hole.</summary>
    public bool IsBroken { get; private set; }

    public override void Fill(long place, ReadOnlySpan<T> records)
    {
        try
        {
            writer.Fill(place, records);
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    protected override void Add(ReadOnlySpan<T> records) => writer.Add(records);

    protected override long ReserveNext(int count) => writer.Reserve(count);
}
