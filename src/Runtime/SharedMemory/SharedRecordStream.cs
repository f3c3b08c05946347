using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SchemaToolkit;

/// <summary>
/// Reads a stream: chunks of records in shared memory, without a copy, each while the next is written. Dispose each chunk when it is
/// done with, or the writer waits for ever. Dispose of the stream before its end is a failure that the writer sees; chunks that are
/// open stay.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
#pragma warning disable CA1711 // It is a stream of records, not of bytes.
public sealed class SharedRecordStream<T> : IDisposable
#pragma warning restore CA1711
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>A writer answers at once, unless it is stopped.</summary>
    private const int PatienceMilliseconds = 10_000;

    private readonly StreamConnection _writer;
    private int _isReading;
    private int _isDisposed;
    private bool _hasEnded;

    internal SharedRecordStream(SegmentName name)
    {
        Name = name.Text;
        _writer = new StreamConnection(StreamAddress.Connect(name));
        try
        {
            _writer.TimeoutMilliseconds = PatienceMilliseconds;
            string descr = Greeting() ?? throw new SegmentNotFoundException(
                $"Stream '{Name}' has its reader already, or its writer has just ended.");
            _writer.TimeoutMilliseconds = 0;
            if (descr != T.Schema.NumpyDescr)
            {
                SchemaMismatchException.ThrowIfDifferent(T.Schema, RecordSchema.Parse(descr), $"Stream '{Name}'");
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            _writer.Dispose();
            throw new RecordStreamException($"The writer of stream '{Name}' does not answer: look for a stopped process.", e);
        }
        catch (Exception e) when (e is SocketException or JsonException)
        {
            _writer.Dispose();
            throw Failed(e.Message, e);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>The stream's name.</summary>
    public string Name { get; }

    /// <summary>All chunks that are still to come.</summary>
    /// <param name="cancellationToken">Ends the wait; the stream can be read on.</param>
    /// <returns>The chunks; the caller disposes each.</returns>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async IAsyncEnumerable<SharedRecords<T>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
        {
            yield return chunk;
        }
    }

    /// <summary>The next chunk.</summary>
    /// <param name="cancellationToken">Ends the wait; the stream can be read on.</param>
    /// <returns>The chunk, which the caller disposes; <see langword="null"/> at the end of the stream.</returns>
    /// <exception cref="RecordStreamException">The writer has failed, was killed, or was disposed without
    /// <see cref="SharedRecordStreamWriter{T}.Complete"/>.</exception>
    /// <exception cref="InvalidOperationException">The last call has not ended yet.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public async ValueTask<SharedRecords<T>?> ReadAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        if (Interlocked.Exchange(ref _isReading, 1) != 0)
        {
            throw new InvalidOperationException($"Stream '{Name}' is being read already: one chunk is read at a time.");
        }

        try
        {
            return _hasEnded ? null : await ReadNextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or JsonException or SegmentNotFoundException or RecordFormatException)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            throw Failed(e.Message, e);
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }

    /// <summary>Ends reading. If this is not the end of the stream, the writer sees it as a failure.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _writer.End();
            _writer.Dispose();
        }
    }

    private async ValueTask<SharedRecords<T>?> ReadNextAsync(CancellationToken cancellationToken)
    {
        StreamMessage? message = await _writer.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (message is { IsEnd: true })
        {
            _hasEnded = true;
            _writer.TrySend(new StreamMessage(IsEnd: true));
            return null;
        }

        if (message is not { Chunk: { } number, Path: { } path })
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            throw Failed(message?.Error ?? "ended without completing it");
        }

        OpenSegment chunk = StreamChunks.Open(path, T.Schema, new Credit(_writer, number));
        if (chunk.Rows.Count != message.Rows)
        {
            chunk.Dispose();
            throw new RecordFormatException($"{path} has {chunk.Rows.Count} records, and {message.Rows} were announced.");
        }

        return new SharedRecords<T>(chunk);
    }

    // What the records are; null if the writer has turned this reader away.
    private string? Greeting()
    {
        try
        {
            return _writer.Read()?.Descr;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return null;
        }
    }

    private RecordStreamException Failed(string reason, Exception? inner = null)
        => new($"The stream '{Name}' is not complete: its writer {reason}.", inner);

    /// <summary>Tells the writer that a chunk is done with.</summary>
    private sealed class Credit(StreamConnection writer, long number) : IDisposable
    {
        private int _isGiven;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGiven, 1) == 0)
            {
                writer.TrySend(new StreamMessage(Done: number));
            }
        }
    }
}
