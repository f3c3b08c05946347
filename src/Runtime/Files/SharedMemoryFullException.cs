namespace SchemaToolkit;

/// <summary>There is no memory left for a segment: <c>/dev/shm</c> is full, or the machine.</summary>
public sealed class SharedMemoryFullException : IOException
{
    /// <summary>Says what did not fit.</summary>
    /// <param name="message">The message.</param>
    public SharedMemoryFullException(string message)
        : base(message)
    {
    }
}
