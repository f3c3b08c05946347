namespace SchemaToolkit.Benchmarks;

/// <summary>Another program that reads or writes tables.</summary>
/// <param name="Name">What the script calls it, and the table.</param>
/// <param name="Command">What runs the script.</param>
/// <param name="Script">The script, beside this program.</param>
internal sealed record Peer(string Name, string[] Command, string Script)
{
    private static readonly string[] Python = [Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3"];
    private static readonly string[] Node = ["node", "--expose-gc"];

    public static Peer Loadtxt { get; } = new("np.loadtxt", Python, "peer.py");

    public static Peer Savetxt { get; } = new("np.savetxt", Python, "peer.py");

    public static Peer Pandas { get; } = new("pandas", Python, "peer.py");

    public static Peer Fread { get; } = new("fread", ["Rscript"], "peer.R");

    public static Peer Polars { get; } = new("Polars", Node, "peer.mjs");

    public static Peer DuckDB { get; } = new("DuckDB", Node, "peer.mjs");
}
