using System.Diagnostics;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>The worker program on disk, one test's use of it, and every process that came of it: each carries a variable
/// that no other test's has, whoever its parent is by now.</summary>
internal sealed class WorkerProgramFile : IDisposable
{
    /// <summary>How long anything here may take before the test gives up; nothing is measured.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Mark = "WORKER_TEST";
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly TempDirectory _directory = new();

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory.Replace("Runtime.Tests", "WorkerPrograms", StringComparison.Ordinal), "WorkerPrograms");

    public static string Assembly => Executable + ".dll";

    public Dictionary<string, string?> Environment { get; } = [];

    public string this[string name] => _directory[name];

    /// <summary>Options for a parent in this process, whose workers are the program.</summary>
    public WorkerOptions Options(int processes = 2)
    {
        Environment[Mark] = _mark;
        return new WorkerOptions { Program = Executable, Processes = processes, Text = TextOptions.Tsv, Environment = Environment };
    }

    /// <summary>A table of some rows, whose positions are 0, 1, 2…</summary>
    public string Table(string name, int rows = 3) => _directory.Write(name, string.Concat(Enumerable.Range(0, rows).Select(i => $"chr{i % 22}\t{i}\t0.5\t{i % 7}\t{i % 5}\n")));

    public string Write(string name, string text) => _directory.Write(name, text);

    /// <summary>Writes a program of the shell's.</summary>
    public async Task<string> WriteScriptAsync(string text)
    {
        string path = _directory.Write("script", $"#!/bin/sh\n{text}\n");
        using Process makeExecutable = Process.Start("chmod", ["+x", path]);
        await makeExecutable.WaitForExitAsync();
        return path;
    }

    /// <summary>Starts the program as a parent of its own.</summary>
    public Process Start(bool asAssembly, params string[] arguments) => Start(Executable, asAssembly, arguments);

    private Process Start(string program, bool asAssembly, string[] arguments)
    {
        var start = new ProcessStartInfo(asAssembly ? "dotnet" : program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (asAssembly)
        {
            start.ArgumentList.Add(Assembly);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in Environment.Append(new(Mark, _mark)))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs the program to its end.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(bool asAssembly, params string[] arguments)
        => EndAsync(Start(asAssembly, arguments));

    /// <summary>Runs the program to its end, by a shell that does something before.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAfterAsync(string command, params string[] arguments)
        => await EndAsync(Start(await WriteScriptAsync($"{command}\nexec {Executable} \"$@\""), asAssembly: false, arguments));

    private static async Task<(int ExitCode, string Output, string Errors)> EndAsync(Process started)
    {
        using Process process = started;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Waits for a file that the program writes, and gives what it says.</summary>
    public async Task<string> WaitForFileAsync(string path)
    {
        await WaitUntilAsync(() => File.Exists(path), $"{path} does not appear");
        return File.ReadAllText(path);
    }

    /// <summary>Waits until no process of this test is left.</summary>
    public Task WaitUntilGoneAsync() => WaitUntilAsync(() => Processes().Count == 0, "processes are left");

    public static async Task WaitUntilAsync(Func<bool> isSo, string otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, otherwise);
            await Task.Delay(10);
        }
    }

    /// <summary>The processes of this test that are alive.</summary>
    public List<int> Processes()
    {
        var found = new List<int>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int id))
            {
                try
                {
                    if (File.ReadAllText($"{directory}/environ").Contains(_mark, StringComparison.Ordinal))
                    {
                        found.Add(id);
                    }
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // Gone, or not ours.
                }
            }
        }

        return found;
    }

    public static void Kill(int process)
    {
        using Process victim = Process.GetProcessById(process);
        victim.Kill();
    }

    public void Dispose()
    {
        foreach (int process in Processes())
        {
            try
            {
                Kill(process);
            }
            catch (ArgumentException)
            {
                // Gone by now.
            }
        }

        _directory.Dispose();
    }
}
