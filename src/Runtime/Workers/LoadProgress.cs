namespace SchemaToolkit;

/// <summary>How far a <see cref="RecordWorkers{T}.LoadAsync(IEnumerable{LoadJob}, CancellationToken)"/> has come.</summary>
/// <param name="Job">The job that has come further.</param>
/// <param name="OfJob">What is read of its file. Nothing, when it has failed and will be done again.</param>
/// <param name="OfAll">What is read of all files. A file whose job has ended counts as read, its rows only when it is loaded.</param>
/// <param name="JobsDone">How many jobs have ended.</param>
/// <param name="Jobs">How many there are.</param>
public readonly record struct LoadProgress(LoadJob Job, TextProgress OfJob, TextProgress OfAll, int JobsDone, int Jobs);
