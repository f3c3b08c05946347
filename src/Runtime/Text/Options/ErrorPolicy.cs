namespace SchemaToolkit;

/// <summary>What happens to rows that are wrong. Whatever is left out is counted in a <see cref="TextReadReport"/>. A
/// header that is wrong, a damaged file and a text in another encoding are exceptions under every policy.</summary>
/// <remarks><c>RecordText.Load</c> has the report in its result (<see cref="RecordBuffer{T}.Report"/>), and so have the
/// results of workers; <c>Read</c>, <c>LoadShared</c>, <c>ReadInto</c> and <c>ReadBatchesAsync</c> take one as an argument.
/// A call without it says nothing of what is missing; <see cref="TextOptions.MaxErrorCount"/> bounds it.</remarks>
public enum ErrorPolicy
{
    /// <summary>The first is an exception.</summary>
    Throw,

    /// <summary>They are left out; the report has the first error of each.</summary>
    Skip,

    /// <summary>They are left out; the report has every error of each.</summary>
    Collect,
}
