namespace SchemaToolkit;

/// <summary>Reads a dataset in blocks of whole batches, each block while the one before is used.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class Hdf5ReadAhead<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private const int UsualBytes = 1 << 23;
    private const int LargestBytes = 1 << 26;

    private readonly Hdf5Reader _reader;
    private readonly int _blockRows;
    private long _next;
    private Task<T[]>? _reading;

    /// <param name="dataset">The dataset.</param>
    /// <param name="rows">The rows of a batch.</param>
    public Hdf5ReadAhead(Hdf5Dataset<T> dataset, int rows)
    {
        // A chunk for each processor, if that is not too much; at the ends of a block, the dataset keeps the chunk for the next.
        _reader = dataset.Reader;
        long together = Math.Clamp(
            _reader.ChunkRows * Environment.ProcessorCount,
            Math.Max(1, UsualBytes / T.Schema.Size),
            Math.Max(1, LargestBytes / T.Schema.Size));
        _blockRows = (int)Math.Max(rows, together - (together % rows));
        Begin();
    }

    /// <summary>The next block; <see langword="null"/> at the end.</summary>
    public T[]? Next()
    {
        T[]? block = _reading?.GetAwaiter().GetResult();
        Begin();
        return block;
    }

    /// <summary>The same without a thread that waits.</summary>
    public async ValueTask<T[]?> NextAsync(CancellationToken cancellationToken)
    {
        T[]? block = _reading is null ? null : await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        Begin();
        return block;
    }

    /// <summary>Waits for the reading that goes on.</summary>
    public void Dispose()
    {
        try
        {
            _reading?.Wait();
        }
        catch (AggregateException)
        {
            // Nobody waits for these rows any more.
        }
    }

    private void Begin()
    {
        long start = _next;
        int count = (int)Math.Min(_blockRows, _reader.Count - start);
        _next += count;
        _reading = count == 0 ? null : Task.Run(() => Read(start, count));
    }

    private unsafe T[] Read(long start, int count)
    {
        T[] block = Hdf5Dataset<T>.NewRecords(count);
        fixed (T* first = block)
        {
            _reader.Read(start, (byte*)first, count);
        }

        return block;
    }
}
