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

    /// <summary>What relative paths are of.</summary>
    public string Directory { get; }

    /// <summary>The jobs that no worker has taken.</summary>
    public Queue<LoadItem> Pending { get; }

    /// <summary>Results that the consumer has not taken.</summary>
    public int Ready { get; set; }

    /// <summary>Cancelled when nobody wants the results any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Stop() => _stop.Cancel();

    /// <summary>Seals what a worker loaded, and hands it to the consumer.</summary>
    public abstract void Succeed(LoadItem item, AnonymousSegment segment, ReportMessage? report);

    public abstract void Fail(WorkerException failure);

    /// <summary>Ends the run with an exception that belongs to no single job.</summary>
    public abstract void Abort(Exception error);
}
