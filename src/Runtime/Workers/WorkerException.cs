using System.Globalization;

namespace SchemaToolkit;

/// <summary>One job failed in its worker: the work threw, or the process died.</summary>
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

    /// <summary>The full name of the exception's type in the worker; <see langword="null"/> when the process died. For the
    /// toolkit's own exceptions and common ones of .NET (a missing or unreadable file), <see cref="Exception.InnerException"/>
    /// is an exception of that type; with <see cref="WorkerMode.InProcess"/> it is always the exception itself.</summary>
    public string? RemoteType { get; internal init; }

    /// <summary>The exception in the worker, with its stack; <see langword="null"/> when the process died.</summary>
    public string? RemoteStackTrace { get; internal init; }

    /// <summary>The exit code of a process that died, or 128 plus the signal's number when it was killed;
    /// <see langword="null"/> when the work threw.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>The name of the signal that killed the process, such as <c>SIGKILL</c>; <see langword="null"/> if none did.</summary>
    public string? Signal => ExitCode is { } code ? ProcessExit.Signal(code) : null;

    /// <summary>Whether the job took longer than <see cref="WorkerOptions.JobTimeout"/>.</summary>
    public bool IsTimeout { get; internal init; }

    /// <summary>How often the job was tried (<see cref="WorkerOptions.Retries"/>).</summary>
    public int Attempts { get; internal init; } = 1;

    /// <summary>The same failure, after a number of attempts.</summary>
    internal WorkerException After(int attempts)
        => attempts == 1 ? this
            : new(Job, string.Create(CultureInfo.InvariantCulture, $"{Message} (attempt {attempts})"), InnerException)
            {
                RemoteType = RemoteType,
                RemoteStackTrace = RemoteStackTrace,
                ExitCode = ExitCode,
                IsTimeout = IsTimeout,
                Attempts = attempts,
            };

    /// <summary>The exception for an error that a worker answered.</summary>
    internal static WorkerException From(ErrorMessage error, LoadJob job, Exception? inner)
    {
        string words = error.Message.Contains(job.Path, StringComparison.Ordinal) ? error.Message : $"{job.Path}: {error.Message}";
        return new WorkerException(
            job,
            $"{words} ({error.Type} in the worker)",
            inner)
        { RemoteType = error.Type, RemoteStackTrace = error.Details };
    }
}
