namespace SchemaToolkit;

/// <summary>The jobs of one <c>LoadAsync</c>, as the pool sees them. The pool's lock guards the counts and the queue.</summary>
internal abstract class LoadRun
{
    private readonly CancellationTokenSource _stop = new();

    protected LoadRun(RecordSchema schema, IEnumerable<LoadItem> items, string directory)
    {
        Schema = schema;
        Directory = directory;
        Pending = new Queue<LoadItem>(items);
    }

    /// <summary>The record's fields.</summary>
    public RecordSchema Schema { get; }

    /// <summary>The directory that relative paths start from.</summary>
    public string Directory { get; }

    /// <summary>The jobs that no worker has taken yet.</summary>
    public Queue<LoadItem> Pending { get; }

    /// <summary>The number of results that the consumer has not taken yet.</summary>
    public int Ready { get; set; }

    /// <summary>Is cancelled when nobody wants the results any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Stop() => _stop.Cancel();

    /// <summary>Seals what a worker loaded, and hands it to the consumer.</summary>
    public abstract void Succeed(LoadItem item, AnonymousSegment segment, TextReadReport report);

    public abstract void Fail(WorkerException failure);

    /// <summary>Ends the run with an exception that belongs to no single job.</summary>
    public abstract void Abort(Exception error);
}
