using System.Diagnostics;

namespace SchemaToolkit;

/// <summary>Takes the records that come in order through a buffer that stays in the processor's cache.</summary>
internal abstract class BufferedSink(RecordSchema schema) : RecordSink, IDisposable
{
    // As large as a segment writer's own buffer, so that the writer writes straight from here.
    private readonly RecordRoom _buffer = new(schema.Size, 1 << 18);
    private int _used;

    /// <summary>What the records are.</summary>
    protected RecordSchema Schema { get; } = schema;

    public sealed override Span<byte> GetSpan()
    {
        if (_used == _buffer.Count)
        {
            Complete();
        }

        return _buffer.Bytes[(_used * Schema.Size)..];
    }

    public sealed override void Advance(int count)
    {
        Debug.Assert(count >= 0 && count <= _buffer.Count - _used, "The records must be in the room that was handed out.");
        _used += count;
    }

    public sealed override long Reserve(int count)
    {
        Complete();
        return ReserveNext(count);
    }

    public sealed override void Complete()
    {
        Add(_buffer.Bytes[..(_used * Schema.Size)]);
        _used = 0;
    }

    /// <summary>Gives the buffer back.</summary>
    public virtual void Dispose() => _buffer.Dispose();

    /// <summary>Takes records, behind those before.</summary>
    protected abstract void Add(ReadOnlySpan<byte> records);

    /// <inheritdoc cref="RecordSink.Reserve"/>
    protected abstract long ReserveNext(int count);
}
