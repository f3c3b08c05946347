namespace SchemaToolkit;

/// <summary>What became of a job. Nothing writes its records any more.</summary>
/// <param name="Number">The job's number.</param>
/// <param name="Count">The number of records.</param>
/// <param name="Report">What became of the rows, if all is well.</param>
/// <param name="Error">The error, if not.</param>
/// <param name="IsPlaceBroken">Whether records could not be written to the parent's file.</param>
internal sealed record AnswerMessage(int Number, long Count, ReportMessage? Report, ErrorMessage? Error, bool IsPlaceBroken)
{
    public void Write(MessageWriter line)
    {
        line.Add(Number).Add(Count).Add(IsPlaceBroken).Add(Report is not null).Add(Error is not null);
        Report?.Write(line);
        Error?.Write(line);
    }

    public static AnswerMessage Read(MessageReader line)
    {
        int number = line.ReadInt();
        long count = line.ReadLong();
        bool isPlaceBroken = line.ReadBool();
        bool hasReport = line.ReadBool();
        bool hasError = line.ReadBool();
        return new AnswerMessage(
            number,
            count,
            hasReport ? ReportMessage.Read(line) : null,
            hasError ? ErrorMessage.Read(line) : null,
            isPlaceBroken);
    }
}
