namespace SchemaToolkit;

/// <summary>The other side of a stream has ended before the stream's end: it failed, was killed or was disposed.</summary>
public sealed class RecordStreamException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="inner">The cause.</param>
    public RecordStreamException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
