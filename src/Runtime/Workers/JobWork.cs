namespace SchemaToolkit;

/// <summary>What a worker, a process or a thread, does for each job.</summary>
internal abstract class JobWork
{
    /// <summary>What a worker process says that it works on.</summary>
    public abstract HelloMessage Hello { get; }

    /// <summary>The line that a program's Main must begin with.</summary>
    public abstract string FirstLine { get; }

    /// <summary>Opens the memory for a job's records.</summary>
    /// <param name="segment">The path of the parent's segment.</param>
    /// <param name="place">Where in a file of the parent they go while there is room, instead.</param>
    /// <param name="schema">What the records are, if the job says it.</param>
    public abstract IJobWriter Open(string segment, PlaceInFile? place, RecordSchema? schema);

    /// <summary>Does a job.</summary>
    public abstract Task DoAsync(WorkerJob job, IJobWriter writer, CancellationToken cancellationToken);
}

/// <summary>Work on a declared record.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class JobWork<T>(Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work) : JobWork
    where T : unmanaged, ISharedRecord<T>
{
    public override HelloMessage Hello => HelloMessage.For<T>();

    public override string FirstLine => RecordWorkers.FirstLine<T>();

    public override IJobWriter Open(string segment, PlaceInFile? place, RecordSchema? schema)
        => SharedRecordWriter<T>.OpenForParent(segment, place);

    public override Task DoAsync(WorkerJob job, IJobWriter writer, CancellationToken cancellationToken)
        => work(job, (SharedRecordWriter<T>)writer, cancellationToken);
}
