namespace SchemaToolkit;

/// <summary>The rows that a worker loaded from one file, complete. Dispose frees or unmaps them.</summary>
internal sealed class LoadedRows : IDisposable
{
    private readonly OpenSegment? _segment;
    private WorkerPool? _pool;

    /// <param name="pool">Counts them as long as they are in memory.</param>
    /// <param name="item">The job.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="segment">The segment that they are in, if they are.</param>
    /// <param name="dataset">The dataset that they are, if they were written in place.</param>
    /// <param name="report">What became of the rows of the file.</param>
    public LoadedRows(
        WorkerPool pool,
        LoadItem item,
        MappedRows rows,
        OpenSegment? segment,
        Hdf5InPlace? dataset,
        TextReadReport report)
    {
        _pool = pool;
        _segment = segment;
        Rows = rows;
        Dataset = dataset;
        Job = item.Job;
        Name = item.Name;
        Report = report;
        Bytes = dataset is not null ? 0
            : segment is null ? rows.Count * rows.Schema.Size
            : MemoryBudget.Pages(SegmentFormat.FileSize(rows.Schema, rows.Count));
    }

    /// <summary>Frees the memory without Dispose, but only if no span of it can be in use.</summary>
    ~LoadedRows()
    {
        if (Rows is { Mapping.IsHandedOut: false })
        {
            Dispose();
        }
    }

    public MappedRows Rows { get; }

    public LoadJob Job { get; }

    public string Name { get; }

    public TextReadReport Report { get; }

    /// <summary>The bytes of memory that they take, in whole pages; those of a file are not counted.</summary>
    public long Bytes { get; }

    /// <summary>Whether they are in a segment.</summary>
    public bool HasSegment => _segment is not null;

    /// <summary>The dataset that they are, if they were written in place.</summary>
    public Hdf5InPlace? Dataset { get; }

    /// <summary>The HDF5 file that they were loaded into.</summary>
    public string? FilePath { get; set; }

    /// <summary>The reference by which another process opens them.</summary>
    /// <exception cref="NotSupportedException">They were loaded into an HDF5 file.</exception>
    public string Reference => FilePath is null
        ? _segment!.Reference
        : throw new NotSupportedException(
            $"'{Name}' was loaded into {FilePath}, and has no reference: complete the file, and open it in the other process; "
                + $"or load without a file (LoadAsync(jobs)).");

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pool, null) is { } pool)
        {
            Rows.Dispose();
            _segment?.Dispose();
            pool.Release(this);
        }

        GC.SuppressFinalize(this);
    }
}
