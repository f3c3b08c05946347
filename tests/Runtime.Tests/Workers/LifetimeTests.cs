using System.Diagnostics;

namespace SchemaToolkit.Tests.Workers;

public class LifetimeTests
{
    [Fact]
    public async Task DisposeLeavesNoProcess()
    {
        using var program = new WorkerProgramFile();
        await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2)))
        {
            await workers.ProcessesAsync(4);
            Assert.NotEmpty(program.Processes());
        }

        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task DisposeEndsALoadThatIsGoingOn()
    {
        using var program = new WorkerProgramFile();
        string path = program["file"];
        RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        Task loading = workers.LoadAsync([new LoadJob(path) { Tag = "hang" }]).DrainAsync();
        await program.WaitForFileAsync(path + ".started");
        await workers.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => loading);
        Assert.Empty(program.Processes());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => workers.ProcessesAsync(1));
    }

    [Fact]
    public async Task CancellingTellsTheWork()
    {
        using var program = new WorkerProgramFile();
        string path = program["file"];
        using var cancel = new CancellationTokenSource();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        long before = (await workers.ProcessesAsync(1))[0].Value;
        Task loading = workers.LoadAsync([new LoadJob(path) { Tag = "until cancelled" }, new LoadJob("never") { Tag = "process" }], cancel.Token).DrainAsync();
        await program.WaitForFileAsync(path + ".started");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        await program.WaitForFileAsync(path + ".cancelled");
        Assert.Equal(before, (await workers.ProcessesAsync(1))[0].Value);
    }

    [Fact]
    public async Task CancellingKillsWorkThatDoesNotListen()
    {
        using var program = new WorkerProgramFile();
        string path = program["file"];
        using var cancel = new CancellationTokenSource();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        Task loading = workers.LoadAsync([new LoadJob(path) { Tag = "hang" }], cancel.Token).DrainAsync();
        long stuck = int.Parse(await program.WaitForFileAsync(path + ".started"), null);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        Assert.NotEqual(stuck, (await workers.ProcessesAsync(1))[0].Value);
    }

    [Fact]
    public async Task CancellingStopsASlowConsumersJobsAtOnce()
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs = [.. Enumerable.Range(0, 100).Select(i => new LoadJob(program[$"job{i}"]) { Tag = "process and tell" })];
        using var cancel = new CancellationTokenSource();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2));
        int results = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(jobs, cancel.Token))
            {
                result.Dispose();
                if (++results == 3)
                {
                    await cancel.CancelAsync();

                    // These processes are free again, and do jobs of another run while this consumer is busy.
                    Assert.Equal(2, (await workers.ProcessesAsync(2)).Count);
                }
            }
        });
        Assert.Equal(3, results);
        Assert.InRange(jobs.Count(static job => File.Exists(job.Path + ".started")), 3, 8);
    }

    [Fact]
    public async Task CancellingAfterTheLastResultIsCancellingToo()
    {
        using var program = new WorkerProgramFile();
        using var cancel = new CancellationTokenSource();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([new LoadJob("only") { Tag = "process" }], cancel.Token))
            {
                result.Dispose();
                await cancel.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task CancelledBeforehandStartsNothing()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workers.LoadAsync(["x"], new CancellationToken(canceled: true)).DrainAsync());
        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task LeavingTheLoopStopsTheRest()
    {
        using var program = new WorkerProgramFile();
        string path = program["file"];
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2));
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([new LoadJob("first") { Tag = "process" }, new LoadJob(path) { Tag = "until cancelled" }]))
        {
            result.Dispose();
            await program.WaitForFileAsync(path + ".started");
            break;
        }

        await program.WaitForFileAsync(path + ".cancelled");
        Assert.Equal(2, (await workers.ProcessesAsync(2)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WorkersThatAreBusyGoWithAKilledParent(bool asAssembly)
    {
        using var program = new WorkerProgramFile();
        string[] files = [program["a"], program["b"]];
        using Process parent = program.Start(asAssembly, ["hang", .. files]);
        foreach (string file in files)
        {
            await program.WaitForFileAsync(file + ".started");
        }

        Assert.Equal(3, program.Processes().Count);
        parent.Kill();
        await program.WaitUntilGoneAsync();
    }

    [Fact]
    public async Task WorkersThatAreIdleGoWithAKilledParent()
    {
        using var program = new WorkerProgramFile();
        using Process parent = program.Start(asAssembly: false, "idle", program.Table("a.tsv"));
        Assert.Equal("idle", await parent.StandardOutput.ReadLineAsync());
        Assert.Equal(2, program.Processes().Count);
        parent.Kill();
        await program.WaitUntilGoneAsync();
    }

    [Fact]
    public async Task AWorkerThatStartsAfterItsParentDiedDoesNotGoOnAsAProgram()
    {
        using var program = new WorkerProgramFile();
        program.Environment["SCHEMATOOLKIT_WORKER"] = "1,, token any";

        // Nobody can write to its input any more when it starts.
        string script = await program.WriteScriptAsync($": | (sleep 0.2; {WorkerProgramFile.Executable}; echo $?)");
        using Process shell = Process.Start(new ProcessStartInfo(script) { RedirectStandardOutput = true, Environment = { ["SCHEMATOOLKIT_WORKER"] = "1,, token any" } })!;
        Assert.Equal("1\n", await shell.StandardOutput.ReadToEndAsync());
    }

    [Fact]
    public async Task ResultsAreDisposedOnceWhoeverDisposes()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2) with { MemoryBudget = 4_000_000, ReleaseTimeout = TimeSpan.FromSeconds(0.2) });
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Enumerable.Range(0, 8).Select(static i => new LoadJob($"{i}") { Tag = "many" })))
        {
            Parallel.For(0, 4, _ => result.Dispose());
            result.Dispose();
            Assert.Throws<ObjectDisposedException>(() => result.Records.Length);
        }

        // Had some been given back twice, there would be more than the budget.
        await Assert.ThrowsAsync<SharedMemoryFullException>(async () =>
        {
            var kept = new List<LoadedRecords<CpgSite>>();
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Enumerable.Range(0, 8).Select(static i => new LoadJob($"{i}") { Tag = "many" })))
            {
                kept.Add(result);
            }
        });
    }

    [Fact]
    public async Task NoDescriptorIsLeft()
    {
        using var program = new WorkerProgramFile();
        (int exitCode, string output, string errors) = await program.RunAsync(asAssembly: false, "descriptors", program.Table("a.tsv"), program["missing.tsv"]);
        Assert.True(exitCode == 0, errors);
        Assert.Equal("0 descriptors more", output.Trim());
        Assert.Empty(program.Processes());
    }
}
