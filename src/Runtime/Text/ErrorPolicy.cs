namespace SchemaToolkit;

/// <summary>What happens to rows that are wrong. Whatever is left out is counted in a <see cref="TextReadReport"/>. A
/// header that is wrong, a damaged file and a text in another encoding are exceptions under every policy.</summary>
public enum ErrorPolicy
{
    /// <summary>The first is an exception.</summary>
    Throw,

    /// <summary>They are left out; the report has the first error of each.</summary>
    Skip,

    /// <summary>They are left out; the report has every error of each.</summary>
    Collect,
}
