using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace SchemaToolkit.Samples.Tests;

/// <summary>A sample, started as its users start it.</summary>
internal sealed class SampleProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SampleProgram(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(Path(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>A table that lies beside the sample.</summary>
    public static string Table(string name) => System.IO.Path.Combine(Path("Methylation"), "data", name);

    /// <summary>Starts the methylation sample.</summary>
    public static SampleProgram Start(params string[] arguments) => new("MethylationProgram", arguments);

    /// <summary>Runs the sample that knows no record.</summary>
    public static SampleResult Convert(params string[] arguments)
    {
        using var program = new SampleProgram("TextToHdf5Program", arguments);
        return program.Wait();
    }

    /// <summary>Runs the sample that shares records with Python.</summary>
    public static SampleResult RunNumpyInterop()
    {
        using var program = new SampleProgram("NumpyInteropProgram", [Python.Path]);
        return program.Wait();
    }

    public static SampleResult Run(params string[] arguments)
    {
        using SampleProgram program = Start(arguments);
        return program.Wait();
    }

    /// <summary>The worker processes, as soon as there are that many.</summary>
    public int[] Workers(int count)
    {
        int[] workers = [];
        Assert.True(SpinWait.SpinUntil(() => (workers = Children(_process.Id)).Length >= count || _process.HasExited, TimeSpan.FromSeconds(60)), "no workers in a minute");
        return workers;
    }

    public void Kill() => _process.Kill();

    /// <summary>What Ctrl+C in a terminal does.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public SampleResult Wait()
    {
        Assert.True(_process.WaitForExit(TimeSpan.FromMinutes(2)), "the sample hangs");
        return new SampleResult(_process.ExitCode, _output.Result, _errors.Result);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static string Path(string key)
        => typeof(SampleProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static int[] Children(int parent)
    {
        var children = new List<int>();
        foreach (string thread in Directory.Exists($"/proc/{parent}/task") ? Directory.GetDirectories($"/proc/{parent}/task") : [])
        {
            try
            {
                children.AddRange(File.ReadAllText(System.IO.Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => int.Parse(id, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        return [.. children];
    }
}

internal sealed record SampleResult(int ExitCode, string Output, string Errors);
