namespace SchemaToolkit;

/// <summary>A worker process that could not be started, or did not become a worker: the program's first line does not
/// ask <see cref="RecordWorkers.IsWorker"/>, or asks it for another record.</summary>
public sealed class WorkerStartException : Exception
{
    internal WorkerStartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
