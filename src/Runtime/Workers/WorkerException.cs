namespace SchemaToolkit;

/// <summary>One job that failed in its worker process: the work threw, or the process died.</summary>
public sealed class WorkerException : Exception
{
    internal WorkerException(LoadJob job, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Job = job;
    }

    /// <summary>The job.</summary>
    public LoadJob Job { get; }

    /// <summary>The job's file.</summary>
    public string Path => Job.Path;

    /// <summary>The full name of the exception's type in the worker; <see langword="null"/> when the process died. The
    /// toolkit's own exceptions and those of missing and unreadable files are there again as
    /// <see cref="Exception.InnerException"/>.</summary>
    public string? RemoteType { get; internal init; }

    /// <summary>The exception in the worker, with its stack; <see langword="null"/> when the process died.</summary>
    public string? RemoteStackTrace { get; internal init; }

    /// <summary>The exit code of a process that died, 128 and the signal's number when it was killed;
    /// <see langword="null"/> when the work threw.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>What a worker answered.</summary>
    internal static WorkerException From(ErrorMessage error, LoadJob job, RecordSchema schema)
    {
        string words = error.Message.Contains(job.Path, StringComparison.Ordinal) ? error.Message : $"{job.Path}: {error.Message}";
        return new WorkerException(
            job,
            $"{words} ({error.Type} in the worker)",
            error.ToException(schema))
        { RemoteType = error.Type, RemoteStackTrace = error.Details };
    }
}
