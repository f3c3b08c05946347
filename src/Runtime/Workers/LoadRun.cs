namespace SchemaToolkit;

/// <summary>The jobs of one <c>LoadAsync</c>, as the pool sees them. The pool's lock guards the counts and the queue.</summary>
internal abstract class LoadRun
{
    private readonly CancellationTokenSource _stop = new();

    protected LoadRun(RecordSchema schema, IEnumerable<LoadItem> items, string directory, Hdf5Load? load)
    {
        Load = load;
        Schema = schema;
        Directory = directory;
        Pending = new Queue<LoadItem>(items);
    }

    /// <summary>The record's fields.</summary>
    public RecordSchema Schema { get; }

    /// <summary>The directory that relative paths start from.</summary>
    public string Directory { get; }

    /// <summary>The load of an HDF5 file that the results belong to, if they become datasets.</summary>
    public Hdf5Load? Load { get; }

    /// <summary>The jobs that no worker has taken yet.</summary>
    public Queue<LoadItem> Pending { get; }

    /// <summary>The number of results that the consumer has not taken yet.</summary>
    public int Ready { get; set; }

    /// <summary>Is cancelled when nobody wants the results any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Stop() => _stop.Cancel();

    /// <summary>Counts the rows that a job's file will have, so that there can be a place for them in the HDF5 file.</summary>
    /// <returns>The number; <see langword="null"/> if they are not to have one, or cannot be counted.</returns>
    public long? CountRows(LoadItem item)
        => item.IsCounted
            ? RowCount.Of(Path.GetFullPath(item.Job.Path, Directory), item.Text, Schema, Stopped) is { } rows && rows >= RowEstimate.LeastBytes / Schema.Size
                ? rows
                : null
            : null;

    /// <summary>Whether the result of a job is probably small and becomes a dataset: nobody asks for its segment.</summary>
    public bool IsSmall(LoadItem item) => Load is not null && !item.IsLarge;

    /// <summary>Takes what a worker loaded, and hands it to the consumer.</summary>
    public abstract void Succeed(LoadItem item, JobPlace place, long count, TextReadReport report);

    public abstract void Fail(WorkerException failure);

    /// <summary>Ends the run with an exception that belongs to no single job.</summary>
    public abstract void Abort(Exception error);
}
