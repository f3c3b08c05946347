using System.Diagnostics;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>A process of the program <c>tests/SegmentProcess</c>; killed when disposed.</summary>
internal sealed class Child : IDisposable
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "SchemaToolkit.SegmentProcess.dll");

    private readonly Process _process;

    public Child(params string[] arguments)
        : this([], arguments)
    {
    }

    private Child(string[] prefix, string[] arguments)
    {
        string[] command = [.. prefix, Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet", s_program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    /// <summary>A process under another command, such as one that changes the user.</summary>
    public static Child Under(string command, params string[] arguments) => new(command.Split(' '), arguments);

    /// <summary>The next line it says, or the empty text at its end.</summary>
    public string ReadLine() => _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult() ?? "";

    /// <summary>All it has still to say.</summary>
    public string ReadToEnd() => _process.StandardOutput.ReadToEnd();

    /// <summary>Lets it end by itself.</summary>
    public void End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>kill -9, and gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
