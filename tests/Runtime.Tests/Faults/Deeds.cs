using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;
using SchemaToolkit.Tests.Workers;

namespace SchemaToolkit.Tests.Faults;

/// <summary>What the library does with files and memory, each thing once and on a small scale, in a directory.</summary>
internal sealed class Deeds : IDisposable
{
    /// <summary>What starts a process.</summary>
    public const string Workers = "workers";

    /// <summary>What starts another.</summary>
    public const string WorkersInto = "workers into hdf5";

    private const string Text = "out.tsv";
    private const string InPlace = "out.place.h5";
    private const string Calls = "out.calls.h5";

    private static readonly CpgSite[] _sites = Segments.Sites(1000);

    private readonly string _directory;
    private readonly string _name = Segments.NewName();
    private readonly SharedRecords<CpgSite> _segment;

    public Deeds(string directory)
    {
        _directory = directory;
        _segment = Segments.Publish(_sites, _name + "-held");
        var all = new Dictionary<string, Action>
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
            ["write"] = () => RecordText.Write(In(Text), _sites, TextOptions.Tsv),
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
            ["persistent"] = KeepAndDelete,
            ["folder"] = () => Publish(new SegmentOptions { Name = "segment", Directory = _directory }).Dispose(),
            ["array in a folder"] = () => SharedRecords.CreateArray<CpgSite>(10, new SegmentOptions { Name = "segment", Directory = _directory }).Dispose(),
            ["stream"] = Stream,
            ["table"] = CopyTable,
            ["save table"] = SaveTable,
            ["load into hdf5"] = LoadIntoHdf5,
            [Workers] = () => Wait(WorkAsync()),
            [WorkersInto] = () => Wait(WorkIntoAsync()),
        };
        if (!Portable.IsOn)
        {
            all.Add("alias", NameForPython);
        }

