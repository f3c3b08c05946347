using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>An exception on its way from a worker to the parent.</summary>
internal sealed record ErrorMessage(string Type, string Message, string Details, string? FileName, TextErrorMessage? Text)
{
    /// <summary>Whether the work has stopped because it was told to.</summary>
    public bool IsCancellation => Type is "System.OperationCanceledException" or "System.Threading.Tasks.TaskCanceledException";

    public static ErrorMessage From(Exception error)
    {
        if (error is AggregateException { InnerExceptions: [Exception only] })
        {
            error = only;
        }

        return new ErrorMessage(
            error.GetType().FullName ?? error.GetType().Name,
            error.Message,
            error.ToString(),
            (error as FileNotFoundException)?.FileName,
            error is RecordTextException { Error: var text } ? TextErrorMessage.From(text) : null);
    }

    public void Write(MessageWriter line)
    {
        line.Add(Type).Add(Message).Add(Details).Add(FileName).Add(Text is not null);
        Text?.Write(line);
    }

    public static ErrorMessage Read(MessageReader line)
    {
        string type = line.ReadText();
        string message = line.ReadText();
        string details = line.ReadText();
        string? fileName = line.ReadTextOrNull();
        return new ErrorMessage(type, message, details, fileName, line.ReadBool() ? TextErrorMessage.Read(line) : null);
    }

    /// <summary>Rebuilds the exception, with its stack trace; <see langword="null"/> when its type is not one that can be
    /// rebuilt.</summary>
    public Exception? ToException(RecordSchema schema)
    {
        Exception? inner = Text is not null ? new RecordTextException(Text.ToError(schema)) : Rebuild();
        if (inner is not null)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(inner, Details);
        }

        return inner;
    }

    // The exceptions that a caller may want to handle by type.
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
