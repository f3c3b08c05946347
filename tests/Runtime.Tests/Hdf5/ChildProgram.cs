using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>This test assembly run as a program of its own, to be killed or starved.</summary>
internal static partial class ChildProgram
{
    private const string Variable = "SCHEMATOOLKIT_TEST_HDF5_CHILD";
    public const string LimitVariable = "SCHEMATOOLKIT_TEST_HDF5_LIMIT";
    private const int FileSizeLimit = 1;
    private const int SigXfsz = 25;

    public static Process Start(string action, string path, params (string Name, string Value)[] environment)
        => Start(action, path, inputToo: false, environment);

    public static Process Start(string action, string path, bool inputToo, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = inputToo };
        start.ArgumentList.Add(typeof(ChildProgram).Assembly.Location);
        start.Environment[Variable] = $"{action} {path}";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The same with <paramref name="directory"/> on a file system of 1 MB, which only the child sees.</summary>
    public static Process StartOnSmallDisk(string action, string directory, string name)
    {
        const string Script = "mount -t tmpfs -o size=1000000 none \"$1\" && exec \"$2\" \"$3\"";
        var start = new ProcessStartInfo("unshare", ["-rm", "sh", "-c", Script, "sh", directory, Environment.ProcessPath!, typeof(ChildProgram).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[Variable] = $"{action} {Path.Combine(directory, name)}";
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } command)
        {
            string[] parts = command.Split(' ', 2);
            switch (parts[0])
            {
                case "create": Create(parts[1]); break;
                case "hold": Hold(parts[1]); break;
                case "publish": Publish(parts[1]); break;
                case "starve": Starve(parts[1]); break;
                case "threads": Threads(parts[1]); break;
                case "load": Load(parts[1]); break;
                case "holdload": HoldLoad(parts[1]); break;
                case "killrename": KillAtRename(parts[1]); break;
                case "nolocks": WithoutLocks(parts[1]); break;
                case "fuzz": FuzzProgram.Run(parts[1]); break;
                case "append": AppendProgram.Append(parts[1]); break;
                case "flush": AppendProgram.Flush(parts[1]); break;
            }

            Environment.Exit(0);
        }
    }

    private static void Create(string path) => Report(() => RecordHdf5.Create(path).Dispose());

    private static void Hold(string path)
    {
        using RecordHdf5 file = RecordHdf5.Create(path);
        file.Write("partial", RoundTripTests.Sites(100_000));
        Console.WriteLine("written");
        Thread.Sleep(Timeout.Infinite);
    }

    private static void Publish(string path)
    {
        for (int generation = 1; ; generation++)
        {
            using RecordHdf5 file = RecordHdf5.Create(path);
            var rows = new CpgSite[5000];
            Array.Fill(rows, new CpgSite("chr", generation, 0, 0, 0));
            file.Write("rows", rows, new Hdf5Options { Deflate = 1 });
            file.Complete();
            Console.WriteLine(generation);
        }
    }

    /// <summary>Opens a file by one thread, and then by another.</summary>
    private static void Threads(string path)
    {
        for (int i = 0; i < 2; i++)
        {
            string outcome = "waits for ever";
            var thread = new Thread(() =>
            {
                try
                {
                    RecordHdf5.OpenRead(path).Dispose();
                }
                catch (Exception e)
                {
                    outcome = e.GetType().Name;
                }
            })
            { IsBackground = true };
            thread.Start();
            thread.Join(TimeSpan.FromSeconds(30));
            Console.WriteLine(outcome);
        }
    }

