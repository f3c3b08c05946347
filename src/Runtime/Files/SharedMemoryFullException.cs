namespace SchemaToolkit;

/// <summary>There is no memory left for a segment: <c>/dev/shm</c> or the machine's memory is full.</summary>
public sealed class SharedMemoryFullException : IOException
{
    /// <summary>Says what did not fit.</summary>
    /// <param name="message">The message.</param>
    public SharedMemoryFullException(string message)
        : base(message)
    {
    }
}
