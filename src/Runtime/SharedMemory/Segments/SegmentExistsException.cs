namespace SchemaToolkit;

/// <summary>A segment of the name exists, and its owner is alive.</summary>
public sealed class SegmentExistsException : IOException
{
    /// <summary>Creates the exception with a message that says which name is in use.</summary>
    /// <param name="message">The message.</param>
    public SegmentExistsException(string message)
        : base(message)
    {
    }
}
