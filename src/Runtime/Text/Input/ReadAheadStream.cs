using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>The text of a compressed file, decompressed ahead by a separate thread, as far as there is room. An error of that
/// thread is thrown after the text before it.</summary>
internal sealed class ReadAheadStream : InflatingStream
{
    private const int PieceCount = 4;

    private readonly GzipTextStream _source;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly MemoryStream[] _pieces = [.. Enumerable.Range(0, PieceCount).Select(static _ => new MemoryStream())];
    private long _filled;
    private long _emptied;
    private bool _isOver;
    private ExceptionDispatchInfo? _failure;
    private TaskCompletionSource? _awaited;

    /// <param name="source">The source. Another thread reads it until this is disposed, which disposes the source too.</param>
    public ReadAheadStream(GzipTextStream source)
    {
        _source = source;
        _thread = new Thread(Work) { IsBackground = true, Name = "RecordText" };
        try
        {
            _thread.Start();
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public override long BytesRead => _source.BytesRead;

    public override int Read(Span<byte> buffer)
    {
        lock (_gate)
        {
            while (_emptied == _filled && !_isOver)
            {
                Monitor.Wait(_gate);
            }
        }

        return Take(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await FilledAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _isOver = true;
            Tell();
        }

        _thread.Join();
        _source.Dispose();
        base.Dispose(disposing);
    }

    // Gives text of the oldest piece; nothing when there is no piece and there will be none.
    private int Take(Span<byte> buffer)
    {
        if (_emptied == Volatile.Read(ref _filled))
        {
            _failure?.Throw();
            return 0;
        }

        MemoryStream piece = _pieces[_emptied % PieceCount];
        int count = piece.Read(buffer);
        if (piece.Position == piece.Length)
        {
            lock (_gate)
            {
                _emptied++;
                Monitor.PulseAll(_gate);
            }
        }

        return count;
    }

    private void Work()
    {
        bool isLast = false;
        while (!isLast && AwaitRoom())
        {
            MemoryStream piece = _pieces[_filled % PieceCount];
            try
            {
                _source.Inflate(piece);
                piece.Position = 0;
                isLast = piece.Length == 0;
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
                isLast = true;
            }

            lock (_gate)
            {
                _filled += isLast ? 0 : 1;
                _isOver |= isLast;
                Tell();
            }
        }
    }

    // Completes when there is a piece, or when there will be none.
    private Task FilledAsync()
    {
        lock (_gate)
        {
            if (_emptied < _filled || _isOver)
            {
                return Task.CompletedTask;
            }

            // The code that awaits it must not run on the thread that decompresses.
            _awaited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _awaited.Task;
        }
    }

    // Wakes all waiting threads. Must be called with the lock held.
    private void Tell()
    {
        _awaited?.SetResult();
        _awaited = null;
        Monitor.PulseAll(_gate);
    }

    // False when no more is wanted.
    private bool AwaitRoom()
    {
        lock (_gate)
        {
            while (_filled - _emptied == PieceCount && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            return !_isOver;
        }
    }
}
