namespace SchemaToolkit;

/// <summary>A <see cref="TextReadReport"/> on its way from a worker to the parent.</summary>
internal sealed record ReportMessage(long Rows, long SkippedLines, long HeaderLines, long FooterLines, long FilteredRows, long ErrorCount, long TruncatedCells, TextErrorMessage[] Errors)
{
    public static ReportMessage From(TextReadReport report)
        => new(
            report.Rows,
            report.SkippedLines,
            report.HeaderLines,
            report.FooterLines,
            report.FilteredRows,
            report.ErrorCount,
            report.TruncatedCells,
            [.. report.Errors.Select(TextErrorMessage.From)]);

    public void Write(MessageWriter line)
    {
        line.Add(Rows).Add(SkippedLines).Add(HeaderLines).Add(FooterLines).Add(FilteredRows).Add(ErrorCount).Add(TruncatedCells).Add(Errors.Length);
        foreach (TextErrorMessage error in Errors)
        {
            error.Write(line);
        }
    }

    public static ReportMessage Read(MessageReader line)
    {
        long rows = line.ReadLong();
        long skippedLines = line.ReadLong();
        long headerLines = line.ReadLong();
        long footerLines = line.ReadLong();
        long filteredRows = line.ReadLong();
        long errorCount = line.ReadLong();
        long truncatedCells = line.ReadLong();
        var errors = new TextErrorMessage[line.ReadCount()];
        for (int i = 0; i < errors.Length; i++)
        {
            errors[i] = TextErrorMessage.Read(line);
        }

        return new ReportMessage(rows, skippedLines, headerLines, footerLines, filteredRows, errorCount, truncatedCells, errors);
    }

    /// <summary>Rebuilds the report.</summary>
    public TextReadReport ToReport(RecordSchema schema)
        => new(Errors.Select(error => error.ToError(schema)))
        {
            Rows = Rows,
            SkippedLines = SkippedLines,
            HeaderLines = HeaderLines,
            FooterLines = FooterLines,
            FilteredRows = FilteredRows,
            ErrorCount = ErrorCount,
            TruncatedCells = TruncatedCells,
        };
}
