namespace SchemaToolkit;

/// <summary>What becomes of the other jobs when one fails.</summary>
public enum WorkerErrorPolicy
{
    /// <summary>They go on; one <see cref="WorkerJobsException"/> after the last result has all failures.</summary>
    Continue,

    /// <summary>They are stopped, and the <see cref="WorkerJobsException"/> is thrown at once.</summary>
    Stop,
}
