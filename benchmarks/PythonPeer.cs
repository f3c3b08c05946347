using System.Diagnostics;
using System.Globalization;

namespace SchemaToolkit.Benchmarks;

/// <summary>The program's <c>peer.py</c> in a process of its own, which answers each command with a line.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;

    /// <param name="folder">Where the data is.</param>
    public PythonPeer(string folder)
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
    public double Run(string command) => double.Parse(Ask(command), CultureInfo.InvariantCulture);

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
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Python ended instead of an answer.");
    }
}
