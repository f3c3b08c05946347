namespace SchemaToolkit;

/// <summary>Everything needed to start one worker process.</summary>
internal sealed record WorkerStart(
    WorkerProgram Program,
    HelloMessage Record,
    string FirstLine,
    TimeSpan Timeout,
    IReadOnlyDictionary<string, string?> Environment);
