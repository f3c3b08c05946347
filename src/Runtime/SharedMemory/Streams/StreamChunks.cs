using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace SchemaToolkit;

/// <summary>
/// The chunks that a stream's writer has published and its reader has not disposed. A thread listens to the reader. Chunks wait
/// here until the reader comes.
/// </summary>
internal sealed class StreamChunks : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly object _lock = new();
    private readonly string _name;
    private readonly StreamOptions _options;
    private readonly StreamMessage _hello;
    private readonly StreamListener _listener;
    private readonly Thread _thread;
    private readonly Dictionary<long, OpenSegment> _held = [];
    private readonly Queue<StreamMessage> _waiting = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private StreamConnection? _reader;
    private RecordStreamException? _failure;
    private bool _hasReader;
    private bool _hasEnded;
    private bool _isDisposed;
    private long _count;

    /// <exception cref="SegmentExistsException">The writer of a stream of this name is alive.</exception>
    public StreamChunks(SegmentName name, RecordSchema schema, StreamOptions options)
    {
        _name = name.Text;
        _options = options;
        _hello = new StreamMessage(Descr: schema.NumpyDescr);
        _listener = new StreamListener(name);
        _thread = new Thread(Listen) { IsBackground = true, Name = $"stream {_name}" };
        try
        {
            _thread.Start();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
    }

    /// <summary>Opens a chunk of a writer to read it.</summary>
    /// <param name="path">Its reference.</param>
    /// <param name="schema">What its records must be.</param>
    /// <param name="credit">Is disposed with it.</param>
    /// <exception cref="SegmentNotFoundException">The writer has ended.</exception>
    /// <exception cref="RecordFormatException">It is not a segment without a name: a path could be any file.</exception>
    public static OpenSegment Open(string path, RecordSchema schema, IDisposable credit)
    {
        bool isSegment = Portable.IsOn ? PortableSegmentFile.IsHidden(path) : AnonymousReference.Parse(path) is not null;
        return !isSegment ? throw new RecordFormatException($"{path} is not the reference of a segment.")
            : Portable.IsOn
            ? PortableSegments.Open(SegmentName.Parse(path)!.Value, schema, writable: false, SegmentAccess.Segment, credit)
            : SegmentPath.Open(path, schema, writable: false, credit);
    }

    /// <summary>Waits until there may be one more chunk.</summary>
    /// <exception cref="RecordStreamException">The reader has ended.</exception>
    /// <exception cref="TimeoutException">No reader has come.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void WaitForRoom(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(Wake);
        lock (_lock)
        {
            while (_held.Count >= _options.MaxChunks && _failure is null && !_isDisposed)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!Wait())
                {
                    throw new TimeoutException($"No reader has opened stream '{_name}' within {_options.ReaderTimeout}.");
                }
            }

            ThrowIfFailed();
        }
    }

    /// <summary>Gives a chunk to the reader.</summary>
    /// <exception cref="RecordStreamException">The reader has ended.</exception>
    public void Publish(OpenSegment chunk)
    {
        lock (_lock)
        {
            if (_failure is not null || _isDisposed)
            {
                chunk.Dispose();
                ThrowIfFailed();
            }

            long number = _count++;
            _held.Add(number, chunk);
            Send(new StreamMessage(Chunk: number, Rows: chunk.Rows.Count, Path: chunk.Reference));
        }
    }

    /// <summary>Says that the stream is complete.</summary>
    /// <exception cref="RecordStreamException">The reader has ended.</exception>
    public void Complete()
    {
        lock (_lock)
        {
            ThrowIfFailed();
            Send(new StreamMessage(IsEnd: true));
        }
    }

    /// <summary>Waits until the reader has opened all chunks, or has ended.</summary>
    public void WaitForEnd()
    {
        lock (_lock)
        {
            while (!_hasEnded && _failure is null && !_isDisposed && Wait())
            {
            }
        }
    }

    /// <summary>Says why the stream will not be complete.</summary>
    public void Fail(string reason)
    {
        lock (_lock)
        {
            Send(new StreamMessage(Error: reason));
        }
    }

    /// <summary>Ends the connection, and gives up all chunks. The reader keeps those that it has open.</summary>
    public void Dispose()
    {
        StreamConnection? reader;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            reader = _reader;
            Monitor.PulseAll(_lock);
        }

        // A thread that waits for a connection or a message gets none.
        reader?.End();
        _listener.End();
        _thread.Join();
        _listener.Dispose();
        _reader?.Dispose();
        Release();
    }

    private void Listen()
    {
        string reason = "has closed it";
        try
        {
            if (Accept() is not { } reader || !reader.TrySend(_hello))
            {
                return;
            }

            lock (_lock)
            {
                _hasReader = true;
                while (_waiting.TryDequeue(out StreamMessage? message))
                {
                    reader.TrySend(message);
                }

                Monitor.PulseAll(_lock);
            }

            while (reader.Read() is { } message)
            {
                Take(message);
            }
        }
        catch (SocketException e)
        {
            reason = _reader is null ? $"cannot be accepted ({e.Message})" : $"has ended ({e.Message})";
        }
        catch (JsonException e)
        {
            reason = $"does not speak the language of streams ({e.Message})";
        }
        finally
        {
            lock (_lock)
            {
                _failure ??= _hasEnded || _isDisposed
                    ? null
                    : new RecordStreamException($"The reader of stream '{_name}' {reason}, before the end of the stream.");
                Monitor.PulseAll(_lock);
            }

            Release();
            _reader?.End();
        }
    }

    /// <summary>The one reader; <see langword="null"/> when the writer is disposed before.</summary>
    private StreamConnection? Accept()
    {
        if (_listener.Accept() is not { } socket)
        {
            return null;
        }

        var reader = new StreamConnection(socket);
        lock (_lock)
        {
            _reader = reader;
            return _isDisposed ? null : reader;
        }
    }

    private void Take(StreamMessage message)
    {
        OpenSegment? chunk = null;
        lock (_lock)
        {
            if (message.Done is { } number)
            {
                _held.Remove(number, out chunk);
            }

            _hasEnded |= message.IsEnd;
            Monitor.PulseAll(_lock);
        }

        chunk?.Dispose();
    }

    private void Send(StreamMessage message)
    {
        if (!_hasReader)
        {
            _waiting.Enqueue(message);
        }
        else
        {
            // If it has ended, the thread that listens to it says so.
            _reader!.TrySend(message);
        }
    }

    /// <summary>Waits for news of the reader.</summary>
    /// <returns>Whether there is time left to wait.</returns>
    private bool Wait()
    {
        TimeSpan left = _hasReader || _options.ReaderTimeout == Timeout.InfiniteTimeSpan
            ? _patience
            : _options.ReaderTimeout - Stopwatch.GetElapsedTime(_start);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        Monitor.Wait(_lock, left < _patience ? left : _patience);
        return true;
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    private void ThrowIfFailed()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_failure is { } failure)
        {
            throw new RecordStreamException(failure.Message, failure);
        }
    }

    private void Release()
    {
        OpenSegment[] chunks;
        lock (_lock)
        {
            chunks = [.. _held.Values];
            _held.Clear();
        }

        Array.ForEach(chunks, static chunk => chunk.Dispose());
    }
}
