namespace SchemaToolkit;

/// <summary>How long a worker process lives.</summary>
public enum WorkerMode
{
    /// <summary>A fixed number of processes share all jobs; each loads one file after the other.</summary>
    Pool,

    /// <summary>Every job has a separate process, which ends with it; at most <see cref="WorkerOptions.Processes"/> run at
    /// a time. For work that leaves something behind in its process.</summary>
    ProcessPerJob,
}
