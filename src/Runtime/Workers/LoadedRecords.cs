using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>The records that a worker loaded from one file, complete: in sealed shared memory of this process, or in the HDF5
/// file that they were loaded into. Dispose frees the memory or unmaps the file. They stay valid after the workers have
/// ended.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class LoadedRecords<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly MappedRecords<T> _records;
    private readonly SharedRecords<T>? _segment;
    private WorkerPool? _pool;

    private LoadedRecords(
        WorkerPool pool,
        LoadItem item,
        MappedRecords<T> records,
        SharedRecords<T>? segment,
        Hdf5InPlace? dataset,
        TextReadReport report)
    {
        _pool = pool;
        _records = records;
        _segment = segment;
        Dataset = dataset;
        Job = item.Job;
        Name = item.Name;
        Report = report;
        Bytes = dataset is not null ? 0 : records.Count * Unsafe.SizeOf<T>();
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
    public ReadOnlySpan<T> Records => _records.All;

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
    /// <exception cref="NotSupportedException">They were loaded into an HDF5 file: complete that, and open it; or load without
    /// a file.</exception>
    public string Reference => FilePath is null
        ? _segment!.Reference
        : throw new NotSupportedException(
            $"'{Name}' was loaded into {FilePath}, and has no reference: complete the file, and open it in the other process; "
                + $"or load without a file (LoadAsync(jobs)).");

    /// <summary>The bytes of memory that they take; those of a file are not counted.</summary>
    internal long Bytes { get; }

    /// <summary>The dataset that they are, if they were written in place.</summary>
    internal Hdf5InPlace? Dataset { get; }

    /// <summary>The HDF5 file that they were loaded into.</summary>
    internal string? FilePath { get; set; }

    internal static LoadedRecords<T> InMemory(WorkerPool pool, LoadItem item, SharedRecords<T> records, TextReadReport report)
        => new(pool, item, records.Mapped, records, null, report);

    /// <summary>For records that become a dataset.</summary>
    internal static LoadedRecords<T> Copied(WorkerPool pool, LoadItem item, MappedRecords<T> records, TextReadReport report)
        => new(pool, item, records, null, null, report);

    internal static LoadedRecords<T> InFile(
        WorkerPool pool,
        LoadItem item,
        MappedRecords<T> records,
        Hdf5InPlace dataset,
        TextReadReport report)
        => new(pool, item, records, null, dataset, report);

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pool, null) is { } pool)
        {
            _records.Dispose();
            _segment?.Dispose();
            pool.Release(Bytes);
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow() => _records.Borrow();
}
