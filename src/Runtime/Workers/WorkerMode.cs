namespace SchemaToolkit;

/// <summary>How long a worker process lives.</summary>
public enum WorkerMode
{
    /// <summary>A fixed number of processes share all jobs; each loads one file after the other.</summary>
    Pool,

    /// <summary>Every job has a process of its own, which ends with it; <see cref="WorkerOptions.Processes"/> of them at
    /// a time. For work that leaves something behind in its process.</summary>
    ProcessPerJob,
}
