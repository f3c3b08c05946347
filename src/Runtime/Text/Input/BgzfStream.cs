using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>
/// The text of a BGZF file: gzip with many small members, each of which declares its length, so that several threads can
/// decompress them. From the first member without a length, or cut short, the rest of the file is read as ordinary gzip. If
/// a file was cut between two members, only the missing empty member at its end shows that.
/// Threads of the pool decompress ahead of the reader, but the reader never waits for a free thread: it decompresses itself
/// what no thread has begun.
/// </summary>
internal sealed class BgzfStream : InflatingStream
{
    // A member has at most 64 KiB, and so has its text. The text of a batch has its own limit: it can be a thousand times
    // larger than the members.
    private const int BatchBytes = 4 << 16;
    private const int TextBytes = 8 << 16;

    // More would not help: a single thread takes the text of all.
    private const int MostThreads = 8;
    private const int HeaderBytes = 18;
    private const int LeastMemberBytes = HeaderBytes + 8;

    private readonly Stream _source;
    private readonly bool _mustBeMarked;
    private readonly Queue<Batch> _batches = [];
    private readonly Stack<Batch> _idle = [];
    private readonly int _threads;
    private ReadOnlyMemory<byte> _head;
    private byte[] _pending = new byte[BatchBytes];
    private int _pendingLength;
    private long _bytesRead;
    private bool _isLast;
    private bool _isAtEnd;
    private bool _isPadded;
    private bool _isMarked;
    private InvalidDataException? _damage;
    private GzipTextStream? _rest;
    private Batch? _current;
    private int _position;

    /// <param name="source">The file.</param>
    /// <param name="head">The bytes already read from it.</param>
    /// <param name="threads">How many batches may be decompressed at once; 1 means only on the caller's thread.</param>
    /// <param name="mustBeMarked">Whether a file without the empty member that ends a BGZF file is treated as cut.</param>
    public BgzfStream(Stream source, ReadOnlySpan<byte> head, int threads, bool mustBeMarked)
    {
        _source = source;
        _head = head.ToArray();
        _bytesRead = head.Length;
        _threads = Math.Min(threads, MostThreads);
        _mustBeMarked = mustBeMarked;
    }

    private enum Step
    {
        /// <summary>There is text, or the file has ended.</summary>
        Give,

        /// <summary>More of the file must be read.</summary>
        Read,

        /// <summary>The next batch is being decompressed.</summary>
        Await,

        /// <summary>The rest of the file is ordinary gzip.</summary>
        Rest,
    }

    public override long BytesRead => _bytesRead + (_rest?.BytesRead ?? 0);

