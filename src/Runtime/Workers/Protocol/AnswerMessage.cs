namespace SchemaToolkit;

/// <summary>What became of a job.</summary>
internal sealed record AnswerMessage(int Number, long Count, ReportMessage? Report, ErrorMessage? Error);
