namespace SchemaToolkit;

/// <summary>What <see cref="TextOptions.ErrorHandler"/> decides about a wrong row.</summary>
public enum ErrorAction
{
    /// <summary>The error is thrown.</summary>
    Throw,

    /// <summary>The row is skipped and counted.</summary>
    Skip,
}
