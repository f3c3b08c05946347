namespace SchemaToolkit.Tests.Text;

/// <summary>One block of text as many times as wanted, then an end: tables larger than any file there is room for.</summary>
internal sealed class RepeatedStream(byte[] block, long times, byte[] end) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => (block.Length * times) + end.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length && _position < Length)
        {
            long blocks = block.Length * times;
            ReadOnlySpan<byte> rest = _position < blocks ? block.AsSpan((int)(_position % block.Length)) : end.AsSpan((int)(_position - blocks));
            int taken = Math.Min(rest.Length, buffer.Length - count);
            rest[..taken].CopyTo(buffer[count..]);
            count += taken;
            _position += taken;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
