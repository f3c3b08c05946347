namespace SchemaToolkit.Tests.Workers;

/// <summary>Jobs whose process is killed or that take too long, and what becomes of them.</summary>
public class RetryTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(0.5);

    [Theory]
    [InlineData("die once", WorkerMode.Pool)]
    [InlineData("die once", WorkerMode.ProcessPerJob)]
    [InlineData("hang once", WorkerMode.Pool)]
    [InlineData("wait once", WorkerMode.Pool)]
    public async Task AJobIsDoneAgain(string tag, WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs = [.. Enumerable.Range(0, 4).Select(i => new LoadJob(program.Table($"{i}.tsv", 1000)) { Tag = i % 2 == 0 ? tag : null })];
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(
            program.Options() with { Mode = mode, Retries = 1, JobTimeout = tag == "die once" ? null : WorkerProgramFile.Patience });
        if (tag != "die once")
        {
            // Only those that hang: the others may be slow on a busy machine.
            jobs = [.. jobs.Select(static job => job.Tag is null ? job : job with { Timeout = TimeSpan.FromSeconds(3) })];
        }

        List<(string Name, long Count)> loaded = await workers.LoadAsync(jobs).DrainAsync();
        Assert.Equal([("0.tsv", 1000), ("1.tsv", 1000), ("2.tsv", 1000), ("3.tsv", 1000)], loaded.Order());
    }

    /// <summary>The place of the first attempt in the file is given back before the second has one.</summary>
    [Theory]
    [InlineData(30_000)]
    [InlineData(10)]
    public async Task AJobIsDoneAgainIntoAFile(int rows)
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs = [.. Enumerable.Range(0, 3).Select(i => new LoadJob(program.Table($"{i}.tsv", rows)) { Tag = "die once" })];
        using (RecordHdf5 file = RecordHdf5.Create(program["out.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Retries = 1 });
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(jobs, file))
            {
                result.Dispose();
            }

            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(program["out.h5"]);
        Assert.All(jobs, job => Assert.Equal(RecordText.Read<CpgSite>(job.Path, TextOptions.Tsv), read.Read<CpgSite>(Path.GetFileName(job.Path))));
    }

    [Fact]
    public async Task AfterTheLastAttemptTheFailureIsTold()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1) with { Retries = 2 });
        var error = await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync([new LoadJob("a") { Tag = "die" }]).DrainAsync());
        WorkerException failure = Assert.Single(error.Failures);
        Assert.Equal(3, failure.Attempts);
        Assert.Equal("SIGKILL", failure.Signal);
        Assert.Contains("(attempt 3)", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What is wrong with the input will be wrong again; and who has chosen one reason has not chosen the other.</summary>
    [Theory]
    [InlineData("missing", WorkerRetry.Killed | WorkerRetry.TimedOut)]
    [InlineData("throw", WorkerRetry.Killed | WorkerRetry.TimedOut)]
    [InlineData("exit", WorkerRetry.Killed | WorkerRetry.TimedOut)]
    [InlineData("die", WorkerRetry.TimedOut)]
    [InlineData("wait once", WorkerRetry.Killed)]
    [InlineData("die", WorkerRetry.None)]
    public async Task OthersAreNotDoneAgain(string tag, WorkerRetry retry)
    {
        using var program = new WorkerProgramFile();
        LoadJob job = new(program["a"]) { Tag = tag == "missing" ? null : tag, Timeout = tag == "wait once" ? _soon : null };
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1) with { Retries = 5, RetryAfter = retry });
        var error = await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync([job]).DrainAsync());
        Assert.Equal(1, Assert.Single(error.Failures).Attempts);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("stopped")]
    public async Task AWorkerThatHangsIsKilledAndReplaced(string tag)
    {
        using var program = new WorkerProgramFile();
        string path = program.Table("a.tsv");
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        long hanging = (await workers.ProcessesAsync(1))[0].Value;
        if (tag == "stopped")
        {
            using var stop = System.Diagnostics.Process.Start("kill", ["-STOP", $"{hanging}"]);
            await stop.WaitForExitAsync();
        }

        var error = await Assert.ThrowsAsync<WorkerJobsException>(
            () => workers.LoadAsync([new LoadJob(path) { Tag = tag, Timeout = _soon }]).DrainAsync().WaitAsync(WorkerProgramFile.Patience));
        WorkerException failure = Assert.Single(error.Failures);
        Assert.True(failure.IsTimeout);
        Assert.Equal(path, failure.Path);
        Assert.Contains("a.tsv: not loaded within 0.5 seconds (LoadJob.Timeout); its worker process did not stop the work, and was killed.", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual(hanging, (await workers.ProcessesAsync(1))[0].Value);
    }

    [Theory]
    [InlineData(WorkerMode.Pool)]
    [InlineData(WorkerMode.InProcess)]
    public async Task WorkThatListensIsStopped(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        WorkerOptions options = program.Options(1) with { Mode = mode, JobTimeout = TimeSpan.FromSeconds(2) };
        await using RecordWorkers<CpgSite> workers = mode == WorkerMode.InProcess
            ? RecordWorkers.Start<CpgSite>(options with { Program = null }, static (job, writer, token) => job.Tag is null ? Task.CompletedTask : Task.Delay(Timeout.Infinite, token))
            : RecordWorkers.Start<CpgSite>(options);
        var error = await Assert.ThrowsAsync<WorkerJobsException>(
            () => workers.LoadAsync([new LoadJob(program.Table("a.tsv")) { Tag = "until cancelled" }, new LoadJob(program.Table("b.tsv"))]).DrainAsync());
        WorkerException failure = Assert.Single(error.Failures);
        Assert.True(failure.IsTimeout);
        Assert.Contains("a.tsv: not loaded within 2 seconds (WorkerOptions.JobTimeout); its work was stopped.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThreadsDoAJobAgainToo()
    {
        int attempts = 0;
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(
            new WorkerOptions { Mode = WorkerMode.InProcess, Retries = 3 },
            async (_, writer, token) =>
            {
                writer.Add(new CpgSite("a", 1, 0, 0, 0));
                await Task.Delay(++attempts < 3 ? Timeout.Infinite : 0, token);
            });
        Assert.Equal([("a", 1L)], await workers.LoadAsync([new LoadJob("a") { Timeout = _soon }]).DrainAsync());
        Assert.Equal(3, attempts);
    }

    [Fact]
    public void LimitsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordWorkers.Start<CpgSite>(new WorkerOptions { JobTimeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordWorkers.Start<CpgSite>(new WorkerOptions { JobTimeout = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordWorkers.Start<CpgSite>(new WorkerOptions { Retries = -1 }));
    }
}
