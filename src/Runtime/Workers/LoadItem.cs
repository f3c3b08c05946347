namespace SchemaToolkit;

/// <summary>One job of a run, with defaults filled in.</summary>
/// <param name="Number">The job's number, unique in the pool.</param>
/// <param name="Job">The job as the caller gave it.</param>
/// <param name="Name">The name of its result.</param>
/// <param name="Text">How its file is read.</param>
/// <param name="Estimate">The estimated bytes of its result, counted while it is being loaded: the size of its file.</param>
internal sealed record LoadItem(int Number, LoadJob Job, string Name, TextOptions Text, long Estimate);
