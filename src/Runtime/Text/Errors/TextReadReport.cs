using System.Globalization;

namespace SchemaToolkit;

/// <summary>The counts of rows and the errors of a text table. It is filled while the table is read. If several reads
/// get the same report, it adds them up. Not for several threads at once.</summary>
public sealed class TextReadReport
{
    private readonly List<TextError> _errors;

    /// <summary>Creates an empty report.</summary>
    public TextReadReport()
        : this([])
    {
    }

    internal TextReadReport(IEnumerable<TextError> errors) => _errors = [.. errors];

    /// <summary>Rows that became records.</summary>
    public long Rows { get; internal set; }

    /// <summary>Physical lines of the rows that were skipped because they were wrong. Blank lines and comments are not
    /// rows.</summary>
    public long SkippedLines { get; internal set; }

    /// <summary>Lines that <see cref="HeaderMode"/> took as headers; a header in a comment does not count.</summary>
    public long HeaderLines { get; internal set; }

    /// <summary>Lines that <see cref="TextOptions.SkipFooter"/> left out; 0 if the rows that were wanted ended before.</summary>
    public long FooterLines { get; internal set; }

    /// <summary>Rows that <see cref="TextOptions.RowFilter"/> left out.</summary>
    public long FilteredRows { get; internal set; }

    /// <summary>Errors: one per skipped row under <see cref="ErrorPolicy.Skip"/>, all of each skipped row under
    /// <see cref="ErrorPolicy.Collect"/>.</summary>
    public long ErrorCount { get; internal set; }

    /// <summary>The first errors in order, at most <see cref="TextOptions.MaxErrors"/>.</summary>
    public IReadOnlyList<TextError> Errors => _errors;

    /// <summary>Cells that were cut to fit their field, under <see cref="StringOverflow.Truncate"/>.</summary>
    public long TruncatedCells { get; internal set; }

    /// <summary>The counts in words.</summary>
    /// <returns>Such as <c>1978 rows, 35 lines skipped (35 errors), 0 cells truncated</c>.</returns>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Rows} rows, {SkippedLines} lines skipped ({ErrorCount} errors), {TruncatedCells} cells truncated");

    internal void Add(TextError error, int maxErrors)
    {
        ErrorCount++;
        if (_errors.Count < maxErrors)
        {
            _errors.Add(error);
        }
    }
}
