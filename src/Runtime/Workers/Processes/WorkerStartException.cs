namespace SchemaToolkit;

/// <summary>A worker process could not be started, or did not become a worker: the program's first line does not check
/// <see cref="RecordWorkers.IsWorker"/>, or runs a worker for another record.</summary>
public sealed class WorkerStartException : Exception
{
    internal WorkerStartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
