namespace SchemaToolkit;

/// <summary>Where the records of a table go: in order through <see cref="GetSpan"/> and <see cref="Advance"/>; or a place
/// is reserved in order, and filled by any thread while others fill theirs.</summary>
internal abstract class RecordSink<T>
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>Room for the next records.</summary>
    public abstract Span<T> GetSpan();

    /// <summary>Takes records from the start of the room.</summary>
    public abstract void Advance(int count);

    /// <summary>Is told how many more records there may be: an estimate.</summary>
    public virtual void Expect(long count)
    {
    }

    /// <summary>A place for records behind those there are.</summary>
    /// <returns>The place; it must be filled.</returns>
    public abstract long Reserve(int count);

    /// <summary>Fills a place.</summary>
    public abstract void Fill(long place, ReadOnlySpan<T> records);

    /// <summary>Takes what is still held back.</summary>
    public virtual void Complete()
    {
    }
}
