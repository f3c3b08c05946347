namespace SchemaToolkit;

/// <summary>A worker process was killed before it was ready. The job it was started for fails; the others go on.</summary>
internal sealed class WorkerKilledException(int exitCode) : Exception(
    $"the worker process {ProcessExit.Describe(exitCode)} before it loaded this file.")
{
    public int ExitCode { get; } = exitCode;
}
