namespace SchemaToolkit.Benchmarks;

/// <summary>Another program that reads or writes tables.</summary>
/// <param name="Name">Its name in the script and in the output.</param>
/// <param name="Command">The command that runs the script.</param>
/// <param name="Script">The script, beside this program.</param>
internal sealed record Peer(string Name, string[] Command, string Script)
{
    private static readonly string[] _python = [Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3"];
    private static readonly string[] _node = ["node", "--expose-gc"];

    public static Peer Loadtxt { get; } = new("np.loadtxt", _python, "peer.py");

    public static Peer Savetxt { get; } = new("np.savetxt", _python, "peer.py");

    public static Peer Pandas { get; } = new("pandas", _python, "peer.py");

    public static Peer Fread { get; } = new("fread", ["Rscript"], "peer.R");

    public static Peer Polars { get; } = new("Polars", _node, "peer.mjs");

    public static Peer DuckDB { get; } = new("DuckDB", _node, "peer.mjs");
}
