namespace SchemaToolkit.Benchmarks;

/// <summary>One side of a comparison. It does the same work again and again.</summary>
/// <param name="output">The file it writes, new each time; <see langword="null"/> when it reads.</param>
internal abstract class Side(string? output) : IDisposable
{
    /// <summary>Does the work once and returns the content of the result.</summary>
    public abstract Content Check();

    /// <summary>Does the work once and returns its cost.</summary>
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
