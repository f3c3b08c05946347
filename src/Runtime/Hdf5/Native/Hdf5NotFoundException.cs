namespace SchemaToolkit;

/// <summary>libhdf5 is not installed, or is too old. The message names the package to install.</summary>
public sealed class Hdf5NotFoundException : Exception
{
    /// <summary>Says what is missing.</summary>
    /// <param name="message">The message.</param>
    public Hdf5NotFoundException(string message)
        : base(message)
    {
    }
}
