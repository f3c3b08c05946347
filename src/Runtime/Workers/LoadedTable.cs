namespace SchemaToolkit;

/// <summary>The records that a worker loaded from one file, complete, of a dtype that is known at run time. Dispose frees the
/// memory or unmaps the file. They stay valid after the workers have ended.</summary>
public sealed class LoadedTable : IDisposable
{
    private readonly LoadedRows _rows;

    internal LoadedTable(LoadedRows rows)
    {
        _rows = rows;
        Table = new RecordTable(rows.Rows, rows);
    }

    /// <summary>The job.</summary>
    public LoadJob Job => _rows.Job;

    /// <summary>The job's file.</summary>
    public string Path => Job.Path;

    /// <summary>The result's name: the file's name without its directory, unless the job gives another.</summary>
    public string Name => _rows.Name;

    /// <summary>What became of the rows of the file.</summary>
    public TextReadReport Report => _rows.Report;

    /// <summary>The records, not copied; valid until this is disposed. A <see cref="RecordTable.Slice"/> that outlives it keeps
    /// their memory, which then does not count to <see cref="WorkerOptions.MemoryBudget"/>.</summary>
    public RecordTable Table { get; }

    /// <summary>The number of records.</summary>
    public long Count => Table.Count;

    /// <summary>The reference by which another process opens the records: <c>np.load(reference, mmap_mode='r')</c>, or
    /// <see cref="SharedRecords.OpenTable"/>.</summary>
    /// <exception cref="NotSupportedException">They were loaded into an HDF5 file: complete that, and open it; or load without
    /// a file.</exception>
    public string Reference => _rows.Reference;

    /// <summary>Frees the memory.</summary>
    public void Dispose() => Table.Dispose();
}
