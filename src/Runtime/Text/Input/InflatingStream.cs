namespace SchemaToolkit;

/// <summary>The text of a compressed file. What comes before damage is given first; then the damage is an
/// <see cref="InvalidDataException"/>.</summary>
internal abstract class InflatingStream : ReadStream
{
    /// <summary>Bytes taken from the file.</summary>
    public abstract long BytesRead { get; }
}
