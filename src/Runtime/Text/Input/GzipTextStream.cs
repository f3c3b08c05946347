using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>
/// The text of a gzip file of one or several members. A <see cref="GZipStream"/> decompresses it; two of its weaknesses are
/// worked around. Its Read takes 8 KiB of the file at a time and needs half as much time again, but its CopyTo takes what its
/// source gives: so CopyTo is called with one piece after the other. And it treats a cut file as complete: so after each piece
/// a test shows whether it wants more, and after the last piece it gets a zero byte. After a finished member it stops at that
/// byte; within a member it takes the byte as data and wants more.
/// </summary>
internal sealed class GzipTextStream : InflatingStream
{
    private const int ChunkBytes = 1 << 17;
    private const int LeastPieceBytes = 1 << 10;
    private const int InflateBytes = 1 << 18;

    // The text of one piece, as far as it can be predicted.
    private const int TextBytes = 1 << 19;

    private static readonly byte[] _manyZeros = new byte[LeastPieceBytes];

    private readonly Stream _source;
    private readonly Pieces _pieces = new();
    private readonly MemoryStream _text = new(InflateBytes);
    private readonly GZipStream _gzip;
    private readonly byte[] _chunk;
    private int _start;
    private int _end;
    private int _pieceBytes = LeastPieceBytes;
    private long _zeros;
    private long _bytesRead;
    private bool _isLast;
    private bool _isWhole;
    private bool _isTold;
    private InvalidDataException? _damage;

    /// <param name="source">The file; it is left open.</param>
    /// <param name="head">The bytes already read from it.</param>
    public GzipTextStream(Stream source, ReadOnlySpan<byte> head)
    {
        _source = source;
        _gzip = new GZipStream(_pieces, CompressionMode.Decompress);
        _chunk = new byte[Math.Max(ChunkBytes, head.Length)];
        head.CopyTo(_chunk);
        Take(head.Length);
    }

    public override long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Decompresses the next piece.</summary>
    /// <param name="text">Receives it; empty at the end of the file.</param>
    /// <exception cref="InvalidDataException">The file is damaged here.</exception>
    public void Inflate(MemoryStream text)
    {
        text.SetLength(0);
        while (!TryInflate(text))
        {
            Take(_source.Read(_chunk));
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_text.Position == _text.Length)
        {
            Inflate(_text);
            _text.Position = 0;
        }

        return _text.Read(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_text.Position == _text.Length)
        {
            _text.SetLength(0);
            while (!TryInflate(_text))
            {
                Take(await _source.ReadAsync(_chunk, cancellationToken).ConfigureAwait(false));
            }

            _text.Position = 0;
        }

        return _text.Read(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        _gzip.Dispose();
        base.Dispose(disposing);
    }

    // Takes what was read. Zeros at its end may be the file's padding, and are held back until something follows them.
    private void Take(int count)
    {
        Volatile.Write(ref _bytesRead, _bytesRead + count);
        _isLast = count == 0;
        _start = 0;
        _end = count;
    }

    // False when more of the file must be read first.
    private bool TryInflate(MemoryStream text)
    {
        while (text.Length == 0 && !_isWhole)
        {
            if (_damage is not null)
            {
                throw _damage;
            }

            if (_start == _end && !_isLast)
            {
                return false;
            }

            try
            {
                InflatePiece(text);
            }
            catch (InvalidDataException e)
            {
                // The text before the damage is given first.
                _damage = _isTold ? e : new InvalidDataException(Describe(), e);
            }
        }

        return true;
    }

    private void InflatePiece(MemoryStream text)
    {
        int used = _chunk.AsSpan(_start, _end - _start).LastIndexOfAnyExcept((byte)0) + 1;
        if (_isLast)
        {
            Finish(text);
        }
        else if (used == 0)
        {
            _zeros += _end - _start;
            _start = _end;
        }
        else if (_zeros > 0)
        {
            int length = (int)Math.Min(_zeros, _manyZeros.Length);
            _zeros -= length;
            Continue(_manyZeros, 0, length, text);
        }
        else
        {
            int length = Math.Min(_pieceBytes, used);
            _start += length;
            Continue(_chunk, _start - length, length, text);

            // Strongly compressed data is taken in small pieces.
            _pieceBytes = (int)Math.Clamp((long)TextBytes * length / Math.Max(1, text.Length), LeastPieceBytes, ChunkBytes);
        }
    }

    private void Continue(byte[] bytes, int start, int length, MemoryStream text)
    {
        if (!WantsMore(bytes, start, length, text))
        {
            _isTold = true;
            throw new InvalidDataException("data that is not gzip follows the compressed text");
        }
    }

    // Gives it the file's zeros one at a time, then one that is not in the file.
    private void Finish(MemoryStream text)
    {
        bool isOfFile = _zeros-- > 0;
        try
        {
            _isWhole = !WantsMore(_manyZeros, 0, 1, text);
        }
        catch (InvalidDataException) when (!isOfFile)
        {
            // An error at the zero that is not in the file does not matter.
        }

        if (!isOfFile && !_isWhole)
        {
            text.SetLength(0);
            _isTold = true;
            throw new InvalidDataException("the gzip file ends early: it was cut");
        }
    }

    // What is wrong, if the file can be read once more.
    private string Describe()
    {
        if (!_source.CanSeek)
        {
            return GzipDamage.Unknown;
        }

        long position = _source.Position;
        _source.Position = position - _bytesRead;
        string words = GzipDamage.Find(_source);
        _source.Position = position;
        return words;
    }

    private bool WantsMore(byte[] bytes, int start, int length, MemoryStream text)
    {
        _pieces.Next = new ArraySegment<byte>(bytes, start, length);
        _gzip.CopyTo(text, InflateBytes);
        _pieces.WasAsked = false;
        _gzip.ReadByte();
        return _pieces.WasAsked;
    }

    /// <summary>The piece that is decompressed next.</summary>
    private sealed class Pieces : ReadStream
    {
        public ArraySegment<byte> Next { get; set; }

        public bool WasAsked { get; set; }

        public override int Read(Span<byte> buffer)
        {
            WasAsked = true;
            return 0;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => ValueTask.FromResult(Read(buffer.Span));

        public override void CopyTo(Stream destination, int bufferSize) => destination.Write(Next.Array!, Next.Offset, Next.Count);
    }
}
