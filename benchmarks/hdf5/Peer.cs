using System.Diagnostics;

namespace SchemaToolkit.Benchmarks;

/// <summary>h5py in a process of its own, which answers each command with its seconds.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(string folder)
    {
        string python = Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3";
        var start = new ProcessStartInfo(python, ["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "peer.py"), folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>Does the work once.</summary>
    /// <returns>The seconds.</returns>
    public double Run(string what, string path) => double.Parse(Ask($"{what} {path}"));

    /// <summary>Whether a file has the rows.</summary>
    public bool IsRight(string path) => Ask($"check {path}") == "1";

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("h5py ended instead of an answer.");
    }
}
