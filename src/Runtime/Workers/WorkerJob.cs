namespace SchemaToolkit;

/// <summary>A job as the work in a worker process sees it.</summary>
/// <param name="Path">The file, as the job names it.</param>
/// <param name="Name">The name of the result.</param>
/// <param name="Text">How the file is read: the job's own options, else those of all jobs.</param>
/// <param name="Tag">What the job says to the work, if anything.</param>
public sealed record WorkerJob(string Path, string Name, TextOptions Text, string? Tag)
{
    /// <summary>What becomes of the rows of the job's text; the parent sees it as
    /// <see cref="LoadedRecords{T}.Report"/>. Work of the program's own gives it to what reads.</summary>
    public TextReadReport Report { get; } = new();
}
