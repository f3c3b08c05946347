namespace SchemaToolkit;

/// <summary>The text of a compressed file. The text before any damage is given first; then an
/// <see cref="InvalidDataException"/> is thrown.</summary>
internal abstract class InflatingStream : ReadStream
{
    /// <summary>Bytes taken from the file.</summary>
    public abstract long BytesRead { get; }
}
