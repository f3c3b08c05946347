using System.Diagnostics;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>A process of the program <c>tests/SegmentProcess</c>; killed when disposed.</summary>
internal sealed class Child : IDisposable
{
    private const string Program = "SchemaToolkit.SegmentProcess";

    private readonly Process _process;

    public Child(params string[] arguments)
        : this([], AppContext.BaseDirectory, arguments)
    {
    }

    /// <param name="command">Another command to start it with, such as one that changes the user.</param>
    /// <param name="folder">Where the program is.</param>
    /// <param name="arguments">Its arguments.</param>
    public Child(string[] command, string folder, string[] arguments)
        : this([.. command, "dotnet", Path.Combine(folder, Program + ".dll"), .. arguments], redirect: true)
    {
    }

    /// <param name="command">Any program with its arguments.</param>
    public static Child Of(params string[] command) => new(command, redirect: true);

    private Child(string[] command, bool redirect)
        => _process = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = redirect, RedirectStandardOutput = redirect })!;

    public int Id => _process.Id;

    /// <summary>A process of Python.</summary>
    /// <param name="code">What it does.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Child OfPython(string code, params string[] arguments)
        => new([Support.Python.Path, "-c", "import sys\n" + code, .. arguments], redirect: true);

    /// <summary>Puts the program where every user can read it.</summary>
    public static void CopyProgram(string folder)
    {
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, Program + ".*").Append(typeof(RecordSchema).Assembly.Location))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using Process mode = Process.Start("chmod", ["-R", "a+rX", folder]);
        mode.WaitForExit();
    }

    /// <summary>The next line it says, or the empty text at its end.</summary>
    public string ReadLine() => _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult() ?? "";

    /// <summary>All it has still to say.</summary>
    public string ReadToEnd() => _process.StandardOutput.ReadToEnd();

    /// <summary>Gives it its standard input, all of it, in pieces.</summary>
    public void Give(byte[] input, int piece)
    {
        for (int i = 0; i < input.Length; i += piece)
        {
            _process.StandardInput.BaseStream.Write(input, i, Math.Min(piece, input.Length - i));
            _process.StandardInput.BaseStream.Flush();
        }

        _process.StandardInput.Close();
    }

    /// <summary>Gives it a line.</summary>
    public void Say(string line)
    {
        _process.StandardInput.Write(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Lets it end by itself.</summary>
    public void End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>Waits until it has stopped.</summary>
    public void WaitUntilStopped()
    {
        // number (name) state …
        string status = $"/proc/{Id}/stat";
        while (File.ReadAllText(status) is var text && text[text.LastIndexOf(')') + 2] != 'T')
        {
            Thread.Sleep(1);
        }
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
