using System.Diagnostics;
using System.Runtime.CompilerServices;
using SchemaToolkit.Tests.Faults;
using SchemaToolkit.Tests.SharedMemory;

namespace SchemaToolkit.Tests.Systems;

/// <summary>This test assembly run as a program of its own, without a call of Linux. It does what the library does with files and
/// memory, and says what fails, and what is left.</summary>
internal static class PortableProgram
{
    private const string Variable = "SCHEMATOOLKIT_TEST_PORTABLE";

    private static readonly CpgSite[] _sites = Segments.Sites(1000);

    /// <summary>Does it all.</summary>
    /// <param name="directory">For files.</param>
    /// <returns>What is wrong.</returns>
    public static string Start(string directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(PortableProgram).Assembly.Location]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = directory;
        start.Environment[global::SchemaToolkit.Portable.Variable] = "1";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : $"{said}{errors.Result}It ended with exit code {process.ExitCode}.";
    }

    [ModuleInitializer]
    internal static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } directory)
        {
            // Other threads can use nothing of this assembly before this method has returned.
            new Thread(() => Run(directory)).Start();
        }
    }

    private static void Run(string directory)
    {
        using var deeds = new Deeds(directory);
        foreach ((string name, Action deed) in deeds.All.Append(new("stream", Stream)).Append(new("raw", () => Raw(directory))).Append(new("list", List)).Append(new("pipe", () => Pipe(directory))).Append(new("what needs Linux", NeedLinux)))
        {
            try
            {
                deed(); // What the runtime opens when it is first needed.
                string[] before = deeds.State();
                deed();
                FaultProgram.Compare(deeds, before, $"{name}: left is", "");
            }
            catch (Exception error)
            {
                Console.WriteLine($"{name}: {error}");
            }
        }
    }

    private static void Stream()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: new StreamOptions { ChunkRows = 300 });
        writer.Add(_sites);
        writer.Complete();
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(writer.Name);
        int count = 0;
        foreach (SharedRecords<CpgSite> chunk in stream.ReadAllAsync().ToBlockingEnumerable())
        {
            Assert.Equal(_sites.AsSpan(count, (int)chunk.Count), chunk.Records);
            count += (int)chunk.Count;
            chunk.Dispose();
        }

        Assert.Equal(_sites.Length, count);
    }

    private static void Raw(string directory)
    {
        string path = Path.Combine(directory, "raw");
        File.WriteAllBytes(path, new byte[26 * 10]);
        using (SharedRecordArray<CpgSite> array = SharedRecords.OpenRaw<CpgSite>(path))
        {
            array[9].Pos = 5;
        }

        Assert.Equal(5, File.ReadAllBytes(path)[(26 * 9) + 10]);
        File.Delete(path);
    }

    private static void NeedLinux()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites, Segments.NewName());
        PlatformNotSupportedException refused = Assert.Throws<PlatformNotSupportedException>(() => shared.AliasForPython("a"));
        Assert.Contains($"np.load(r'{shared.Reference}'", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever opens a pipe waits for its other end.</summary>
    private static void Pipe(string directory)
    {
        string folder = Directory.CreateDirectory(Path.Combine(directory, "pipes")).FullName;
        using (Process make = Process.Start("mkfifo", [Path.Combine(folder, "pipe.npy")]))
        {
            make.WaitForExit();
        }

        using (SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(new SegmentOptions { Name = "a", Directory = folder }))
        {
            writer.Add(_sites);
            using SharedRecords<CpgSite> shared = writer.Publish();
            Assert.Equal([shared.Reference], SharedRecords.List(folder).Select(static info => info.Reference));
        }

        Assert.Throws<RecordFormatException>(() => SharedRecords.Open<CpgSite>(Path.Combine(folder, "pipe.npy")));
        Assert.Throws<SegmentExistsException>(() => SharedRecords.Create<CpgSite>(new SegmentOptions { Name = "pipe", Directory = folder }));
        Assert.Equal(["pipe.npy"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        Directory.Delete(folder, recursive: true);
    }

    private static void List()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites);
        Assert.Contains(SharedRecords.List(), info => info.Reference == shared.Reference && info.Rows == _sites.Length);
        Assert.True(SharedRecords.Reap() >= 0);
    }
}
