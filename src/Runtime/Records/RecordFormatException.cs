namespace SchemaToolkit;

/// <summary>Bytes that are not a segment, <c>.npy</c> or <c>.h5</c> file of the kind expected: truncated, damaged,
/// foreign, or telling a size they do not have.</summary>
public sealed class RecordFormatException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">The message.</param>
    public RecordFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what it was noticed by.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public RecordFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
