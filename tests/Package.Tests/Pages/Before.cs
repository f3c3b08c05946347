global using SchemaToolkit;

using System.Diagnostics;

/// <summary>What a reader of the pages has from before: rows, files, segments. A block of a page is a method below it.</summary>
public class Page
{
    private static readonly List<IDisposable> _owned = [];
    private static RecordWorkers<CpgSite>? _workers;

#pragma warning disable IDE1006 // The names that the pages have.
    protected static readonly CpgSite[] sites =
        [.. Enumerable.Range(0, 1000).Select(static i => new CpgSite($"chr{1 + (i % 22)}", i * 7, i % 101 / 4f, i % 60, i % 7))];

    protected static readonly CpgSite[] buffer = new CpgSite[10];
    protected static readonly string[] files = ["sample1", "huge.tsv"];
    protected static readonly string[] args = ["chr S10, pos i4, pct f4, c i4, t i4"];
    protected static readonly CancellationToken cancellationToken = CancellationToken.None;
    protected static long methylated;

    protected static SharedRecords<CpgSite> shared => field ??= Own(Publish());

    protected static SharedRecordArray<CpgSite> array => field ??= Own(SharedRecords.CreateArray<CpgSite>(count: 1_000_000, name: "shared-by-all"));

    protected static RecordHdf5 other => field ??= Own(RecordHdf5.OpenRead("other.h5"));

    protected static RecordWorkers<CpgSite> workers => _workers ??= RecordWorkers.Start<CpgSite>(new WorkerOptions { Processes = 2, Text = TextOptions.Tsv });
#pragma warning restore IDE1006

    public static async Task EndAsync()
    {
        if (_workers is not null)
        {
            await _workers.DisposeAsync();
        }

        _owned.ForEach(static owned => owned.Dispose());
    }

    protected static void Use(ReadOnlySpan<CpgSite> part) => Console.WriteLine(part.Length);

    /// <summary>Starts Python, and gives it when it has printed a line.</summary>
    protected static Process Python(string script)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        return process.StandardOutput.ReadLine() is not null ? process : throw new InvalidOperationException("Python failed.");
    }

    /// <summary>Lets it end.</summary>
    protected static void End(Process python)
    {
        python.StandardInput.Close();
        python.WaitForExit();
        if (python.ExitCode != 0)
        {
            throw new InvalidOperationException("Python failed.");
        }
    }

    private static SharedRecords<CpgSite> Publish()
    {
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
        writer.Add(sites);
        return writer.Publish();
    }

    private static T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    protected static class Arguments
    {
        public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
    }
}
