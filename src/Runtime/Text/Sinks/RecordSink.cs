namespace SchemaToolkit;

/// <summary>Takes the records of a table. They come in order through <see cref="GetSpan"/> and <see cref="Advance"/>; or places
/// are reserved in order, and any thread fills its place while others fill theirs.</summary>
internal abstract class RecordSink
{
    /// <summary>Gets room for the bytes of the next records.</summary>
    public abstract Span<byte> GetSpan();

    /// <summary>Takes records from the start of the room.</summary>
    public abstract void Advance(int count);

    /// <summary>Prepares for more records; their number is an estimate.</summary>
    public virtual void Expect(long count)
    {
    }

    /// <summary>Reserves a place for records, behind those before.</summary>
    /// <returns>The place; it must be filled.</returns>
    public abstract long Reserve(int count);

    /// <summary>Fills a place.</summary>
    public abstract void Fill(long place, ReadOnlySpan<byte> records);

    /// <summary>Hands on the records that are still held back.</summary>
    public virtual void Complete()
    {
    }
}
