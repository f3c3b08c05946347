namespace SchemaToolkit;

/// <summary>What <see cref="TextOptions.ErrorHandler"/> says is to be done with a row that is wrong.</summary>
public enum ErrorAction
{
    /// <summary>The error is thrown.</summary>
    Throw,

    /// <summary>The row is left out and counted.</summary>
    Skip,
}
