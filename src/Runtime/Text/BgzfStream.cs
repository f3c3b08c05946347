using System.Buffers.Binary;
using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>
/// The text of a BGZF file: gzip of many small members, each of which says how long it is, so that they can be decompressed
/// by several threads. From the first member on that does not, the rest of the file is read as any gzip is, and so is one
/// that was cut.
/// </summary>
internal sealed class BgzfStream : InflatingStream
{
    // The longest member is 64 KiB, and so is its text.
    private const int BatchBytes = 4 << 16;
    private const int HeaderBytes = 18;
    private const int LeastMemberBytes = HeaderBytes + 8;

    private readonly Stream _source;
    private readonly Queue<Task<Batch>> _batches = [];
    private readonly Stack<Batch> _idle = [];
    private readonly int _ahead;
    private byte[] _pending;
    private int _pendingLength;
    private long _bytesRead;
    private bool _isAtEnd;
    private GzipTextStream? _rest;
    private Batch? _current;
    private int _position;

    /// <param name="source">The file.</param>
    /// <param name="head">What was already read of it.</param>
    /// <param name="threads">How many batches are decompressed at once.</param>
    public BgzfStream(Stream source, ReadOnlySpan<byte> head, int threads)
    {
        _source = source;
        _ahead = threads;
        _pending = new byte[Math.Max(BatchBytes, head.Length)];
        head.CopyTo(_pending);
        _pendingLength = head.Length;
        _bytesRead = head.Length;
    }

    public override long BytesRead => _rest is null ? _bytesRead : _bytesRead - _pendingLength + _rest.BytesRead;

    /// <summary>Whether a file that begins so is a BGZF file.</summary>
    public static bool IsBgzf(ReadOnlySpan<byte> head) => MemberLength(head) > 0;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_current is null || _position == _current.TextLength)
        {
            if (!MoveNext())
            {
                return _rest?.Read(buffer) ?? 0;
            }
        }

        int count = Math.Min(buffer.Length, _current.TextLength - _position);
        _current.Text.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    protected override void Dispose(bool disposing)
    {
        // Nothing of this goes on in the background.
        while (_batches.TryDequeue(out Task<Batch>? batch))
        {
            batch.Wait();
        }

        _rest?.Dispose();
        base.Dispose(disposing);
    }

    // The length of the member that a text begins with; 0 when it is none of BGZF, or its start is not whole.
    private static int MemberLength(ReadOnlySpan<byte> text)
    {
        bool isMember = text.Length >= HeaderBytes && text.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8, 4]) && text[10..].StartsWith((ReadOnlySpan<byte>)[6, 0, (byte)'B', (byte)'C', 2, 0]);
        int length = isMember ? BinaryPrimitives.ReadUInt16LittleEndian(text[16..]) + 1 : 0;
        return length >= LeastMemberBytes ? length : 0;
    }

    private bool MoveNext()
    {
        while (!_isAtEnd && _batches.Count < _ahead)
        {
            Batch batch = _idle.TryPop(out Batch? idle) ? idle : new Batch();
            if (!TryFill(batch))
            {
                _isAtEnd = true;
                break;
            }

            _batches.Enqueue(Task.Run(() => batch.Decompress()));
        }

        if (_current is not null)
        {
            _current.ThrowIfDamaged();
            _idle.Push(_current);
            _current = null;
        }

        if (!_batches.TryDequeue(out Task<Batch>? next))
        {
            return false;
        }

        _current = next.GetAwaiter().GetResult();
        _position = 0;
        return true;
    }

    // Whole members; false when there are no more.
    private bool TryFill(Batch batch)
    {
        if (!_pending.AsSpan(0, _pendingLength).ContainsAnyExcept((byte)0))
        {
            // Zeros may end a file.
            _pendingLength = 0;
        }

        while (_pendingLength < _pending.Length && _source.Read(_pending.AsSpan(_pendingLength)) is > 0 and var read)
        {
            _pendingLength += read;
            _bytesRead += read;
        }

        int length = 0;
        int text = 0;
        ReadOnlySpan<byte> pending = _pending.AsSpan(0, _pendingLength);
        while (MemberLength(pending[length..]) is > 0 and var member && length + member <= pending.Length)
        {
            length += member;
            text = checked(text + (int)Math.Min(1 << 16, BinaryPrimitives.ReadUInt32LittleEndian(pending[(length - 4)..])));
        }

        if (length == 0 && pending.ContainsAnyExcept((byte)0))
        {
            _rest = new GzipTextStream(_source, pending);
            return false;
        }

        batch.Take(pending[..length], text);
        pending[length..].CopyTo(_pending);
        _pendingLength -= length;
        return length > 0 || (_pendingLength == _pending.Length && TryFill(batch));
    }

    /// <summary>Members and their text.</summary>
    private sealed class Batch
    {
        private const string WrongLength = "a member of the BGZF file has not the length it says";

        private byte[] _members = new byte[BatchBytes];
        private int _length;

        public byte[] Text { get; private set; } = [];

        public int TextLength { get; private set; }

        private InvalidDataException? Damage { get; set; }

        public void Take(ReadOnlySpan<byte> members, int textLength)
        {
            if (_members.Length < members.Length)
            {
                _members = new byte[members.Length];
            }

            members.CopyTo(_members);
            _length = members.Length;
            TextLength = textLength;
            if (Text.Length < textLength)
            {
                Text = GC.AllocateUninitializedArray<byte>(textLength);
            }
        }

        /// <summary>To be called when the text is taken: what came before the damage is good.</summary>
        public void ThrowIfDamaged()
        {
            if (Damage is not null)
            {
                throw Damage;
            }
        }

        // Each member's checksum and length are compared by the stream; that the text is all of it, here.
        public Batch Decompress()
        {
            using var gzip = new GZipStream(new MemoryStream(_members, 0, _length), CompressionMode.Decompress);
            using var text = new MemoryStream(Text, 0, TextLength);
            try
            {
                // All at once, which is faster than piece by piece; more text than there is room for is refused.
                gzip.CopyTo(text, BatchBytes);
                Damage = text.Position < TextLength ? new InvalidDataException(WrongLength) : null;
            }
            catch (InvalidDataException e)
            {
                Damage = e;
            }
            catch (NotSupportedException)
            {
                Damage = new InvalidDataException(WrongLength);
            }

            TextLength = (int)text.Position;
            return this;
        }
    }
}
