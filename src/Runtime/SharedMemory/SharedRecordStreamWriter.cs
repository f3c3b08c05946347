namespace SchemaToolkit;

/// <summary>
/// Writes a stream: records go into chunks of shared memory, which the reader sees as soon as each is complete, while the next is
/// written. <see cref="Complete"/> ends it. Dispose without <see cref="Complete"/> is a failure, which the reader sees at once, as it
/// sees when this process is killed. For one thread at a time.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SharedRecordStreamWriter<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly StreamChunks _chunks;
    private readonly int _chunkRows;
    private SharedRecordWriter<T>? _chunk;
    private string _failure = "was disposed";
    private long _count;
    private bool _isComplete;
    private bool _isEnded;

    internal SharedRecordStreamWriter(SegmentName name, StreamOptions options)
    {
        Name = name.Text;
        _chunkRows = options.ChunkRows;
        _chunks = new StreamChunks(name, T.Schema, options);
    }

    /// <summary>The name by which the reader opens the stream.</summary>
    public string Name { get; }

    /// <summary>The number of records added.</summary>
    public long Count => _count + (_chunk?.Count ?? 0);

    /// <summary>Adds a record. Waits while the reader holds too many chunks.</summary>
    /// <param name="record">The record.</param>
    /// <inheritdoc cref="Add(ReadOnlySpan{T}, CancellationToken)" path="/exception"/>
    public void Add(in T record) => Add(new ReadOnlySpan<T>(in record));

    /// <summary>Adds records. Waits while the reader holds too many chunks.</summary>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Ends the wait. The records up to <see cref="Count"/> are added; more can be.</param>
    /// <exception cref="RecordStreamException">The reader has ended.</exception>
    /// <exception cref="TimeoutException">No reader has come within <see cref="StreamOptions.ReaderTimeout"/>.</exception>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for a chunk.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The stream was completed or disposed, or has failed.</exception>
    public void Add(ReadOnlySpan<T> records, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        while (!records.IsEmpty)
        {
            SharedRecordWriter<T> chunk = _chunk ?? Begin(cancellationToken);
            int count = (int)Math.Min(records.Length, _chunkRows - chunk.Count);
            try
            {
                chunk.Add(records[..count]);
            }
            catch (Exception e)
            {
                End($"failed: {e.Message}");
                throw;
            }

            records = records[count..];
            if (chunk.Count == _chunkRows)
            {
                Flush();
            }
        }
    }

    /// <summary>Adds records. Waits while the reader holds too many chunks.</summary>
    /// <param name="records">The owner of any number of records; it is kept alive, not disposed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="Add(ReadOnlySpan{T}, CancellationToken)" path="/exception"/>
    public void Add(IRecordOwner<T> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        for (long start = 0; start < loan.Count; start += RecordLoan<T>.PartRecords)
        {
            Add(loan.From(start), cancellationToken);
        }
    }

    /// <summary>Gives the reader what is in the chunk that is being written, without waiting until it is full.</summary>
    /// <exception cref="RecordStreamException">The reader has ended.</exception>
    /// <exception cref="SharedMemoryFullException">There is not enough memory.</exception>
    /// <exception cref="ObjectDisposedException">The stream was completed or disposed, or has failed.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_isEnded, this);
        if (_chunk is not { } chunk)
        {
            return;
        }

        long count = chunk.Count;
        _chunk = null;
        try
        {
            _chunks.Publish(chunk.PublishSegment());
            _count += count;
        }
        catch (Exception e)
        {
            End($"failed: {e.Message}");
            throw;
        }
    }

    /// <summary>Ends the stream; the reader sees the end after the last record. Does not wait for the reader:
    /// <see cref="Dispose"/> does.</summary>
    /// <exception cref="RecordStreamException">The reader has ended.</exception>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for the last records.</exception>
    /// <exception cref="ObjectDisposedException">The stream was completed or disposed, or has failed.</exception>
    public void Complete()
    {
        Flush();
        _isEnded = true;
        _chunks.Complete();
        _isComplete = true;
    }

    /// <summary>Ends the writer. After <see cref="Complete"/> it waits until the reader has opened the last chunk, or has ended; at most
    /// <see cref="StreamOptions.ReaderTimeout"/> for a reader to come. Without <see cref="Complete"/> the reader gets a
    /// <see cref="RecordStreamException"/>.</summary>
    public void Dispose()
    {
        if (_isComplete)
        {
            _chunks.WaitForEnd();
        }
        else
        {
            End(_failure);
        }

        _chunks.Dispose();
    }

    private SharedRecordWriter<T> Begin(CancellationToken cancellationToken)
    {
        try
        {
            _chunks.WaitForRoom(cancellationToken);
            return _chunk = new SharedRecordWriter<T>(AnonymousSegment.Create(T.Schema.Name));
        }
        catch (Exception e) when (e is not (OperationCanceledException or TimeoutException))
        {
            End($"failed: {e.Message}");
            throw;
        }
    }

    private void End(string reason)
    {
        _isEnded = true;
        _failure = reason;
        _chunk?.Dispose();
        _chunk = null;
        _chunks.Fail(reason);
    }
}
