namespace SchemaToolkit;

/// <summary>Puts records into memory of this process.</summary>
internal sealed class BufferSink(RecordMemory memory) : RecordSink
{
    public override Span<byte> GetSpan() => memory.GetSpan();

    public override void Advance(int count) => memory.Advance(count);

    public override void Expect(long count) => memory.Expect(count);

    public override long Reserve(int count) => memory.Reserve(count);

    public override void Fill(long place, ReadOnlySpan<byte> records) => memory.Fill(place, records);
}
