namespace SchemaToolkit;

/// <summary>A job as the work in a worker process sees it.</summary>
/// <param name="Path">The file, as the job names it.</param>
/// <param name="Name">The name of the result.</param>
/// <param name="Text">How the file is read: the job's own options, else those for all jobs.</param>
/// <param name="Tag">The job's text for the work, if any.</param>
public sealed record WorkerJob(string Path, string Name, TextOptions Text, string? Tag)
{
    /// <summary>What becomes of the rows of the job's text; the parent gets it as
    /// <see cref="LoadedRecords{T}.Report"/>. Work of the program's own passes it to the method that reads.</summary>
    public TextReadReport Report { get; } = new();

    /// <summary>Takes how far the job has come, for <see cref="WorkerOptions.Progress"/>; <see langword="null"/> if nobody wants to
    /// know. Work of the program's own passes it to the method that reads, or reports to it.</summary>
    public IProgress<TextProgress>? Progress { get; internal init; }
}
