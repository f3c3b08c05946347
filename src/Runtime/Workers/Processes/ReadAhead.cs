namespace SchemaToolkit;

/// <summary>Reads a stream by a thread of its own, so that another can wait for it a while: .NET alone has no call for that, and its
/// asynchronous reads need a thread of the pool, which others may keep busy.</summary>
internal sealed class ReadAhead : IDisposable
{
    /// <summary>The time for the thread to come to its end.</summary>
    private static readonly TimeSpan _timeToEnd = TimeSpan.FromSeconds(0.5);

    private readonly object _lock = new();
    private readonly Thread _thread;
    private readonly byte[] _bytes = new byte[1 << 16];
    private IOException? _failure;
    private int _next;
    private int _end;
    private bool _isOver;

    /// <param name="stream">The stream. Nobody else may dispose it: that would wait for the thread, which waits for the other side.</param>
    public ReadAhead(Stream stream)
    {
        _thread = new Thread(() => Run(stream)) { IsBackground = true, Name = "SchemaToolkit worker output" };
        _thread.Start();
    }

    private bool CanRead => _next < _end || _isOver;

    /// <summary>Waits until something can be read, be it the end.</summary>
    /// <returns>Whether it can.</returns>
    public bool Wait(int milliseconds)
    {
        lock (_lock)
        {
            long end = Environment.TickCount64 + milliseconds;
            while (!CanRead && end - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_lock, (int)left);
            }

            return CanRead;
        }
    }

    /// <summary>Reads what there is, at least a byte; 0 at the end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<byte> bytes)
    {
        lock (_lock)
        {
            while (!CanRead)
            {
                Monitor.Wait(_lock);
            }

            int count = Math.Min(_end - _next, bytes.Length);
            if (count == 0 && _failure is { } failure)
            {
                throw new IOException($"The pipe to a worker process cannot be read: {failure.Message}", failure);
            }

            _bytes.AsSpan(_next, count).CopyTo(bytes);
            _next += count;
            Monitor.PulseAll(_lock);
            return count;
        }
    }

    /// <summary>Reads no more. The thread ends, and closes the stream, when the last process has that would write to it.</summary>
    public void Dispose()
    {
        End();
        _thread.Join(_timeToEnd);
    }

    private void End()
    {
        lock (_lock)
        {
            _isOver = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Run(Stream stream)
    {
        using Stream owned = stream;
        try
        {
            while (stream.Read(_bytes) is > 0 and var count && Offer(count))
            {
            }
        }
        catch (IOException failure)
        {
            _failure = failure;
        }

        End();
    }

    // Waits until the bytes were taken.
    private bool Offer(int count)
    {
        lock (_lock)
        {
            (_next, _end) = (0, count);
            Monitor.PulseAll(_lock);
            while (_next < _end && !_isOver)
            {
                Monitor.Wait(_lock);
            }

            return !_isOver;
        }
    }
}
