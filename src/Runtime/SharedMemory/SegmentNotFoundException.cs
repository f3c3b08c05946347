namespace SchemaToolkit;

/// <summary>There is no segment of a name or reference: never published, or gone with its last holder.</summary>
public sealed class SegmentNotFoundException : IOException
{
    /// <summary>Says what is not there.</summary>
    /// <param name="message">The message.</param>
    public SegmentNotFoundException(string message)
        : base(message)
    {
    }
}
