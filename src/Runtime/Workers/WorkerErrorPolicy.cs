namespace SchemaToolkit;

/// <summary>What becomes of the other jobs when one fails.</summary>
public enum WorkerErrorPolicy
{
    /// <summary>They go on; the failures are told in one <see cref="WorkerJobsException"/> after the last result.</summary>
    Continue,

    /// <summary>They are stopped, and the <see cref="WorkerJobsException"/> comes at once.</summary>
    Stop,
}
