using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Puts records into a segment.</summary>
internal sealed class SegmentSink<T>(SharedRecordWriter<T> writer) : BufferedSink(T.Schema)
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>Whether a place could not be filled, so that the segment has a hole.</summary>
    public bool IsBroken { get; private set; }

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

    protected override void Add(ReadOnlySpan<byte> records) => writer.Add(MemoryMarshal.Cast<byte, T>(records));

    protected override long ReserveNext(int count) => writer.Reserve(count);
}
