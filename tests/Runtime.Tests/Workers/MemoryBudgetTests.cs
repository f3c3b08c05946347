namespace SchemaToolkit.Tests.Workers;

public class MemoryBudgetTests
{
    private const long Result = 100_000 * 26;

    [Fact]
    public async Task AConsumerThatKeepsEverythingIsToldAtTheBudget()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program));
        var kept = new List<LoadedRecords<CpgSite>>();
        var error = await Assert.ThrowsAsync<SharedMemoryFullException>(async () =>
        {
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Jobs(10)))
            {
                kept.Add(result);
            }
        });
        Assert.Contains("WorkerOptions.MemoryBudget", error.Message, StringComparison.Ordinal);
        Assert.InRange(kept.Count, 3, 5);
        kept.ForEach(static result => result.Dispose());
        Assert.Equal(10, (await workers.LoadAsync(Jobs(10)).DrainAsync()).Count);
    }

    [Fact]
    public async Task AConsumerThatDisposesHasAllTheBudgetAgain()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program));
        Assert.Equal(10, (await workers.LoadAsync(Jobs(10)).DrainAsync()).Count);
    }

    [Fact]
    public async Task AConsumerThatDisposesElsewhereIsWaitedFor()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program) with { ReleaseTimeout = WorkerProgramFile.Patience });
        var kept = new List<LoadedRecords<CpgSite>>();
        int count = 0;
        await using IAsyncEnumerator<LoadedRecords<CpgSite>> results = workers.LoadAsync(Jobs(8)).GetAsyncEnumerator();
        while (true)
        {
            ValueTask<bool> next = results.MoveNextAsync();
            if (kept.Count == 3)
            {
                // No job may start until these are disposed, and the next result is waited for.
                kept.ForEach(static one => one.Dispose());
                kept.Clear();
            }

            if (!await next)
            {
                break;
            }

            count++;
            kept.Add(results.Current);
        }

        Assert.Equal(8, count);
        kept.ForEach(static result => result.Dispose());
    }

    [Fact]
    public async Task OneResultMayBeLargerThanTheBudget()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program) with { MemoryBudget = 1 });
        Assert.Equal(3, (await workers.LoadAsync(Jobs(3)).DrainAsync()).Count);
    }

    [Fact]
    public async Task ResultsThatNobodyTakesAreNotPiledUp()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2));
        LoadJob[] jobs = [.. Enumerable.Range(0, 12).Select(i => new LoadJob(program[$"job{i}"]) { Tag = "process and tell" })];
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(jobs))
        {
            result.Dispose();
            await NothingStartsAnyMoreAsync(jobs);
            break;
        }

        // One taken, at most one ready when two more were begun.
        Assert.InRange(Started(jobs), 1, 4);
    }

    private static async Task NothingStartsAnyMoreAsync(LoadJob[] jobs)
    {
        int started = 0;
        int same = 0;
        await WorkerProgramFile.WaitUntilAsync(
            () =>
            {
                int now = Started(jobs);
                same = now == started ? same + 1 : 0;
                started = now;
                return same == 20 && started >= 2;
            },
            "jobs go on starting");
    }

    private static int Started(LoadJob[] jobs) => jobs.Count(static job => File.Exists(job.Path + ".started"));

    /// <summary>Header and footer are pages of their own.</summary>
    [Fact]
    public async Task PagesAreCounted()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program) with { MemoryBudget = 100_000 });
        var kept = new List<LoadedRecords<CpgSite>>();
        await Assert.ThrowsAsync<SharedMemoryFullException>(async () =>
        {
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Enumerable.Range(0, 100).Select(static i => new LoadJob($"{i}") { Tag = "process" })))
            {
                kept.Add(result);
            }
        });
        Assert.InRange(kept.Count, 10, 16);
        kept.ForEach(static result => result.Dispose());
    }

    [Fact]
    public async Task DescriptorsAreCounted()
    {
        using var program = new WorkerProgramFile();
        (_, string output, string errors) = await program.RunAfterAsync("ulimit -n 300", "keep", "1000");
        string[] lines = output.TrimEnd().Split('\n');
        Assert.True(lines.Length == 3, output + errors);
        Assert.Matches("^SharedMemoryFullException: [0-9]+ results are not disposed. Each has a descriptor, .*ulimit -n", lines[0]);
        Assert.InRange(int.Parse(lines[1], null), 20, 300);
        Assert.Equal("last 1", lines[2]);
    }

    /// <summary>Where the program itself takes the descriptors, it is still one exception, not one for each job.</summary>
    [Fact]
    public async Task NoDescriptorIsOneException()
    {
        using var program = new WorkerProgramFile();
        (_, string output, string errors) = await program.RunAfterAsync("ulimit -n 200", "exhaust", program.Table("a.tsv"));
        Assert.Matches("^IOException: Shared memory cannot be created: Too many open files.*ulimit -n", output);
        Assert.Empty(errors);
    }

    /// <summary>A table that is read into memory and cannot fit is an error at its start, not when the memory is full.</summary>
    [Theory]
    [InlineData(WorkerMode.Pool)]
    [InlineData(WorkerMode.ProcessPerJob)]
    public async Task ATableLargerThanTheMachineIsRefused(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        program.Environment["FIRST_LINE"] = "reads";
        program.Environment["DOTNET_GCTotalPhysicalMemory"] = "0x2000000";
        string large = program.Write("large.tsv", string.Concat(Enumerable.Repeat("c\t1\t2\t3\t4\n", 1_500_000)));
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Mode = mode });
        var error = await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync([large, program.Table("small.tsv")]).DrainAsync());
        WorkerException failure = Assert.Single(error.Failures);
        Assert.IsType<SharedMemoryFullException>(failure.InnerException);
        Assert.Contains("large.tsv: About 15", failure.Message, StringComparison.Ordinal);
        Assert.Contains("records of 26 bytes are more memory than the machine, or its container, has", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDefaultIsAPartOfWhatThereIs()
    {
        long total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Assert.InRange(MemoryBudget.Default(), 1 << 20, total / 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void NoBudgetIsRefused(long budget)
        => Assert.Throws<ArgumentOutOfRangeException>(() => RecordWorkers.Start<CpgSite>(new WorkerOptions { MemoryBudget = budget }));

    private static WorkerOptions Options(WorkerProgramFile program) => program.Options(2) with { MemoryBudget = 3 * Result, ReleaseTimeout = TimeSpan.FromSeconds(0.2) };

    private static IEnumerable<LoadJob> Jobs(int count) => Enumerable.Range(0, count).Select(static i => new LoadJob($"job{i}") { Tag = "many" });
}
