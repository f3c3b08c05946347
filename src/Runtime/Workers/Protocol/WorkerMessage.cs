namespace SchemaToolkit;

/// <summary>A line from a worker. It starts with the token, to distinguish it from anything else the program prints.</summary>
internal sealed record WorkerMessage
{
    private const string LostKind = "lost";
    private const string HelloKind = "hello";
    private const string TakenKind = "taken";
    private const string AnswerKind = "answer";
    private const string ProgressKind = "progress";

    public required string Token { get; init; }

    public HelloMessage? Hello { get; init; }

    /// <summary>Whether the worker called <see cref="RecordWorkers.Start{T}(WorkerOptions?)"/> as if it were the parent.</summary>
    public bool Lost { get; init; }

    /// <summary>The number of the job that the worker begins.</summary>
    public int? Taken { get; init; }

    public AnswerMessage? Answer { get; init; }

    /// <summary>How far a job has come.</summary>
    public (int Job, TextProgress Progress)? Progress { get; init; }

    /// <summary>The start of every line from the worker with this token.</summary>
    public static string Prefix(string token) => $"schematoolkit {token} ";

    /// <summary>The message on a line of its own, whatever the program printed before.</summary>
    public byte[] ToLine()
    {
        var line = new MessageWriter("\n" + Prefix(Token));
        if (Hello is not null)
        {
            Hello.Write(line.Add(HelloKind));
        }
        else if (Answer is not null)
        {
            Answer.Write(line.Add(AnswerKind));
        }
        else if (Progress is { } some)
        {
            line.Add(ProgressKind).Add(some.Job).Add(some.Progress.Bytes).Add(some.Progress.TotalBytes).Add(some.Progress.Rows);
        }
        else
        {
            _ = Lost ? line.Add(LostKind) : line.Add(TakenKind).Add(Taken);
        }

        return line.ToLine();
    }

    /// <param name="line">A line that starts with the prefix.</param>
    /// <param name="token">The worker's token.</param>
    /// <exception cref="IOException">It is not a message.</exception>
    public static WorkerMessage Read(string line, string token)
    {
        var fields = new MessageReader(line, Prefix(token).Length);
        return fields.ReadText() switch
        {
            HelloKind => new WorkerMessage { Token = token, Hello = HelloMessage.Read(fields) },
            AnswerKind => new WorkerMessage { Token = token, Answer = AnswerMessage.Read(fields) },
            ProgressKind => new WorkerMessage
            {
                Token = token,
                Progress = (fields.ReadInt(), new TextProgress(fields.ReadLong(), fields.ReadLongOrNull(), fields.ReadLong())),
            },
            TakenKind => new WorkerMessage { Token = token, Taken = fields.ReadInt() },
            LostKind => new WorkerMessage { Token = token, Lost = true },
            _ => throw new IOException("A worker process sent a message of an unknown kind."),
        };
    }
}
