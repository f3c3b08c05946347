namespace SchemaToolkit;

/// <summary>All that starting one worker process takes.</summary>
internal sealed record WorkerStart(
    WorkerProgram Program,
    HelloMessage Record,
    string FirstLine,
    TimeSpan Timeout,
    IReadOnlyDictionary<string, string?> Environment);
