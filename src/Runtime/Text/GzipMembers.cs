namespace SchemaToolkit;

/// <summary>
/// What a <see cref="System.IO.Compression.GZipStream"/> reads from, so that it can be known whether the file was whole:
/// the stream itself takes a cut file for a complete one. A zero byte follows the true end (and zeros that end the file
/// come one at a time). Whoever stands behind a finished member stops at it; whoever is in the midst of one takes it for
/// data and asks for more.
/// </summary>
internal sealed class GzipMembers : ReadStream
{
    private readonly Stream _source;
    private readonly byte[] _chunk;
    private int _start;
    private int _end;
    private long _zerosBefore;
    private long _zerosAfter;
    private bool _isAtEnd;
    private bool _isProbed;
    private bool _wantsMore;

    /// <param name="source">The file.</param>
    /// <param name="head">What was already read of it.</param>
    public GzipMembers(Stream source, ReadOnlySpan<byte> head)
    {
        _source = source;
        _chunk = new byte[Math.Max(1 << 16, head.Length)];
        head.CopyTo(_chunk);
        Take(head.Length);
    }

    /// <summary>Bytes taken from the file.</summary>
    public long BytesRead { get; private set; }

    /// <summary>To be called after every read of the decompressed text.</summary>
    /// <param name="count">Bytes of text it gave.</param>
    /// <exception cref="InvalidDataException">The file was cut, and the text is made of the zero byte; or the text ends
    /// and something else follows.</exception>
    public void ThrowIfIncomplete(int count)
    {
        if (_wantsMore || (_isProbed && count > 0))
        {
            throw new InvalidDataException("the gzip file ends early: it was cut");
        }

        if (count == 0 && !_isAtEnd)
        {
            throw new InvalidDataException("something that is not gzip follows the compressed text");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count;
        while (!TryServe(buffer, out count))
        {
            Take(_source.Read(_chunk));
        }

        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        while (!TryServe(buffer.Span, out count))
        {
            Take(await _source.ReadAsync(_chunk, cancellationToken).ConfigureAwait(false));
        }

        return count;
    }

    // In order: the zeros held back, the rest of the chunk, and at the end the chunk's own zeros and one more, singly.
    private bool TryServe(Span<byte> buffer, out int count)
    {
        count = 0;
        if (buffer.IsEmpty)
        {
            return true;
        }

        if (_isAtEnd)
        {
            count = _zerosBefore > 0 || !_isProbed ? 1 : 0;
            buffer[0] = 0;
            _wantsMore = count == 0;
            _isProbed = _zerosBefore == 0;
            _zerosBefore -= _zerosBefore > 0 ? 1 : 0;
            return true;
        }

        if (_start == _end)
        {
            return false;
        }

        if (_zerosBefore > 0)
        {
            count = (int)Math.Min(_zerosBefore, buffer.Length);
            buffer[..count].Clear();
            _zerosBefore -= count;
            return true;
        }

        count = Math.Min(_end - _start, buffer.Length);
        _chunk.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        if (_start == _end)
        {
            _zerosBefore = _zerosAfter;
            _zerosAfter = 0;
        }

        return true;
    }

    private void Take(int count)
    {
        BytesRead += count;
        _isAtEnd = count == 0;
        int used = _chunk.AsSpan(0, count).LastIndexOfAnyExcept((byte)0) + 1;
        _start = 0;
        _end = used;
        if (used == 0)
        {
            _zerosBefore += count;
        }
        else
        {
            _zerosAfter = count - used;
        }
    }
}
