namespace SchemaToolkit;

/// <summary>Puts records into memory of this process.</summary>
internal sealed class BufferSink<T>(RecordBuffer<T> records) : RecordSink<T>
    where T : unmanaged, ISharedRecord<T>
{
    public override Span<T> GetSpan() => records.GetSpan();

    public override void Advance(int count) => records.Advance(count);

    public override void Expect(long count) => records.Expect(count);

    public override long Reserve(int count) => records.Reserve(count);

    public override void Fill(long place, ReadOnlySpan<T> made) => records.Fill(place, made);
}
