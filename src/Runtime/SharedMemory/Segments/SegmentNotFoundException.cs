namespace SchemaToolkit;

/// <summary>There is no segment of a name or reference: it was never published, or its last holder has ended or disposed
/// it.</summary>
public sealed class SegmentNotFoundException : IOException
{
    /// <summary>Creates the exception with a message that says which segment is missing.</summary>
    /// <param name="message">The message.</param>
    public SegmentNotFoundException(string message)
        : base(message)
    {
    }
}
