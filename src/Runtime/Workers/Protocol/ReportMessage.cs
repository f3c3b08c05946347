namespace SchemaToolkit;

/// <summary>A <see cref="TextReadReport"/> on its way from a worker to the parent.</summary>
internal sealed record ReportMessage(long Rows, long SkippedLines, long ErrorCount, long TruncatedCells, TextErrorMessage[] Errors)
{
    public static ReportMessage From(TextReadReport report)
        => new(
            report.Rows,
            report.SkippedLines,
            report.ErrorCount,
            report.TruncatedCells,
            [.. report.Errors.Select(TextErrorMessage.From)]);

    /// <summary>Rebuilds the report.</summary>
    public TextReadReport ToReport(RecordSchema schema)
        => new(Errors.Select(error => error.ToError(schema)))
        {
            Rows = Rows,
            SkippedLines = SkippedLines,
            ErrorCount = ErrorCount,
            TruncatedCells = TruncatedCells,
        };
}
