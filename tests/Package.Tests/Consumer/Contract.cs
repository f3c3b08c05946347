using System.Globalization;
using SchemaToolkit;

namespace Consumer;

/// <summary>What the package promises, by section.</summary>
public static class Contract
{
    private static readonly Dictionary<string, Func<Task>> _sections = new()
    {
        ["record"] = Synchronous(Record),
        ["text"] = TextAsync,
        ["memory"] = Synchronous(Memory),
        ["npy"] = Synchronous(Npy),
        ["hdf5"] = Synchronous(Hdf5),
        ["append"] = Synchronous(Append),
        ["tables"] = Synchronous(Tables),
        ["stream"] = StreamAsync,
        ["workers"] = WorkersAsync,
        ["place"] = PlaceAsync,
    };

    private static readonly CpgSite[] _sites =
        [.. Enumerable.Range(0, 5000).Select(static i => new CpgSite($"chr{1 + (i % 22)}", i * 37, i % 101 / 4f, i % 60, i % 7))];

    /// <summary>The program whose workers do the jobs, if it is not the one that runs.</summary>
    public static string? Program { get; set; }

    public static async Task RunAsync(params string[] sections)
    {
        string before = Directory.GetCurrentDirectory();
        string directory = Directory.CreateTempSubdirectory("contract-").FullName;
        try
        {
            Directory.SetCurrentDirectory(directory);
            File.WriteAllLines("sample.tsv", _sites.Select(
                static s => string.Create(CultureInfo.InvariantCulture, $"{s.Chr}\t{s.Pos}\t{s.Pct}\t{s.C}\t{s.T}")));
            File.WriteAllText("bad.tsv", "chr1\t1\t2\t3\t4\nchr1\t99999999999\t2\t3\t4\n");
            foreach (string section in sections.Length == 0 ? _sections.Keys : sections.AsEnumerable())
            {
                await _sections[section]();
                Console.WriteLine($"{section} ok");
            }
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The work of a worker process: a table by default, and a record more where the job says so.</summary>
    public static async Task WorkAsync(WorkerJob job, SharedRecordWriter<CpgSite> writer, CancellationToken token)
    {
        Console.WriteLine("what a worker prints does not disturb the parent");
        await foreach (ReadOnlyMemory<CpgSite> batch in RecordText.ReadBatchesAsync<CpgSite>(job.Path, job.Text, token))
        {
            writer.Add(batch.Span);
        }

        if (job.Tag == "more")
        {
            writer.Add("extra", 1, 2f, 3, 4);
        }
    }

    private static void Record()
    {
        Must(System.Runtime.CompilerServices.Unsafe.SizeOf<CpgSite>() == 26 && CpgSite.Schema.Size == 26);
        Must(CpgSite.Schema.NumpyDescr == "[('chr', '|S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]");
        Must(CpgSite.Schema.Fields[1] is { Name: "pos", Offset: 10 });
        var site = new CpgSite("chr1", 1, 2f, 3, 4);
        Must(site == new CpgSite("chr1", 1, 2f, 3, 4) && site.GetHashCode() == new CpgSite("chr1", 1, 2f, 3, 4).GetHashCode());
        Must(site.Chr == "chr1" && site.Chr == "chr1"u8 && site.Chr != "a chromosome's name that is too long");
        Throws<ArgumentException>(static () => _ = new CpgSite(string.Concat("chromosome", "10"), 1, 2f, 3, 4));
        Must(_sites.Columns.Pos.Sum() == 37 * 4999 * 2500L && _sites.Columns.C.Max() == 59 && _sites.AsSpan(10, 5).Columns.Pos[0] == 370);
        Odd[] odd = [new Odd(1, 2, 3, 4)];
        Must(odd.Columns.Length[0] == 1 && odd.Columns.Count[0] == 2 && odd.Columns.Max[0] == 3 && odd.Columns.Item[0] == 4);
        Station[] stations = [new() { Name = "Summit", Active = true, Quality = Quality.Bad, Number = 7, Site = site }];
        stations[0].Heights[2] = 2962;
        Must(stations.Columns.Site.Pos[0] == 1 && stations.Columns.HeightsAt(2)[0] == 2962 && stations.Columns.Number.Sum() == 7);
        Must(ByDtype.Schema.NumpyDescr == "[('a', '<i4'), ('b', '<f4', (2,)), ('c', '|S75'), ('d', '<U3')]");
    }

    private static async Task TextAsync()
    {
        Must(RecordText.Read<CpgSite>("sample.tsv", TextOptions.Tsv).AsSpan().SequenceEqual(_sites));
        using (RecordBuffer<CpgSite> buffer = RecordText.Load<CpgSite>("sample.tsv", TextOptions.Tsv))
        {
            Must(buffer.Records.SequenceEqual(_sites));
        }

        var rows = new List<CpgSite>();
        FileStream stream = File.OpenRead("sample.tsv");
        await using (stream)
        {
            await foreach (ReadOnlyMemory<CpgSite> batch in RecordText.ReadBatchesAsync<CpgSite>(stream, TextOptions.Tsv))
            {
                rows.AddRange(batch.Span);
            }
        }

        Must(rows.SequenceEqual(_sites));
        Must(CpgSite.Parse("chr1\t10468\t75\t3\t1"u8, TextOptions.Tsv) is { Pos: 10468, Pct: 75f, C: 3, T: 1 });
        RecordText.Write("written.tsv.gz", _sites, TextOptions.Tsv);
        Must(RecordText.Read<CpgSite>("written.tsv.gz", TextOptions.Tsv).AsSpan().SequenceEqual(_sites));
        RecordTextException bad = Throws<RecordTextException>(static () => RecordText.Read<CpgSite>("bad.tsv", TextOptions.Tsv));
        Must(bad is { LineNumber: 2, ColumnIndex: 1 } && bad.Path!.EndsWith("bad.tsv", StringComparison.Ordinal));
    }

    private static void Memory()
    {
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>();
        writer.Add("chr1", 10468, 75f, 3, 1);
        writer.Add(_sites.AsSpan());
        using SharedRecords<CpgSite> shared = writer.Publish();
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(shared.Reference);
        Must(seen.Count == 5001 && seen.Records[1..].SequenceEqual(_sites) && seen.Records.Columns.C.Sum() == 3 + _sites.Columns.C.Sum());
        Throws<SchemaMismatchException>(() => SharedRecords.Open<Odd>(shared.Reference).Dispose());

        string name = Name();
        using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(count: 1000, name: name);
        using SharedRecordArray<CpgSite> same = SharedRecords.OpenArray<CpgSite>(name);
        array.Records[7].Pos = 7;
        Must(same.Records[7].Pos == 7 && same.Records.Length == 1000);
        SegmentInfo segment = SharedRecords.List().Single(s => s.Name == name);
        Must(segment is { Rows: 1000, AttachedCount: >= 1 } && segment.NumpyDescr == CpgSite.Schema.NumpyDescr);
    }

    private static void Npy()
    {
        RecordNpy.Save("sites.npy", _sites);
        Must(RecordNpy.Load<CpgSite>("sites.npy").AsSpan().SequenceEqual(_sites));
        using RecordMap<CpgSite> mapped = RecordNpy.Map<CpgSite>("sites.npy");
        Must(mapped.Records.SequenceEqual(_sites));
        Throws<RecordFormatException>(static () => RecordNpy.Load<CpgSite>("sample.tsv"));
    }

    private static void Hdf5()
    {
        using (RecordHdf5 file = RecordHdf5.Create("never.h5"))
        {
            file.Write("x", _sites);
            file.Dispose();
        }

        Must(!File.Exists("never.h5"));
        using (RecordHdf5 file = RecordHdf5.Create("out.h5", Durability.Process))
        {
            file.Write("study/packed", _sites, new Hdf5Options { Deflate = 4, Shuffle = true });
            file.Write("plain", _sites);
            file.Write("stations", new Station[] { new() { Name = "Summit", Quality = Quality.Bad } });
            file.Attributes.Set("source", "made");
            file.AttributesOf("study").Set<int>("shape", [1, 2, 3]);
            file.Complete();
        }

        using RecordHdf5 h5 = RecordHdf5.OpenRead("out.h5");
        using Hdf5Dataset<CpgSite> packed = h5.OpenDataset<CpgSite>("study/packed");
        Must(packed.ReadAll().AsSpan().SequenceEqual(_sites) && packed.ReadColumn<int>("pos").AsSpan().SequenceEqual(_sites.Columns.Pos.ToArray()));
        using Hdf5Dataset<CpgSite> plain = h5.OpenDataset<CpgSite>("plain");
        using RecordMap<CpgSite> mapped = plain.Map();
        Must(mapped.Records.SequenceEqual(_sites) && h5.Read<Station>("stations")[0] is { Quality: Quality.Bad } station && station.Name == "Summit");
        Must(h5.Attributes.GetString("source") == "made" && h5.AttributesOf("study").GetArray<int>("shape") is [1, 2, 3] && h5.List().Count == 3);
        Throws<SchemaMismatchException>(() => h5.OpenDataset<Odd>("plain").Dispose());
    }

    private static void Append()
    {
        for (int i = 0; i < 2; i++)
        {
            using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>("calls.h5", "calls");
            appender.Append(_sites);
        }

        using RecordHdf5 h5 = RecordHdf5.OpenRead("calls.h5");
        Must(h5.Read<CpgSite>("calls").AsSpan().SequenceEqual([.. _sites, .. _sites]));
    }

    private static void Tables()
    {
        RecordSchema schema = RecordSchema.Parse("chr S10, pos i4, pct f4, c i4, t i4");
        Must(schema.Fingerprint == CpgSite.Schema.Fingerprint);
        using RecordTable table = RecordText.LoadTable("sample.tsv", schema, TextOptions.Tsv);
        Must(table.As<CpgSite>().SequenceEqual(_sites) && table.Column<int>("c").Sum() == _sites.Columns.C.Sum() && table.Text("chr")[1] == "chr2");
        RecordNpy.SaveTable("table.npy", table);
        using (RecordHdf5 file = RecordHdf5.Create("tables.h5", Durability.Process))
        {
            file.Write("x", table);
            file.Complete();
        }

        using RecordHdf5 h5 = RecordHdf5.OpenRead("tables.h5");
        using RecordTable back = h5.OpenTable("x");
        Must(back.As<CpgSite>().SequenceEqual(_sites) && RecordNpy.Load<CpgSite>("table.npy").AsSpan().SequenceEqual(_sites));
        Throws<SchemaMismatchException>(() => table.Column<double>("c"));
    }

    private static async Task StreamAsync()
    {
        string name = Name();
        using SharedRecordStreamWriter<CpgSite> producer = SharedRecords.CreateStream<CpgSite>(name: name, new StreamOptions { ChunkRows = 1000, MaxChunks = 2 });
        Task produce = Task.Run(() =>
        {
            producer.Add(_sites);
            producer.Complete();
        });
        var seen = new List<CpgSite>();
        using (SharedRecordStream<CpgSite> live = SharedRecords.OpenStream<CpgSite>(name))
        {
            await foreach (SharedRecords<CpgSite> chunk in live.ReadAllAsync())
            {
                using (chunk)
                {
                    seen.AddRange(chunk.Records);
                }
            }
        }

        await produce;
        Must(seen.SequenceEqual(_sites));
    }

    private static async Task WorkersAsync()
    {
        using (RecordHdf5 file = RecordHdf5.Create("job.h5", Durability.Process))
        {
            RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(new WorkerOptions { Processes = 2, Text = TextOptions.Tsv, Program = Program });
            await using (workers)
            {
                await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(
                    [new LoadJob("sample.tsv"), new LoadJob("sample.tsv") { Name = "more", Tag = "more" }]))
                {
                    using (sample)
                    {
                        file.Write(sample.Name, sample.Records);
                    }
                }

                int good = 0;
                WorkerJobsException failed = await ThrowsAsync<WorkerJobsException>(async () =>
                {
                    await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(["sample.tsv", "bad.tsv"]))
                    {
                        using (sample)
                        {
                            good++;
                        }
                    }
                });
                Must(good == 1 && failed.Failures is [{ InnerException: RecordTextException { LineNumber: 2 } }]);
            }

            file.Complete();
        }

        using RecordHdf5 h5 = RecordHdf5.OpenRead("job.h5");
        Must(h5.Read<CpgSite>("sample.tsv").AsSpan().SequenceEqual(_sites) && h5.Read<CpgSite>("more") is [.., var last] && last.Chr == "extra");
    }

