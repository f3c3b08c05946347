using System.Diagnostics;
using System.Globalization;

namespace SchemaToolkit.Benchmarks;

/// <summary>numpy in a process of its own, which answers each command with its seconds.</summary>
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
    public double Run(string command)
    {
        _process.StandardInput.WriteLine(command);
        return double.Parse(
            _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("numpy ended instead of an answer."),
            CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
