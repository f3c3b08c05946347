namespace SchemaToolkit;

/// <summary>One job of a run, with everything that was left out of it filled in.</summary>
/// <param name="Number">Unlike any other of the pool.</param>
/// <param name="Job">The job as the caller gave it.</param>
/// <param name="Name">The name of its result.</param>
/// <param name="Text">How its file is read.</param>
/// <param name="Estimate">Bytes its result is reckoned to have while it is being loaded: those of its file.</param>
internal sealed record LoadItem(int Number, LoadJob Job, string Name, TextOptions Text, long Estimate);