    /// <summary>Whether a file with this beginning is a BGZF file.</summary>
    public static bool IsBgzf(ReadOnlySpan<byte> head) => MemberLength(head) > 0;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            switch (Next())
            {
                case Step.Read:
                    Took(_source.Read(_pending.AsSpan(_pendingLength)));
                    break;
                case Step.Await:
                    _batches.Peek().FinishAsync().GetAwaiter().GetResult();
                    _current = _batches.Dequeue();
                    break;
                case Step.Rest:
                    return _rest!.Read(buffer);
                default:
                    return Give(buffer);
            }
        }

        return 0;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (Next())
            {
                case Step.Read:
                    Took(await _source.ReadAsync(_pending.AsMemory(_pendingLength), cancellationToken).ConfigureAwait(false));
                    break;
                case Step.Await:
                    await _batches.Peek().FinishAsync().ConfigureAwait(false);
                    _current = _batches.Dequeue();
                    break;
                case Step.Rest:
                    return await _rest!.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                default:
                    return Give(buffer.Span);
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        // Afterwards nothing runs in the background, and batches that the pool still refers to hold no memory.
        foreach (Batch batch in _batches.Concat(_idle))
        {
            batch.Drop();
        }

        _current?.Drop();
        _batches.Clear();
        _idle.Clear();
        _current = null;
        _rest?.Dispose();
        base.Dispose(disposing);
    }

    // The length of the member at the start of a text; 0 when it is not a BGZF member, or its header is incomplete.
    private static int MemberLength(ReadOnlySpan<byte> text)
    {
        bool isMember = text.Length >= HeaderBytes
            && text.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8, 4])
            && text[10..].StartsWith((ReadOnlySpan<byte>)[6, 0, (byte)'B', (byte)'C', 2, 0]);
        int length = isMember ? BinaryPrimitives.ReadUInt16LittleEndian(text[16..]) + 1 : 0;
        return length >= LeastMemberBytes ? length : 0;
    }

    private Step Next()
    {
        if (_current is not null)
        {
            if (_position < _current.TextLength)
            {
                return Step.Give;
            }

            _current.ThrowIfDamaged();
            _idle.Push(_current);
            _current = null;
            _position = 0;
        }

        while (!_isAtEnd && _batches.Count < _threads)
        {
            if (_isLast || _pendingLength == _pending.Length)
            {
                Start();
            }
            else if (_head.IsEmpty)
            {
                return Step.Read;
            }
            else
            {
                int count = Math.Min(_head.Length, _pending.Length - _pendingLength);
                _head.Span[..count].CopyTo(_pending.AsSpan(_pendingLength));
                _head = _head[count..];
                _pendingLength += count;
            }
        }

        if (_batches.Count > 0)
        {
            return Step.Await;
        }

        if (_rest is not null)
        {
            return Step.Rest;
        }

        return _damage is null ? Step.Give : throw _damage;
    }

    private int Give(Span<byte> buffer)
    {
        int count = _current is null ? 0 : Math.Min(buffer.Length, _current.TextLength - _position);
        if (count > 0)
        {
            _current!.Text.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
        }

        return count;
    }

    private void Took(int count)
    {
        _pendingLength += count;
        _bytesRead += count;
        _isLast = count == 0;
    }

    // Starts to decompress the members read so far, or finds that there are no more.
    private void Start()
    {
        Span<byte> pending = _pending.AsSpan(0, _pendingLength);
        if (!pending.ContainsAnyExcept((byte)0))
        {
            // A file may end with zeros.
            _isPadded |= _pendingLength > 0;
            _pendingLength = 0;
            _isAtEnd = _isLast;
            _damage = _isLast && _mustBeMarked && !_isMarked
                ? new InvalidDataException(
                    "it lacks the empty block that ends a BGZF file, so it may have been cut; "
                        + "if it is complete, TextOptions.Compression = TextCompression.Gzip reads it")
                : null;
            return;
        }

        int length = 0;
        int text = 0;
        while (!_isPadded && MemberLength(pending[length..]) is > 0 and var member && length + member <= pending.Length)
        {
            int more = (int)Math.Min(1 << 16, BinaryPrimitives.ReadUInt32LittleEndian(pending[(length + member - 4)..]));
            if (text > 0 && text + more > TextBytes)
            {
                break;
            }

            length += member;
            text += more;
            _isMarked = more == 0;
        }

        if (_isPadded)
        {
            _isAtEnd = true;
            _damage = new InvalidDataException("other bytes follow the zeros after the compressed text");
        }
        else if (length == 0)
        {
            _isAtEnd = true;
            _bytesRead -= pending.Length + _head.Length;
            _rest = new GzipTextStream(_source, [.. pending, .. _head.Span]);
        }
        else
        {
            Batch batch = _idle.TryPop(out Batch? idle) ? idle : new Batch();
            _pending = batch.Take(_pending, length, text);
            pending[length..].CopyTo(_pending);
            _pendingLength -= length;
            _batches.Enqueue(batch);
            if (_threads > 1)
            {
                batch.Offer();
            }
        }
    }

    /// <summary>Members and their text. One thread decompresses them: a pool thread, or the one that needs the text.</summary>
    private sealed class Batch : IThreadPoolWorkItem
    {
        private const string WrongLength = "a member of the BGZF file does not have the length it declares";

        private byte[] _members = new byte[BatchBytes];
        private int _length;
        private Exception? _failure;
        private TaskCompletionSource _done = new();
        private bool _isUnclaimed;
        private bool _isOffered;

        public byte[] Text { get; private set; } = [];

        public int TextLength { get; private set; }

        /// <summary>Takes a buffer with members, and returns its old buffer.</summary>
        public byte[] Take(byte[] members, int length, int textLength)
        {
            byte[] had = _members;
            _members = members;
            _length = length;
            TextLength = textLength;
            if (Text.Length < textLength)
            {
                Text = GC.AllocateUninitializedArray<byte>(TextBytes);
            }

            // The code that awaits it must not run on the thread that decompresses.
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _isUnclaimed, true);
            return had;
        }

        /// <summary>Lets a pool thread decompress it. A batch is in the pool's queue at most once.</summary>
        public void Offer()
        {
            if (!Interlocked.Exchange(ref _isOffered, true))
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            }
        }

        /// <summary>Called by the pool.</summary>
        public void Execute()
        {
            Interlocked.Exchange(ref _isOffered, false);
            TryDecompress();
        }

        /// <summary>Decompresses it, unless another thread already does; completes when the text is ready.</summary>
        public Task FinishAsync()
        {
            TryDecompress();
            return _done.Task;
        }

        /// <summary>Releases its memory, once nothing uses it any more.</summary>
        public void Drop()
        {
            if (!TryClaim())
            {
                _done.Task.Wait();
            }

            _members = Text = [];
        }

        /// <summary>Must be called after the text is taken: the text before the damage is good.</summary>
        public void ThrowIfDamaged()
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }

        private bool TryClaim() => Interlocked.Exchange(ref _isUnclaimed, false);

        private void TryDecompress()
        {
            if (TryClaim())
            {
                Decompress();
                _done.SetResult();
            }
        }

        // The stream checks the checksum and length of each member; this method checks the length of all the text. It does not
        // throw: nothing would catch an exception on a pool thread.
        private void Decompress()
        {
            int length = 0;
            try
            {
                using var gzip = new GZipStream(new MemoryStream(_members, 0, _length), CompressionMode.Decompress);
                using var text = new MemoryStream(Text, 0, TextLength);
                try
                {
                    // All at once, which is faster than piece by piece; throws if there is more text than room.
                    gzip.CopyTo(text, BatchBytes);
                    _failure = text.Position < TextLength ? new InvalidDataException(WrongLength) : null;
                }
                finally
                {
                    length = (int)text.Position;
                }
            }
            catch (NotSupportedException)
            {
                _failure = new InvalidDataException(WrongLength);
            }
            catch (InvalidDataException e)
            {
                _failure = new InvalidDataException(GzipDamage.Find(new MemoryStream(_members, 0, _length)), e);
            }
            catch (Exception e)
            {
                _failure = e;
            }

            TextLength = length;
        }
    }
}
