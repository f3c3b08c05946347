using System.Diagnostics;
using System.Globalization;

namespace SchemaToolkit.Benchmarks;

/// <summary>The memory that reading needs besides its result, measured in a separate process.</summary>
internal static class MemoryUse
{
    /// <summary>The name, in which a filter is searched.</summary>
    public const string Name = "private memory";

    /// <summary>The argument that makes this program the measured process.</summary>
    public const string Command = "--answer-memory-use";

    private const int Bar = 64;

    /// <summary>Starts the measured process and returns its answer, in words.</summary>
    public static string Measure(string path, int threads)
    {
        // Not the path of this process, which is dotnet's when started by dotnet.
        string program = Path.Combine(AppContext.BaseDirectory, typeof(MemoryUse).Assembly.GetName().Name!);
        string[] arguments = [Command, path, threads.ToString(CultureInfo.InvariantCulture)];
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? answer.Trim()
            : throw new InvalidOperationException($"The process that measures memory ended with {process.ExitCode}.");
    }

    /// <summary>Reads the table and prints the most memory used meanwhile, less the records and the memory of the idle process.
    /// This is an upper bound: program files that the process loads meanwhile count too.</summary>
    public static void Answer(string path, int threads)
    {
        long idle = Status("VmRSS:");
        using RecordBuffer<Site> records = RecordText.Load<Site>(path, TextOptions.Tsv with { DegreeOfParallelism = threads });
        double peak = (Status("VmHWM:") - idle - (records.Count * Site.Schema.Size)) / 1048576.0;
        Console.WriteLine("Private memory besides the records and the idle process, "
            + $"{records.Count} rows, threads: {threads}: {peak:0.0} MiB (bar: at most {Bar})");
    }

    private static long Status(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
    }
}
