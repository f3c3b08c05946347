namespace SchemaToolkit;

/// <summary>A line to a worker: a job, or the number of a job to give up.</summary>
internal sealed record ParentMessage
{
    public JobMessage? Run { get; init; }

    public int? Cancel { get; init; }
}
