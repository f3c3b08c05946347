namespace SchemaToolkit;

/// <summary>A segment of the name exists, and its owner lives.</summary>
public sealed class SegmentExistsException : IOException
{
    /// <summary>Says which name is taken.</summary>
    /// <param name="message">The message.</param>
    public SegmentExistsException(string message)
        : base(message)
    {
    }
}
