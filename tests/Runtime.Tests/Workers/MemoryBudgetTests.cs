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
