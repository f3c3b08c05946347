namespace SchemaToolkit;

/// <summary>Puts records into a segment.</summary>
internal sealed class SegmentSink(SegmentWriter writer) : BufferedSink(writer.Schema)
{
    /// <summary>Whether something could not be written, so that the segment may have a hole.</summary>
    public bool IsBroken { get; private set; }

    public override void Expect(long count) => writer.Expect(count);

    public override void Fill(long place, ReadOnlySpan<byte> records)
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

    // Bools of text are 0 or 1.
    protected override void Add(ReadOnlySpan<byte> records)
    {
        try
        {
            writer.Write(records);
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    protected override long ReserveNext(int count) => writer.Reserve(count);
}
