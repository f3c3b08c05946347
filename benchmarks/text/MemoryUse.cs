using System.Diagnostics;
using System.Globalization;

namespace SchemaToolkit.Benchmarks;

/// <summary>What reading needs beside its result, in a process of its own.</summary>
internal static class MemoryUse
{
    /// <summary>What a filter is looked for in.</summary>
    public const string Name = "private memory";

    /// <summary>The argument that makes this program the process.</summary>
    public const string Command = "--answer-memory-use";

    private const int Bar = 64;

    /// <summary>Starts the process and says in words what it found.</summary>
    public static string Measure(string path, int threads)
    {
        // Not the program's own path, which is that of dotnet when it was started so.
        string program = Path.Combine(AppContext.BaseDirectory, typeof(MemoryUse).Assembly.GetName().Name!);
        using Process process = Process.Start(new ProcessStartInfo(program, [Command, path, threads.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer.Trim() : throw new InvalidOperationException($"The process that measures memory ended with {process.ExitCode}.");
    }

    /// <summary>Reads the table and prints the most memory held while it did, above that of the idle process, the records
    /// left out. An upper bound: what the process loads of its own files in that time is counted too.</summary>
    public static void Answer(string path, int threads)
    {
        long idle = Status("VmRSS:");
        using RecordBuffer<Site> records = RecordText.Load<Site>(path, TextOptions.Tsv with { DegreeOfParallelism = threads });
        double peak = (Status("VmHWM:") - idle - (records.Count * Site.Schema.Size)) / 1048576.0;
        Console.WriteLine($"Private memory beside the records and what an idle process holds, {records.Count} rows, threads: {threads}: {peak:0.0} MiB (bar: at most {Bar})");
    }

    private static long Status(string name)
        => long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).AsSpan(name.Length).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
}
