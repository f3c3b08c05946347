namespace SchemaToolkit;

/// <summary>What became of a job.</summary>
internal sealed record AnswerMessage(int Number, long Count, ReportMessage? Report, ErrorMessage? Error)
{
    public void Write(MessageWriter line)
    {
        line.Add(Number).Add(Count).Add(Report is not null).Add(Error is not null);
        Report?.Write(line);
        Error?.Write(line);
    }

    public static AnswerMessage Read(MessageReader line)
    {
        int number = line.ReadInt();
        long count = line.ReadLong();
        bool hasReport = line.ReadBool();
        bool hasError = line.ReadBool();
        return new AnswerMessage(
            number,
            count,
            hasReport ? ReportMessage.Read(line) : null,
            hasError ? ErrorMessage.Read(line) : null);
    }
}
