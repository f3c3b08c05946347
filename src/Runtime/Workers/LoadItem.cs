namespace SchemaToolkit;

/// <summary>One job of a run, with defaults filled in.</summary>
/// <param name="Number">The job's number, unique in the pool.</param>
/// <param name="Job">The job as the caller gave it.</param>
/// <param name="Name">The name of its result.</param>
/// <param name="Text">How its file is read.</param>
/// <param name="Estimate">The estimated bytes of memory that its result takes, counted while it is being loaded: the size of its
/// file; nothing if it goes to its place in another file.</param>
/// <param name="IsShared">Whether its threads are a share of the processors, which grows when others have none to do.</param>
/// <param name="Bytes">The size of its file; 0 if there is none, or it is none of the disk.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="IsCounted">Whether the rows of its file are counted before it is loaded, to make their place.</param>
internal sealed record LoadItem(
    int Number,
    LoadJob Job,
    string Name,
    TextOptions Text,
    long Estimate,
    bool IsShared,
    long Bytes,
    TimeSpan? Timeout,
    bool IsCounted = false)
{
    /// <summary>How often it was tried before.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether its result may be so large that it is written in place.</summary>
    public bool IsLarge => IsCounted || Estimate >= RowEstimate.LeastBytes / 8;
}
