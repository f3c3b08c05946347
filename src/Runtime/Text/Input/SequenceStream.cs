using System.Buffers;

namespace SchemaToolkit;

/// <summary>Reads a sequence of buffers.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> text) : ReadStream
{
    private ReadOnlySequence<byte> _text = text;

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, _text.Length);
        _text.Slice(0, count).CopyTo(buffer);
        _text = _text.Slice(count);
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));
}
