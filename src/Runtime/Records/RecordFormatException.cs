namespace SchemaToolkit;

/// <summary>The bytes are not a segment, <c>.npy</c> or <c>.h5</c> file of the expected kind: they are truncated, damaged, of
/// another format, or declare a wrong size.</summary>
public sealed class RecordFormatException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">The message.</param>
    public RecordFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, with its cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public RecordFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
