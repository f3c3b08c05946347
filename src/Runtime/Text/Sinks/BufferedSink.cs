using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Takes the records that come in order through a buffer that stays in the processor's cache.</summary>
internal abstract class BufferedSink<T> : RecordSink<T>
    where T : unmanaged, ISharedRecord<T>
{
    // As large as a segment writer's own buffer, so that the writer writes straight from here.
    private readonly T[] _buffer = GC.AllocateUninitializedArray<T>(Math.Max(1, (1 << 18) / Unsafe.SizeOf<T>()));
    private int _used;

    public sealed override Span<T> GetSpan()
    {
        if (_used == _buffer.Length)
        {
            Complete();
        }

        return _buffer.AsSpan(_used);
    }

    public sealed override void Advance(int count)
    {
        Debug.Assert(count >= 0 && count <= _buffer.Length - _used, "The records must be in the room that was handed out.");
        _used += count;
    }

    public sealed override long Reserve(int count)
    {
        Complete();
        return ReserveNext(count);
    }

    public sealed override void Complete()
    {
        Add(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    /// <summary>Takes records, behind those before.</summary>
    protected abstract void Add(ReadOnlySpan<T> records);

    /// <inheritdoc cref="RecordSink{T}.Reserve"/>
    protected abstract long ReserveNext(int count);
}
