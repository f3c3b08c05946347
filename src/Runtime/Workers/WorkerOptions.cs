namespace SchemaToolkit;

/// <summary>How worker processes are started and used.</summary>
public sealed record WorkerOptions
{
    /// <summary>The largest number of processes, or of threads with <see cref="WorkerMode.InProcess"/>; by default the number
    /// of processors this program may use. They are started when there are jobs for them.</summary>
    public int Processes { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Whether processes do many jobs, or one each, or threads do them.</summary>
    public WorkerMode Mode { get; init; }

    /// <summary>How the files are read, for jobs without <see cref="LoadJob.Text"/>; the default <see cref="TextOptions"/>
    /// when <see langword="null"/>. <see cref="RecordWorkers.Start{T}(WorkerOptions?)"/> refuses what cannot cross to another process (a
    /// delegate, a custom comparer); with <see cref="WorkerMode.InProcess"/> everything is allowed.</summary>
    public TextOptions? Text { get; init; }

    /// <summary>What becomes of the other jobs when one fails.</summary>
    public WorkerErrorPolicy OnError { get; init; }

    /// <summary>
    /// The budget in bytes for results that are not disposed, in whole pages of memory; when they use it up, no further job is
    /// started. By default half of the memory available, within the limits of the control group (a container). A running job is
    /// never stopped for it, so one result may exceed it. The descriptors that the process may have are a budget of the same kind.
    /// </summary>
    public long? MemoryBudget { get; init; }

    /// <summary>How long to wait for the consumer to dispose a result when its results use up the whole budget, before a
    /// <see cref="SharedMemoryFullException"/>; 10 seconds by default. A consumer that disposes on another thread needs this
    /// time. Without the limit, one that keeps every result would wait for ever.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a process may take to reach <see cref="RecordWorkers.RunWorkerAsync{T}()"/>; 30 seconds by
    /// default.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job may take; by default as long as it wants, and a job may have its own <see cref="LoadJob.Timeout"/>.
    /// After that the work's token is cancelled; a process that has not given up the job within a second of it, because it hangs or
    /// was stopped, is killed and replaced. The job fails with a <see cref="WorkerException"/> whose
    /// <see cref="WorkerException.IsTimeout"/> is set.</summary>
    public TimeSpan? JobTimeout { get; init; }

    /// <summary>How often a job is done again, behind all that wait, when its process was killed or it took too long; 0 by
    /// default.</summary>
    public int Retries { get; init; }

    /// <summary>After which of the two it is; both by default.</summary>
    public WorkerRetry RetryAfter { get; init; } = WorkerRetry.Killed | WorkerRetry.TimedOut;

    /// <summary>Is told how far every loop has come: at most ten times a second for each job, and when a job has ended. One thread calls
    /// it at a time, any thread. If it throws, the loop ends with what it throws.</summary>
    public IProgress<LoadProgress>? Progress { get; init; }

    /// <summary>The program to start as a worker: an executable, or a <c>.dll</c> for <c>dotnet</c>. This program when
    /// <see langword="null"/>. Needed in a host that cannot be started again (a test runner, a notebook).</summary>
    public string? Program { get; init; }

    /// <summary>Environment variables of the workers in addition to those of this process; the value
    /// <see langword="null"/> removes one.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }
}
