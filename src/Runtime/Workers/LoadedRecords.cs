namespace SchemaToolkit;

/// <summary>The records that a worker loaded from one file, complete: in sealed shared memory of this process, or in the HDF5
/// file that they were loaded into. Dispose frees the memory or unmaps the file. They stay valid after the workers have
/// ended.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class LoadedRecords<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly MappedRecords<T> _records;
    private readonly LoadedRows _rows;

    internal LoadedRecords(LoadedRows rows)
    {
        _rows = rows;
        _records = new MappedRecords<T>(rows.Rows);
    }

    /// <summary>The job.</summary>
    public LoadJob Job => _rows.Job;

    /// <summary>The job's file.</summary>
    public string Path => Job.Path;

    /// <summary>The result's name: the file's name without its directory, unless the job gives another.</summary>
    public string Name => _rows.Name;

    /// <summary>What became of the rows of the file. With work of the program's own it is
    /// <see cref="WorkerJob.Report"/>.</summary>
    public TextReadReport Report => _rows.Report;

    /// <summary>The records, not copied.</summary>
    /// <exception cref="ObjectDisposedException">They were disposed.</exception>
    /// <exception cref="InvalidOperationException">There are more than a span can hold, 2³¹ − 1; see
    /// <see cref="Slice"/>.</exception>
    public ReadOnlySpan<T> Records
    {
        get
        {
            ReadOnlySpan<T> all = _records.All;
            GC.KeepAlive(_rows); // Until the memory is known to be handed out.
            return all;
        }
    }

    /// <summary>The number of records.</summary>
    public long Count => _records.Count;

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no record of this number.</exception>
    /// <exception cref="ObjectDisposedException">They were disposed.</exception>
    public ref readonly T this[long index]
    {
        get
        {
            ref readonly T record = ref _records[index];
            GC.KeepAlive(_rows);
            return ref record;
        }
    }

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range goes beyond the records.</exception>
    /// <exception cref="ObjectDisposedException">They were disposed.</exception>
    public ReadOnlySpan<T> Slice(long start, int length)
    {
        ReadOnlySpan<T> some = _records.Slice(start, length);
        GC.KeepAlive(_rows);
        return some;
    }

    /// <summary>The reference by which another process opens the records: <c>np.load(reference, mmap_mode='r')</c>, or
    /// <see cref="SharedRecords.Open{T}"/>.</summary>
    /// <exception cref="NotSupportedException">They were loaded into an HDF5 file: complete that, and open it; or load without
    /// a file.</exception>
    public string Reference => _rows.Reference;

    /// <summary>The dataset that they are, if they were written in place.</summary>
    internal Hdf5InPlace? Dataset => _rows.Dataset;

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _rows.Dispose();

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow() => _records.Borrow();
}
