namespace SchemaToolkit;

/// <summary>Records into memory of this process.</summary>
internal sealed class BufferSink<T>(RecordBuffer<T> records) : RecordSink<T>
    where T : unmanaged, ISharedRecord<T>
{
    private int _filling;

    public override Span<T> GetSpan() => records.GetSpan();

    public override void Advance(int count) => records.Advance(count);

    public override void Expect(long count) => records.Expect(count);

    public override long Reserve(int count)
    {
        if (!records.HasRoom(count))
        {
            // The memory may move, so nobody may be writing to it.
            var wait = default(SpinWait);
            while (Volatile.Read(ref _filling) > 0)
            {
                wait.SpinOnce();
            }
        }

        long place = records.Reserve(count);
        Interlocked.Increment(ref _filling);
        return place;
    }

    public override void Fill(long place, ReadOnlySpan<T> made)
    {
        made.CopyTo(records.Place(place, made.Length));
        Interlocked.Decrement(ref _filling);
    }
}