        All = all;
        RecordText.Write(In("there.tsv"), _sites, TextOptions.Tsv);
        RecordText.Write(In("there.tsv.gz"), _sites, TextOptions.Tsv);
        RecordText.Write(In("large.tsv"), Enumerable.Repeat(_sites, 10).SelectMany(static sites => sites), TextOptions.Tsv);
        RecordNpy.Save(In("there.npy"), _sites);
        WriteHdf5(RecordHdf5.Create(In("there.h5")));
    }

    /// <summary>Each by its name.</summary>
    public IReadOnlyDictionary<string, Action> All { get; }

    /// <summary>Those that leave more on disk each time.</summary>
    public static IReadOnlyList<string> Growing { get; } = ["append", "edit", "edit in place"];

    /// <summary>What is open, and what is on disk and in shared memory, in words. A file that libhdf5 had open in the process of the tests
    /// may have been inherited; its test gives it another name meanwhile, or deletes it.</summary>
    public string[] State()
        => [
            .. Directory.GetFileSystemEntries("/proc/self/fd").Select(static entry => new FileInfo(entry).LinkTarget).OfType<string>().Where(static target => Path.GetExtension(target) is not (".dll" or ".pdb") && target != WatchedCalls.Listener).Where(target => !IsOfAnotherTest(target)).Select(static target => target.Replace(" (deleted)", "", StringComparison.Ordinal)).Order(),
            .. Directory.GetFileSystemEntries(_directory).Where(static entry => !Path.GetFileName(entry).StartsWith("out.", StringComparison.Ordinal)).Order(),
            .. Segments.Files(_name).Order(),
            .. Directory.GetFiles("/dev/shm", _name + "*"),
        ];

    /// <summary>Whether a message says where something failed.</summary>
    public bool IsPlaced(string message)
        => message.Contains(_directory + "/", StringComparison.Ordinal) || message.Contains(_name, StringComparison.Ordinal)
        || message.Contains("Segment /proc/", StringComparison.Ordinal)
        || message.Contains("cannot be created in " + SegmentName.Root, StringComparison.Ordinal) || message.Contains("cannot be created in " + _directory, StringComparison.Ordinal)
        || message.Contains(SegmentName.DirectoryOf(SegmentName.CurrentUser), StringComparison.Ordinal);

    /// <summary>The files that were written and are not whole, in words.</summary>
    /// <param name="hasFailed">Whether that failed: what is changed in its place may then be damaged.</param>
    public List<string> Damaged(bool hasFailed)
    {
        var damaged = new List<string>();
        foreach (string path in Directory.GetFiles(_directory, "out.*").Where(path => !hasFailed || path != In(InPlace)))
        {
            try
            {
                if (!IsWhole(path))
                {
                    damaged.Add($"{path} has other records");
                }
            }
            catch (Exception e)
            {
                damaged.Add($"{path}: {e.Message}");
            }
        }

        return damaged;
    }

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
        WriteHdf5(RecordHdf5.Create(In(InPlace)));
        WriteHdf5(RecordHdf5.Edit(In(InPlace), Hdf5EditMode.InPlace), "more");
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
        using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(In(Calls), "calls");
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

    private static bool IsWhole(string path) => Path.GetExtension(path) switch
    {
        ".tsv" or ".gz" => RecordText.Read<CpgSite>(path, TextOptions.Tsv).AsSpan().SequenceEqual(_sites),
        ".npy" => RecordNpy.Load<CpgSite>(path).AsSpan().SequenceEqual(_sites),
        ".h5" => IsWholeHdf5(path),
        _ => path.EndsWith(Calls + ".journal", StringComparison.Ordinal),
    };

    private static bool IsWholeHdf5(string path)
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        foreach (string name in file.Names)
        {
            ReadOnlySpan<CpgSite> rows = file.Read<CpgSite>(name);
            for (; rows.Length >= _sites.Length && rows[.._sites.Length].SequenceEqual(_sites); rows = rows[_sites.Length..])
            {
            }

            if (!rows.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private static SharedRecords<CpgSite> Publish(SegmentOptions options)
    {
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(options);
        writer.Add(_sites);
        return writer.Publish();
    }

    private void KeepAndDelete()
    {
        Publish(new SegmentOptions { Name = _name, Lifetime = SegmentLifetime.Persistent }).Dispose();
        SharedRecords.Delete(_name);
    }

    private void NameForPython()
    {
        using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(10, _name);
        array.AliasForPython(_name + "-alias").Dispose();
    }

    private void Stream()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(
            _name, new StreamOptions { ChunkRows = 400, MaxChunks = 4, ReaderTimeout = TimeSpan.FromSeconds(5) });
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(_name);
        writer.Add(_sites);
        writer.Complete();
        int count = 0;
        foreach (SharedRecords<CpgSite> chunk in stream.ReadAllAsync().ToBlockingEnumerable())
        {
            count += (int)chunk.Count;
            chunk.Dispose();
        }

        Assert.Equal(_sites.Length, count);
    }

    private void CopyTable()
    {
        using RecordTable table = RecordNpy.LoadTable(In("there.npy"));
        using SharedTableWriter writer = SharedRecords.CreateTable(table.Schema, _name);
        writer.Add(table);
        writer.Publish().Dispose();
    }

    private void SaveTable()
    {
        using RecordTable table = RecordText.LoadTable(In("there.tsv"), CpgSite.Schema, TextOptions.Tsv);
        RecordNpy.SaveTable(In("out.table.npy"), table);
        RecordText.WriteTable(In("out.table.tsv"), table, TextOptions.Tsv);
    }

    private void LoadIntoHdf5()
    {
        using RecordHdf5 file = RecordHdf5.Create(In("out.loaded.h5"));
        file.Load<CpgSite>("sites", In("there.tsv"), TextOptions.Tsv);
        file.Complete();
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private async Task WorkIntoAsync()
    {
        using RecordHdf5 file = RecordHdf5.Create(In("out.workers.h5"));
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(new WorkerOptions { Program = WorkerProgramFile.Executable, Processes = 1, Text = TextOptions.Tsv });
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([In("large.tsv")], file))
        {
            result.Dispose();
        }

        file.Complete();
    }

    private async Task WorkAsync()
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(new WorkerOptions { Program = WorkerProgramFile.Executable, Processes = 1, Text = TextOptions.Tsv });
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([In("there.tsv")]))
        {
            result.Dispose();
        }
    }

    /// <summary>Leaves room for some pages only, on the file system of the files and named segments, until what is given is disposed.</summary>
    public FileStream Fill(int pages)
    {
        const int Page = 4096;
        var filler = new FileStream(In("filler"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.DeleteOnClose);
        filler.Write(new byte[Free() - (pages * Page)]);
        return filler;
    }

    /// <summary>The bytes that are free.</summary>
    public long Free() => new DriveInfo(_directory).AvailableFreeSpace;

    private bool IsOfAnotherTest(string file)
        => file.StartsWith(Path.Combine(Path.GetDirectoryName(_directory)!, TempDirectory.Start), StringComparison.Ordinal)
            && !file.StartsWith(_directory + "/", StringComparison.Ordinal);

    private string In(string name) => Path.Combine(_directory, name);
}
