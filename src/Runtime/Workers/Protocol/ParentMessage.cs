namespace SchemaToolkit;

/// <summary>A line to a worker.</summary>
internal sealed record ParentMessage
{
    private const string RunKind = "run";
    private const string CancelKind = "cancel";
    private const string GrowKind = "grow";

    public JobMessage? Run { get; init; }

    /// <summary>The number of a job to give up.</summary>
    public int? Cancel { get; init; }

    /// <summary>The number of a job, and the threads that it may have from now on.</summary>
    public (int Job, int Threads)? Grow { get; init; }

    public byte[] ToLine()
    {
        var line = new MessageWriter("");
        if (Run is not null)
        {
            Run.Write(line.Add(RunKind));
        }
        else
        {
            _ = Grow is { } grow ? line.Add(GrowKind).Add(grow.Job).Add(grow.Threads) : line.Add(CancelKind).Add(Cancel);
        }

        return line.ToLine();
    }

    /// <exception cref="IOException">It is not a message.</exception>
    public static ParentMessage Read(string line)
    {
        var fields = new MessageReader(line, 0);
        return fields.ReadText() switch
        {
            RunKind => new ParentMessage { Run = JobMessage.Read(fields) },
            CancelKind => new ParentMessage { Cancel = fields.ReadInt() },
            GrowKind => new ParentMessage { Grow = (fields.ReadInt(), fields.ReadInt()) },
            _ => throw new IOException("The parent process sent a message of an unknown kind."),
        };
    }
}
