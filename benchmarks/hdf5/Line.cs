namespace SchemaToolkit.Benchmarks;

/// <summary>One comparison.</summary>
/// <param name="What">What the toolkit does.</param>
/// <param name="Beside">What h5py does.</param>
/// <param name="Peer">Its name in the peer's script.</param>
/// <param name="Bar">The least ratio.</param>
/// <param name="Run">Does it once, with the path of the file.</param>
internal sealed record Line(string What, string Beside, string Peer, double Bar, Action<string> Run)
{
    /// <summary>Makes the file that both read; they write one each if there is none.</summary>
    public Action<string>? Source { get; init; }

    /// <summary>Whether the files' sizes are compared.</summary>
    public bool IsCompressed { get; init; }
}
