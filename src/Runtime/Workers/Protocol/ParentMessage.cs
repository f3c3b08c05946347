namespace SchemaToolkit;

/// <summary>A line to a worker: a job, or the number of a job to give up.</summary>
internal sealed record ParentMessage
{
    public JobMessage? Run { get; init; }

    public int? Cancel { get; init; }

    public byte[] ToLine()
    {
        var line = new MessageWriter("");
        line.Add(Cancel);
        Run?.Write(line);
        return line.ToLine();
    }

    /// <exception cref="IOException">It is not a message.</exception>
    public static ParentMessage Read(string line)
    {
        var fields = new MessageReader(line, 0);
        return fields.ReadLongOrNull() is { } number
            ? new ParentMessage { Cancel = (int)number }
            : new ParentMessage { Run = JobMessage.Read(fields) };
    }
}
