using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Workers;

namespace SchemaToolkit.Tests.Faults;

/// <summary>What the library does with files and memory, each thing once and on a small scale, in a directory.</summary>
internal sealed class Deeds : IDisposable
{
    /// <summary>What starts a process.</summary>
    public const string Workers = "workers";

    private static readonly CpgSite[] _sites = Segments.Sites(1000);

    private readonly string _directory;
    private readonly string _name = Segments.NewName();
    private readonly SharedRecords<CpgSite> _segment;

    public Deeds(string directory)
    {
        _directory = directory;
        _segment = Segments.Publish(_sites, _name + "-held");
        All = new Dictionary<string, Action>
        {
            ["publish"] = () => Segments.Publish(_sites, _name).Dispose(),
            ["publish without a name"] = () => Segments.Publish(_sites).Dispose(),
            ["array"] = () => SharedRecords.CreateArray<CpgSite>(10, _name).Dispose(),
            ["array without a name"] = () => SharedRecords.CreateArray<CpgSite>(10).Dispose(),
            ["open"] = () => SharedRecords.Open<CpgSite>(_name + "-held").Dispose(),
            ["open a path"] = () => SharedRecords.Open<CpgSite>(In("there.npy")).Dispose(),
            ["load"] = () => RecordText.Load<CpgSite>(In("there.tsv"), TextOptions.Tsv).Dispose(),
            ["load gzip"] = () => RecordText.Load<CpgSite>(In("there.tsv.gz"), TextOptions.Tsv with { DegreeOfParallelism = 2 }).Dispose(),
            ["load shared"] = () => RecordText.LoadShared<CpgSite>(In("there.tsv"), TextOptions.Tsv, _name).Dispose(),
            ["batches"] = () => Assert.Single(RecordText.ReadBatchesAsync<CpgSite>(In("there.tsv"), TextOptions.Tsv).ToBlockingEnumerable()),
            ["standard input"] = () => RecordText.Load<CpgSite>(TextSource.StandardInput, TextOptions.Tsv).Dispose(),
            ["write"] = () => RecordText.Write(In("out.tsv"), _sites, TextOptions.Tsv),
            ["write gzip"] = () => RecordText.Write(In("out.tsv.gz"), _sites, TextOptions.Tsv),
            ["save"] = () => RecordNpy.Save(In("out.npy"), _sites),
            ["read npy"] = () => Assert.Equal(_sites.Length, RecordNpy.Load<CpgSite>(In("there.npy")).Length),
            ["map"] = () => RecordNpy.Map<CpgSite>(In("there.npy")).Dispose(),
            ["create"] = () => WriteHdf5(RecordHdf5.Create(In("out.h5"))),
            ["edit"] = () => WriteHdf5(RecordHdf5.Edit(In("there.h5")), $"{Guid.NewGuid()}"),
            ["edit in place"] = EditInPlace,
            ["batches to hdf5"] = () => WriteBatches(null),
            ["batches to chunks"] = () => WriteBatches(new Hdf5Options { Deflate = 1, ChunkRows = 100 }),
            ["append"] = Append,
            ["read hdf5"] = ReadHdf5,
            [Workers] = Work,
        };
        RecordText.Write(In("there.tsv"), _sites, TextOptions.Tsv);
        RecordText.Write(In("there.tsv.gz"), _sites, TextOptions.Tsv);
        RecordNpy.Save(In("there.npy"), _sites);
        WriteHdf5(RecordHdf5.Create(In("there.h5")));
    }

    /// <summary>Each by its name.</summary>
    public IReadOnlyDictionary<string, Action> All { get; }

    /// <summary>What is open, and what is on disk and in shared memory, in words. A file that libhdf5 was opening in the process of
    /// the tests may have been inherited; it counts the same before and after its test deletes it.</summary>
    public string[] State()
        => [
            .. Directory.GetFileSystemEntries("/proc/self/fd").Select(static entry => new FileInfo(entry).LinkTarget).OfType<string>().Where(static target => Path.GetExtension(target) is not (".dll" or ".pdb")).Select(static target => target.Replace(" (deleted)", "", StringComparison.Ordinal)).Order(),
            .. Directory.GetFileSystemEntries(_directory).Where(static entry => !Path.GetFileName(entry).StartsWith("out.", StringComparison.Ordinal)).Order(),
            .. Segments.Files(_name).Order(),
        ];

    public void Dispose() => _segment.Dispose();

    private static void WriteHdf5(RecordHdf5 file, string name = "sites")
    {
        using (file)
        {
            file.Write(name, _sites);
            file.Complete();
        }
    }

    private void EditInPlace()
    {
        WriteHdf5(RecordHdf5.Create(In("out.place.h5")));
        WriteHdf5(RecordHdf5.Edit(In("out.place.h5"), Hdf5EditMode.InPlace), "more");
    }

    private void WriteBatches(Hdf5Options? options)
    {
        using RecordHdf5 file = RecordHdf5.Create(In("out.h5"));
        file.Write("sites", new[] { _sites, _sites }, options);
        file.Complete();
    }

    // What could not be put into the file waits in the journal beside it, and is put there by the next time.
    private void Append()
    {
        using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(In("out.calls.h5"), "calls");
        appender.Append(_sites);
        appender.Flush();
        appender.Append(_sites);
    }

    private void ReadHdf5()
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(In("there.h5"));
        using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>(file.Names[^1]);
        Assert.Equal(_sites, dataset.ReadAll());
    }

    private void Work() => WorkAsync().GetAwaiter().GetResult();

    private async Task WorkAsync()
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(new WorkerOptions { Program = WorkerProgramFile.Executable, Processes = 1, Text = TextOptions.Tsv });
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([In("there.tsv")]))
        {
            result.Dispose();
        }
    }

    private string In(string name) => Path.Combine(_directory, name);
}
