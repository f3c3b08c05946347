namespace SchemaToolkit;

/// <summary>After which failures a job is done again (<see cref="WorkerOptions.Retries"/>). What the work itself throws would be
/// thrown again, so it is in none.</summary>
[Flags]
public enum WorkerRetry
{
    /// <summary>After none.</summary>
    None = 0,

    /// <summary>A signal killed its process: the kernel when memory ran out, a crash, a person.</summary>
    Killed = 1,

    /// <summary>It took longer than its time limit.</summary>
    TimedOut = 2,
}
