namespace SchemaToolkit;

/// <summary>What does the jobs: processes, and how long they live, or threads.</summary>
public enum WorkerMode
{
    /// <summary>A fixed number of processes share all jobs; each loads one file after the other.</summary>
    Pool,

    /// <summary>Every job has a separate process, which ends with it; at most <see cref="WorkerOptions.Processes"/> run at
    /// a time. For work that leaves something behind in its process.</summary>
    ProcessPerJob,

    /// <summary>No processes: threads of this program do the jobs, with the same results and errors. There is nothing to
    /// start, and options may have delegates. Work that crashes takes the program with it, and work that does not listen to
    /// its token cannot be ended: <see cref="RecordWorkers{T}.DisposeAsync"/> waits for it.</summary>
    InProcess,
}
