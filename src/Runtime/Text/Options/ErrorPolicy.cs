namespace SchemaToolkit;

/// <summary>What happens to wrong rows. Skipped rows are counted in a <see cref="TextReadReport"/>. A wrong header, a
/// damaged file and text in another encoding are exceptions under every policy.</summary>
/// <remarks>The result of <c>RecordText.Load</c> has the report (<see cref="RecordBuffer{T}.Report"/>), and so have the
/// results of workers. <c>Read</c>, <c>LoadShared</c>, <c>ReadInto</c> and <c>ReadBatchesAsync</c> take one as an argument.
/// Without it, a call does not say how many rows are missing; <see cref="TextOptions.MaxErrorCount"/> limits
/// the errors.</remarks>
public enum ErrorPolicy
{
    /// <summary>The first wrong row is an exception.</summary>
    Throw,

    /// <summary>Wrong rows are skipped; the report has the first error of each.</summary>
    Skip,

    /// <summary>Wrong rows are skipped; the report has every error of each.</summary>
    Collect,
}
