namespace SchemaToolkit;

/// <summary>How worker processes are started and kept.</summary>
public sealed record WorkerOptions
{
    /// <summary>How many processes at most; the processors this program may use by default. They are started when there
    /// are jobs for them.</summary>
    public int Processes { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Whether processes serve many jobs, or one each.</summary>
    public WorkerMode Mode { get; init; }

    /// <summary>How the files are read, where a job does not say it itself; the default <see cref="TextOptions"/> when
    /// <see langword="null"/>. What cannot cross to another process (a delegate, a comparer of one's own) is refused by
    /// <see cref="RecordWorkers.Start{T}"/>.</summary>
    public TextOptions? Text { get; init; }

    /// <summary>What becomes of the other jobs when one fails.</summary>
    public WorkerErrorPolicy OnError { get; init; }

    /// <summary>
    /// Bytes of results that are not disposed at which no further job is started; half of the memory available by
    /// default, the limits of the control group (a container) included. A job that is running is never cut short, so
    /// one result may reach beyond it.
    /// </summary>
    public long? MemoryBudget { get; init; }

    /// <summary>How long, with the budget used up and all of it in the consumer's hands, the next result waits for one to
    /// be disposed before it is given up with a <see cref="SharedMemoryFullException"/>; 10 seconds by default. A
    /// consumer that disposes on another thread needs this time; one that keeps every result would wait for ever.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a process may take to reach <see cref="RecordWorkers.RunWorkerAsync{T}()"/>; 30 seconds by
    /// default.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The program started as worker: an executable or a <c>.dll</c> for <c>dotnet</c>. This program itself when
    /// <see langword="null"/>; a host that cannot be started again (a test runner, a notebook) names one.</summary>
    public string? Program { get; init; }

    /// <summary>Environment variables of the workers beside those of this process; <see langword="null"/> as a value
    /// removes one.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }
}