    /// <summary>Fills a small file system, or the size files may have, in the middle of a dataset and when a file is completed.</summary>
    private static void Starve(string path)
    {
        var rows = new CpgSite[50_000];
        new Random(1).NextBytes(MemoryMarshal.AsBytes(rows.AsSpan()));
        string? limited = Environment.GetEnvironmentVariable(LimitVariable);
        if (limited is not null)
        {
            _ = Signal(SigXfsz, 1);
            SetLimit(1_000_000);
        }

        for (int round = 0; round < 3; round++)
        {
            using RecordHdf5 file = RecordHdf5.Create(path);
            file.Write("fits", rows.AsSpan(0, 10));
            Report(() => file.Write("does not", rows, round == 0 ? null : new Hdf5Options { ChunkRows = 1000, Deflate = round - 1 }));
            Report(file.Complete);
        }

        // What is small enough stays in libhdf5's buffers until the file is completed.
        byte[] filler = new byte[limited is null ? 1_000_000 - 100_000 : 0];
        File.WriteAllBytes(path + ".filler", filler);
        if (limited is not null)
        {
            SetLimit(2000);
        }

        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            Report(() =>
            {
                for (int i = 0; i < 200; i++)
                {
                    file.Write($"small{i}", rows.AsSpan(0, 50));
                }

                file.Complete();
            });
        }

        File.Delete(path + ".filler");
        ReportLeft(path);
    }

    /// <summary>Loads a table that a small file system has no room for, with one thread and with several.</summary>
    private static void Load(string path)
    {
        string table = Path.GetTempFileName();
        File.WriteAllText(table, Loading.Tables.Rows(100_000));
        for (int threads = 1; threads <= 3; threads += 2)
        {
            using RecordHdf5 file = RecordHdf5.Create(path);
            file.Write("fits", RoundTripTests.Sites(10));
            Report(() => file.Load<CpgSite>("x", table, TextOptions.Tsv with { DegreeOfParallelism = threads }));
            Report(file.Complete);
        }

        File.Delete(table);
        ReportLeft(path);
    }

    /// <summary>Stops in the middle of a load.</summary>
    private static void HoldLoad(string path)
    {
        using RecordHdf5 file = RecordHdf5.Edit(path);
        file.Load<CpgSite>("x", Environment.GetEnvironmentVariable("TABLE")!, TextOptions.Tsv, new Stop());
    }

    /// <summary>Is killed when its file is about to take the place of the old one.</summary>
    private static void KillAtRename(string path)
    {
        using RecordHdf5 file = RecordHdf5.Create(path);
        file.Write("x", RoundTripTests.Sites(100_000));
        Faults.RefusedCall.KillsThisProcess(82, 0, 0);
        file.Complete();
    }

    /// <summary>Reads where the file system has no locks.</summary>
    private static void WithoutLocks(string path)
    {
        Faults.RefusedCall.ForThisProcess(73, 95);
        Report(() => RecordHdf5.OpenRead(path).Dispose());
        Report(() =>
        {
            using RecordHdf5 file = RecordHdf5.Edit(path);
            file.Complete();
        });
    }

    private static void ReportLeft(string path)
    {
        string directory = Path.GetDirectoryName(path)!;
        int files = Directory.GetFileSystemEntries(directory).Length;
        int descriptors = Directory.GetFiles("/proc/self/fd").Count(fd => new FileInfo(fd).LinkTarget is { } link && link.StartsWith(directory, StringComparison.Ordinal));
        Console.WriteLine($"left: {files} files, {descriptors} descriptors");
    }

    private static void Report(Action action)
    {
        try
        {
            action();
            Console.WriteLine("succeeded");
        }
        catch (Exception e)
        {
            string descriptor = e.ToString().Contains("/proc/self/fd", StringComparison.Ordinal) ? "A descriptor in the message: " : "";
            Console.WriteLine($"{descriptor}{e.GetType().Name}: {e.Message.Split('\n')[0]}");
        }
    }

    private static void SetLimit(ulong bytes)
    {
        var limit = new Limit { Current = bytes, Maximum = 1_000_000 };
        _ = SetLimit(FileSizeLimit, in limit);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    private sealed class Stop : IProgress<TextProgress>
    {
        public void Report(TextProgress value)
        {
            if (value.Rows > 0)
            {
                Console.WriteLine("loading");
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }

    private struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }
}
