using System.Buffers;
using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>The text of a file or stream, decompressed, a piece at a time. A piece is as large as the buffer allows
/// whatever the stream's reads give, so that what is parsed does not depend on them.</summary>
internal sealed class TextBuffer : IDisposable
{
    private readonly Stream _source;
    private readonly bool _ownsSource;
    private readonly string? _path;
    private readonly TextCompression _compression;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _isOpened;
    private long _bytesRead;
    private GzipMembers? _members;
    private GZipStream? _gzip;
    private InvalidDataException? _damage;

    public TextBuffer(Stream source, bool ownsSource, string? path, TextOptions options)
    {
        _source = source;
        _ownsSource = ownsSource;
        _path = path;
        _compression = options.Compression;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(64, options.BufferSize));
    }

    /// <summary>The text that was read and not taken yet.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether nothing follows <see cref="Text"/>.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Bytes read of the file, compressed as they are.</summary>
    public long BytesRead => _members?.BytesRead ?? _bytesRead;

    /// <summary>Takes bytes from the start of <see cref="Text"/>.</summary>
    public void Advance(int count) => _start += count;

    /// <summary>Reads more, until the buffer is full; the buffer grows when it is.</summary>
    public void Fill()
    {
        MakeRoom();
        while (!IsFilled())
        {
            try
            {
                Took(_gzip is null ? _source.Read(_buffer.AsSpan(_end)) : _gzip.Read(_buffer.AsSpan(_end)));
            }
            catch (InvalidDataException e) when (_gzip is not null)
            {
                _damage = e;
            }
        }
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
                Took(_gzip is null
                    ? await _source.ReadAsync(room, cancellationToken).ConfigureAwait(false)
                    : await _gzip.ReadAsync(room, cancellationToken).ConfigureAwait(false));
            }
            catch (InvalidDataException e) when (_gzip is not null)
            {
                _damage = e;
            }
        }
    }

    public void Dispose()
    {
        _gzip?.Dispose();
        _members?.Dispose();
        if (_ownsSource)
        {
            _source.Dispose();
        }

        byte[] buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void MakeRoom()
    {
        ThrowIfDamaged();
        if (_start > 0)
        {
            Text.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked(_buffer.Length * 2));
            Text.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    // What was read before the damage is parsed first, so that an error in it is the one reported.
    private void ThrowIfDamaged()
    {
        if (_damage is not null)
        {
            throw new RecordTextException($"{_path ?? "The text"} is damaged: {_damage.Message.TrimEnd('.')}. What came before it is not used.", _damage)
            {
                Reason = TextErrorReason.Truncated,
                Path = _path,
            };
        }
    }

    private bool IsFilled() => (IsLast || _damage is not null || _end == _buffer.Length) && (_isOpened || !TryOpen());

    // True when the bytes read turn out to be compressed and reading starts over.
    private bool TryOpen()
    {
        _isOpened = true;
        ReadOnlySpan<byte> head = Text;
        if (_compression == TextCompression.None || head.IsEmpty)
        {
            return false;
        }

        if (_compression == TextCompression.Auto && !CompressionFormat.IsGzip(head))
        {
            CompressionFormat.ThrowIfForeign(head, _path);
            return false;
        }

        _members = new GzipMembers(_source, head);
        _gzip = new GZipStream(_members, CompressionMode.Decompress);
        _end = 0;
        IsLast = false;
        return true;
    }

    private void Took(int count)
    {
        _members?.ThrowIfIncomplete(count);
        _end += count;
        _bytesRead += count;
        IsLast = count == 0;
    }
}
