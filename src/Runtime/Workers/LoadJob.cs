namespace SchemaToolkit;

/// <summary>One file for a worker process.</summary>
/// <param name="Path">The file; a relative path is of the directory current when
/// <see cref="RecordWorkers{T}.LoadAsync(IEnumerable{LoadJob}, CancellationToken)"/> is called.</param>
public sealed record LoadJob(string Path)
{
    /// <summary>How this file is read; <see cref="WorkerOptions.Text"/> when <see langword="null"/>.</summary>
    public TextOptions? Text { get; init; }

    /// <summary>The name of the result; the file's name without its directory when <see langword="null"/>.</summary>
    public string? Name { get; init; }

    /// <summary>Anything that the work in the worker is to know.</summary>
    public string? Tag { get; init; }
}
