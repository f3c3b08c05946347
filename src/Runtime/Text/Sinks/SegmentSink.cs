using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Puts records into a segment, through a buffer that stays in the processor's cache.</summary>
internal sealed class SegmentSink<T>(SharedRecordWriter<T> writer) : RecordSink<T>
    where T : unmanaged, ISharedRecord<T>
{
    // As large as a writer's own buffer, so that the writer writes straight from here.
    private readonly T[] _buffer = GC.AllocateUninitializedArray<T>(Math.Max(1, (1 << 18) / Unsafe.SizeOf<T>()));
    private int _used;

    /// <summary>Whether a place could not be filled, so that the segment has a hole.</summary>
    public bool IsBroken { get; private set; }

    public override Span<T> GetSpan()
    {
        if (_used == _buffer.Length)
        {
            Complete();
        }

        return _buffer.AsSpan(_used);
    }

    public override void Advance(int count)
    {
        Debug.Assert(count >= 0 && count <= _buffer.Length - _used, "The records must be in the room that was handed out.");
        _used += count;
    }

    public override long Reserve(int count)
    {
        Complete();
        return writer.Reserve(count);
    }

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

    public override void Complete()
    {
        writer.Add(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