    private static async Task PlaceAsync()
    {
        using (RecordHdf5 file = RecordHdf5.Create("place.h5", Durability.Process))
        {
            Must(file.Load<CpgSite>("direct", "sample.tsv", TextOptions.Tsv) == 5000);
            RecordWorkers<CpgSite> processes = RecordWorkers.Start<CpgSite>(new WorkerOptions { Processes = 1, Text = TextOptions.Tsv, Program = Program });
            RecordWorkers<CpgSite> threads = RecordWorkers.Start<CpgSite>(new WorkerOptions { Mode = WorkerMode.InProcess, Text = TextOptions.Tsv });
            await using (processes)
            await using (threads)
            {
                foreach ((RecordWorkers<CpgSite> workers, string name) in new[] { (processes, "process"), (threads, "thread") })
                {
                    await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync([new LoadJob("sample.tsv") { Name = name }], file))
                    {
                        using (sample)
                        {
                            Must(sample.Records.SequenceEqual(_sites));
                        }
                    }
                }
            }

            file.Complete();
        }

        using RecordHdf5 h5 = RecordHdf5.OpenRead("place.h5");
        foreach (string name in new[] { "direct", "process", "thread" })
        {
            Must(h5.Read<CpgSite>(name).AsSpan().SequenceEqual(_sites));
        }
    }

    private static Func<Task> Synchronous(Action section) => () =>
    {
        section();
        return Task.CompletedTask;
    };

    private static string Name() => $"contract-{Guid.NewGuid():N}";

    private static void Must(bool isTrue, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(isTrue))] string? what = null)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException($"broken: {what}");
        }
    }

    private static TException Throws<TException>(Action action)
        where TException : Exception
        => ThrowsAsync<TException>(Synchronous(action)).GetAwaiter().GetResult();

    private static async Task<TException> ThrowsAsync<TException>(Func<Task> action)
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException e)
        {
            return e;
        }

        throw new InvalidOperationException($"no {typeof(TException).Name}");
    }
}
