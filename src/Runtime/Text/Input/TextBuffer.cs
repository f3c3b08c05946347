namespace SchemaToolkit;

/// <summary>The text of a file or stream, decompressed, a piece at a time. A piece is as large as the buffer allows, however
/// much the stream's reads return, so that parsing does not depend on them.</summary>
internal sealed class TextBuffer : IDisposable, IAsyncDisposable
{
    private const int LeastSize = 64;

    private readonly Stream _source;
    private readonly InterruptibleStream? _interruptible;
    private readonly bool _ownsSource;
    private readonly string? _path;
    private readonly TextCompression _compression;
    private readonly int _threads;
    private readonly bool _mayReadAhead;
    private readonly int _size;
    private readonly int _footer;
    private byte[] _buffer;
    private int _start;
    private int _end;

    // Bytes at the end that may be the footer, or are it.
    private int _held;
    private bool _isOpened;
    private long _bytesRead;
    private InflatingStream? _inflated;
    private InvalidDataException? _damage;

    public TextBuffer(Stream source, bool ownsSource, string? path, TextOptions options)
    {
        _interruptible = InterruptibleStream.IsNeededFor(source) ? new InterruptibleStream(source, ownsSource) : null;
        _source = _interruptible ?? source;
        _ownsSource = ownsSource || _interruptible is not null;
        _path = path;
        _compression = options.Compression;
        _threads = options.Threads;
        _mayReadAhead = source.CanSeek && (_threads > 1 || options.Share is not null);
        _footer = options.SkipFooter;
        _size = Math.Max(LeastSize, options.BufferSize);

        // A small file is read whole; one byte of room is left, so that its end is seen.
        long most = source is FileStream { CanSeek: true, Length: > 0 } file ? Math.Max(LeastSize, file.Length - file.Position + 1) : _size;
        _buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(_size, most));
    }

    /// <summary>The text that was read but not yet taken.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(_start, _end - _start - _held);

    /// <summary>After the last text, the lines at the end that were left out.</summary>
    public int FooterLines { get; private set; }

    /// <summary>Whether nothing follows <see cref="Text"/>.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Whether the file is compressed.</summary>
    public bool IsCompressed => _inflated is not null;

    /// <summary>Whether a separate thread decompresses it.</summary>
    public bool IsReadAhead => _inflated is ReadAheadStream;

    /// <summary>Bytes read from the file, before decompression.</summary>
    public long BytesRead => _inflated?.BytesRead ?? _bytesRead;

    /// <summary>The size of the buffer in bytes.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Takes the complete lines of <see cref="Text"/> (all of it, if nothing follows), together with their
    /// memory.</summary>
    /// <param name="buffer">The memory that replaces it; becomes the memory of the lines.</param>
    /// <returns>The lines; empty, and nothing is taken, when there is no line end.</returns>
    public ReadOnlyMemory<byte> TakeLines(ref byte[] buffer)
    {
        int length = IsLast ? Text.Length : Text.LastIndexOf((byte)'\n') + 1;
        if (length == 0)
        {
            return default;
        }

        byte[] full = _buffer;
        ReadOnlyMemory<byte> lines = full.AsMemory(_start, length);
        Advance(length);
        if (buffer.Length < full.Length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(full.Length);
        }

        Rest.CopyTo(buffer);
        _end -= _start;
        _start = 0;
        _buffer = buffer;
        buffer = full;
        return lines;
    }

    /// <summary>Must be called before <see cref="Interrupt"/> can end a read that waits for a silent source.</summary>
    public void AllowInterrupt() => _interruptible?.UseThread();

    /// <summary>Ends reads that wait for a silent source, now or later, with an
    /// <see cref="OperationCanceledException"/>. Any thread may call it.</summary>
    public void Interrupt(CancellationToken reason) => _interruptible?.Interrupt(reason);

    /// <summary>Takes bytes from the start of <see cref="Text"/>.</summary>
    public void Advance(int count) => _start += count;

    /// <summary>Reads until the buffer is full; if it already is, it grows first.</summary>
    public void Fill()
    {
        MakeRoom();
        while (!IsFilled())
        {
            try
            {
                Took(_inflated is null ? _source.Read(_buffer.AsSpan(_end)) : _inflated.Read(_buffer.AsSpan(_end)));
            }
            catch (InvalidDataException e) when (_inflated is not null)
            {
                _damage = e;
            }
        }

        HoldFooter();
    }

    /// <inheritdoc cref="Fill"/>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        while (!IsFilled())
        {
            try
            {
                Memory<byte> room = _buffer.AsMemory(_end);
                Took(_inflated is null
                    ? await _source.ReadAsync(room, cancellationToken).ConfigureAwait(false)
                    : await _inflated.ReadAsync(room, cancellationToken).ConfigureAwait(false));
            }
            catch (InvalidDataException e) when (_inflated is not null)
            {
                _damage = e;
            }
        }

        HoldFooter();
    }

    public void Dispose()
    {
        Stop();
        if (_ownsSource)
        {
            _source.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        if (_ownsSource)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _end - _start);

    private void Stop()
    {
        // A thread that decompresses may wait for the source.
        Interrupt(CancellationToken.None);
        _inflated?.Dispose();
        _buffer = [];
        _start = _end = _held = 0;
    }

    // The last lines there are may be the last of the text.
    private void HoldFooter()
    {
        if (_footer > 0)
        {
            int length = Footer.Without(Rest, _footer, out int found);
            _held = Rest.Length - length;
            FooterLines = found;
        }
    }

    private void MakeRoom()
    {
        ThrowIfDamaged();
        _held = 0;
        if (_start > 0)
        {
            Rest.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Grow(checked(_buffer.Length * 2));
        }
        else if (_isOpened && _buffer.Length < _size)
        {
            Grow(_size); // The file has grown.
        }
    }

    private void Grow(int size)
    {
        byte[] larger = GC.AllocateUninitializedArray<byte>(size);
        Rest.CopyTo(larger);
        _buffer = larger;
        _end -= _start;
        _start = 0;
    }

    // The text before the damage is parsed first, so that an error in it is reported instead.
    private void ThrowIfDamaged()
    {
        if (_damage is not null)
        {
            var error = new TextError
            {
                Message = $"{_path ?? "The text"} is damaged: {_damage.Message.TrimEnd('.')}. The text before the damage is not used.",
                Reason = TextErrorReason.Truncated,
                Path = _path,
            };
            throw new RecordTextException(error, _damage);
        }
    }

    private bool IsFilled() => (IsLast || _damage is not null || _end == _buffer.Length) && (_isOpened || !TryOpen());

    // True when the bytes read turn out to be compressed and reading starts over.
    private bool TryOpen()
    {
        _isOpened = true;
        ReadOnlySpan<byte> head = Rest;
        if (_compression == TextCompression.None || head.IsEmpty)
        {
            return false;
        }

        if (_compression == TextCompression.Auto && !CompressionFormat.IsGzip(head))
        {
            CompressionFormat.ThrowIfForeign(head, _path);
            return false;
        }

        if (_threads > 1 || _mayReadAhead)
        {
            AllowInterrupt();
        }

        if (_buffer.Length < _size)
        {
            // Nobody knows how long the text is.
            Grow(_size);
            head = Rest;
        }

        _inflated = BgzfStream.IsBgzf(head) ? new BgzfStream(_source, head, _threads, mustBeMarked: _compression == TextCompression.Auto)
            : _mayReadAhead ? new ReadAheadStream(new GzipTextStream(_source, head))
            : new GzipTextStream(_source, head);
        _end = 0;
        IsLast = false;
        return true;
    }

    private void Took(int count)
    {
        _end += count;
        _bytesRead += count;
        IsLast = count == 0;
    }
}
