using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>An exception on its way from a worker to the parent.</summary>
internal sealed record ErrorMessage(string Type, string Message, string Details, string? FileName, TextErrorMessage? Text)
{
    public static ErrorMessage From(Exception error)
    {
        if (error is AggregateException { InnerExceptions: [Exception only] })
        {
            error = only;
        }

        return new ErrorMessage(error.GetType().FullName ?? error.GetType().Name, error.Message, error.ToString(), (error as FileNotFoundException)?.FileName, TextErrorMessage.From(error as RecordTextException));
    }

    public WorkerException ToException(LoadJob job, RecordSchema schema)
    {
        Exception? inner = Text?.ToError(Message, schema).ToException() ?? Rebuild();
        if (inner is not null)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(inner, Details);
        }

        string words = Message.Contains(job.Path, StringComparison.Ordinal) ? Message : $"{job.Path}: {Message}";
        return new WorkerException(job, $"{words} ({Type} in the worker)", inner) { RemoteType = Type, RemoteStackTrace = Details };
    }

    /// <summary>The exceptions a caller may want to tell apart; any other stays a type's name and a text.</summary>
    private Exception? Rebuild() => Type switch
    {
        "System.IO.FileNotFoundException" => new FileNotFoundException(Message, FileName),
        "System.IO.DirectoryNotFoundException" => new DirectoryNotFoundException(Message),
        "System.IO.IOException" => new IOException(Message),
        "System.UnauthorizedAccessException" => new UnauthorizedAccessException(Message),
        "System.ArgumentException" => new ArgumentException(Message),
        "System.InvalidOperationException" => new InvalidOperationException(Message),
        "System.NotSupportedException" => new NotSupportedException(Message),
        "SchemaToolkit.SharedMemoryFullException" => new SharedMemoryFullException(Message),
        "SchemaToolkit.SchemaMismatchException" => new SchemaMismatchException(Message),
        "SchemaToolkit.RecordFormatException" => new RecordFormatException(Message),
        _ => null,
    };
}
