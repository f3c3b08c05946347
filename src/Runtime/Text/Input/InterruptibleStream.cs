using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>
/// Reads a stream that may be silent for long: a pipe, a socket, a user's own stream. After <see cref="UseThread"/>, a
/// separate thread reads ahead, so that waiting for it can be interrupted at any time. The read itself cannot be stopped: the
/// thread ends when the read returns, and its data is lost. Asynchronous reads go directly to the stream.
/// </summary>
internal sealed class InterruptibleStream(Stream source, bool ownsSource) : ReadStream
{
    private const int AheadBytes = 1 << 19;

    private readonly object _gate = new();
    private byte[] _ahead = [];
    private long _filled;
    private long _emptied;
    private bool _isThreaded;
    private bool _isReading;
    private bool _isAtEnd;
    private bool _isOver;
    private bool _isDisposed;
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private CancellationToken _reason;

    /// <summary>Whether reads of a stream may last forever.</summary>
    public static bool IsNeededFor(Stream source)
        => !(source.GetType() == typeof(FileStream) && source.CanSeek)
            && source is not SequenceStream
            && source.GetType() != typeof(MemoryStream)
            && source.GetType() != typeof(UnmanagedMemoryStream);

    /// <summary>Reads on a separate thread from now on.</summary>
    public void UseThread() => Volatile.Write(ref _isThreaded, true);

    /// <summary>Ends every read, waiting ones included, with an <see cref="OperationCanceledException"/>.</summary>
    /// <param name="reason">The token that asked for it.</param>
    public void Interrupt(CancellationToken reason)
    {
        lock (_gate)
        {
            _isOver = true;
            _reason = reason;
            Monitor.PulseAll(_gate);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (!Volatile.Read(ref _isThreaded))
        {
            return source.Read(buffer);
        }

        lock (_gate)
        {
            _thread ??= Start();
            while (_emptied == _filled && !_isAtEnd && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            if (_isOver)
            {
                throw new OperationCanceledException(_reason);
            }

            if (_emptied == _filled)
            {
                _failure?.Throw();
                return 0;
            }

            int start = (int)(_emptied % AheadBytes);
            int count = (int)Math.Min(Math.Min(buffer.Length, _filled - _emptied), AheadBytes - start);
            _ahead.AsSpan(start, count).CopyTo(buffer);
            _emptied += count;
            Monitor.PulseAll(_gate);
            return count;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => source.ReadAsync(buffer, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (!IsReadWhenStopped() && ownsSource)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (!IsReadWhenStopped())
        {
            DisposeSource();
        }

        base.Dispose(disposing);
    }

    // Whether the thread is still reading. If so, it disposes the source when its read returns.
    private bool IsReadWhenStopped()
    {
        Interrupt(CancellationToken.None);
        lock (_gate)
        {
            _isDisposed = true;
            return _isReading;
        }
    }

    private void DisposeSource()
    {
        if (ownsSource)
        {
            source.Dispose();
        }
    }

    private Thread Start()
    {
        _ahead = GC.AllocateUninitializedArray<byte>(AheadBytes);
        var thread = new Thread(Work) { IsBackground = true, Name = "RecordText source" };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        while (BeginRead())
        {
            int count = 0;
            ExceptionDispatchInfo? failure = null;
            try
            {
                int start = (int)(_filled % AheadBytes);
                count = source.Read(_ahead, start, (int)Math.Min(AheadBytes - start, AheadBytes - (_filled - Volatile.Read(ref _emptied))));
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            bool isDisposed;
            lock (_gate)
            {
                _filled += count;
                _failure = failure;
                _isAtEnd = count == 0;
                _isReading = false;
                isDisposed = _isDisposed;
                Monitor.PulseAll(_gate);
            }

            if (isDisposed)
            {
                DisposeSource();
            }
        }
    }

    // Waits for room; false when nothing more must be read.
    private bool BeginRead()
    {
        lock (_gate)
        {
            while (_filled - _emptied == AheadBytes && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            _isReading = !_isOver && !_isAtEnd;
            return _isReading;
        }
    }
}
