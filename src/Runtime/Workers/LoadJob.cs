namespace SchemaToolkit;

/// <summary>One file for a worker process.</summary>
/// <param name="Path">The file. A relative path starts from the directory that is current when
/// <see cref="RecordWorkers{T}.LoadAsync(IEnumerable{LoadJob}, CancellationToken)"/> is called.</param>
public sealed record LoadJob(string Path)
{
    /// <summary>How this file is read; <see cref="WorkerOptions.Text"/> when <see langword="null"/>.</summary>
    public TextOptions? Text { get; init; }

    /// <summary>The name of the result; the file's name without its directory when <see langword="null"/>.</summary>
    public string? Name { get; init; }

    /// <summary>How long it may take; <see cref="WorkerOptions.JobTimeout"/> when <see langword="null"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Any text for the work in the worker.</summary>
    public string? Tag { get; init; }
}
