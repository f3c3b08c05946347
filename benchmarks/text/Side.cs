namespace SchemaToolkit.Benchmarks;

/// <summary>One side of a comparison: does the same work again and again.</summary>
/// <param name="output">The file it writes, fresh each time; nothing when it reads.</param>
internal abstract class Side(string? output) : IDisposable
{
    /// <summary>Does the work once, and says what came of it.</summary>
    public abstract Content Check();

    /// <summary>Does the work once, and says what it took.</summary>
    public abstract Cost Run();

    public virtual void Dispose() => DeleteOutput();

    protected void DeleteOutput()
    {
        if (output is not null)
        {
            File.Delete(output);
        }
    }
}
