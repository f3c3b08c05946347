using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

public class LoadTests
{
    [Fact]
    public async Task WorkersLoadFilesIntoSharedMemory()
    {
        using var program = new WorkerProgramFile();
        string path = program.Table("sample.tsv", 1000);
        CpgSite[] expected = RecordText.Read<CpgSite>(path, TextOptions.Tsv);
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        LoadedRecords<CpgSite>? kept = null;
        await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync([path], CancellationToken.None))
        {
            kept = sample;
            Assert.Equal("sample.tsv", sample.Name);
            Assert.Equal(path, sample.Path);
            Assert.Equal(1000, sample.Count);
            Assert.True(sample.Records.SequenceEqual(expected));
            Assert.Equal("499500 chr0", Python.Run("a = np.load(sys.argv[1], mmap_mode='r'); print(a['pos'].sum(), a['chr'][0].decode())", sample.Reference));
        }

        await workers.DisposeAsync();
        Assert.True(kept!.Records.SequenceEqual(expected), "a result outlives the workers");
        kept.Dispose();
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kept.Records.Length);
    }

    [Fact]
    public async Task ResultsComeInOrderOfCompletion()
    {
        using var program = new WorkerProgramFile();
        string slow = program.Table("slow.tsv");
        string fast = program.Table("fast.tsv");
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        var names = new List<string>();
        await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync([new LoadJob(slow) { Tag = "when released" }, new LoadJob(fast)]))
        {
            sample.Dispose();
            names.Add(sample.Name);
            program.Write("slow.tsv.released", "");
        }

        Assert.Equal(["fast.tsv", "slow.tsv"], names);
    }

    [Fact]
    public async Task JobsHaveOptionsNamesAndTagsOfTheirOwn()
    {
        using var program = new WorkerProgramFile();
        string comma = program.Write("comma.csv", "chr1,7,0.5,1,2\n");
        string tab = program.Table("tab.tsv", 2);
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        List<(string Name, long)> seen = await workers.LoadAsync(
            [new LoadJob(comma) { Text = TextOptions.Csv, Name = "named" }, new LoadJob(tab), new LoadJob(tab) { Name = "process", Tag = "process" }],
            CancellationToken.None).DrainAsync();
        Assert.Equal([("named", 1), ("process", 1), ("tab.tsv", 2)], seen.Order());
    }

    [Fact]
    public async Task UserCodeMayPrint()
    {
        using var program = new WorkerProgramFile();
        program.Environment["NOISY"] = "1";
        string path = program.Table("sample.tsv", 5);
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        List<(string, long)> seen = await workers.LoadAsync([new LoadJob(path) { Tag = "print" }, new LoadJob(path) { Name = "again" }]).DrainAsync();
        Assert.Equal([("sample.tsv", 5), ("again", 5)], seen);
    }

    [Fact]
    public async Task ChildrenOfWorkersAreNoWorkersAndHaveNoPartInTheProtocol()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        List<(string, long)> seen = await workers.LoadAsync([new LoadJob("any") { Tag = "environment" }]).DrainAsync(static result => result.Records[0].Pos);
        Assert.Equal([("any", 0)], seen);
    }

    [Fact]
    public async Task APoolSharesTheJobs()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2));
        List<(string Name, long Process)> first = await workers.ProcessesAsync(10);
        List<(string Name, long Process)> second = await workers.ProcessesAsync(10);
        Assert.Equal(10, first.Select(static seen => seen.Name).Distinct().Count());
        Assert.InRange(first.Concat(second).Select(static seen => seen.Process).Distinct().Count(), 1, 2);
    }

    [Fact]
    public async Task EveryJobCanHaveAProcessOfItsOwn()
    {
        using var program = new WorkerProgramFile();
        await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2) with { Mode = WorkerMode.ProcessPerJob }))
        {
            List<(string Name, long Process)> seen = await workers.ProcessesAsync(5);
            Assert.Equal(5, seen.Select(static one => one.Process).Distinct().Count());
        }

        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task SeveralLoadsGoOnAtATime()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2));
        int inner = 0;
        await foreach (LoadedRecords<CpgSite> outer in workers.LoadAsync(Jobs("outer")))
        {
            using (outer)
            {
                inner += (await workers.ProcessesAsync(3, outer.Name)).Count;
            }
        }

        Assert.Equal(12, inner);

        static IEnumerable<LoadJob> Jobs(string prefix) => Enumerable.Range(0, 4).Select(i => new LoadJob($"{prefix}{i}") { Tag = "process" });
    }

    [Fact]
    public async Task NothingToLoadIsNothing()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        Assert.Empty(await workers.LoadAsync(Array.Empty<string>()).DrainAsync());
        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task TwoJobsOfOneNameAreRefusedBeforeAnyStarts()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        var error = Assert.Throws<ArgumentException>(() => workers.LoadAsync(["a/x.tsv", "y.tsv", "b/x.tsv"]));
        Assert.Contains("'a/x.tsv' and 'b/x.tsv' would both be named 'x.tsv'", error.Message, StringComparison.Ordinal);
        Assert.Empty(program.Processes());
        Assert.Equal(2, (await workers.LoadAsync([new LoadJob("a/x") { Tag = "process" }, new LoadJob("b/x") { Tag = "process", Name = "y" }]).DrainAsync()).Count);
    }
}
