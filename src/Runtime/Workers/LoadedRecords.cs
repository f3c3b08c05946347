using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>The records that a worker process loaded from one file, in shared memory of this process, complete and sealed.
/// Dispose frees the memory. They stay valid after the workers have ended.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class LoadedRecords<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly SharedRecords<T> _records;
    private WorkerPool? _pool;

    internal LoadedRecords(WorkerPool pool, LoadJob job, string name, SharedRecords<T> records, TextReadReport report)
    {
        _pool = pool;
        _records = records;
        Job = job;
        Name = name;
        Report = report;
        Bytes = records.Count * Unsafe.SizeOf<T>();
    }

    /// <summary>Frees the memory without Dispose, but only if no span of it can be in use.</summary>
    ~LoadedRecords()
    {
        if (_records is { IsHandedOut: false })
        {
            Dispose();
        }
    }

    /// <summary>The job.</summary>
    public LoadJob Job { get; }

    /// <summary>The job's file.</summary>
    public string Path => Job.Path;

    /// <summary>The result's name: the file's name without its directory, unless the job gives another.</summary>
    public string Name { get; }

    /// <summary>What became of the rows of the file. With work of the program's own it is
    /// <see cref="WorkerJob.Report"/>.</summary>
    public TextReadReport Report { get; }

    /// <summary>The records, not copied.</summary>
    /// <exception cref="ObjectDisposedException">They were disposed.</exception>
    /// <exception cref="InvalidOperationException">There are more than a span can hold, 2³¹ − 1; see
    /// <see cref="Slice"/>.</exception>
    public ReadOnlySpan<T> Records => _records.Records;

    /// <summary>The number of records.</summary>
    public long Count => _records.Count;

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no record of this number.</exception>
    /// <exception cref="ObjectDisposedException">They were disposed.</exception>
    public ref readonly T this[long index] => ref _records[index];

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range goes beyond the records.</exception>
    /// <exception cref="ObjectDisposedException">They were disposed.</exception>
    public ReadOnlySpan<T> Slice(long start, int length) => _records.Slice(start, length);

    /// <summary>The reference by which another process opens the records: <c>np.load(reference, mmap_mode='r')</c>, or
    /// <see cref="SharedRecords.Open{T}"/>.</summary>
    public string Reference => _records.Reference;

    internal long Bytes { get; }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pool, null) is { } pool)
        {
            _records.Dispose();
            pool.Release(Bytes);
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow() => ((IRecordOwner<T>)_records).Borrow();
}
