namespace SchemaToolkit.Tests.Workers;

/// <summary>A record that the worker program declares otherwise under the same name.</summary>
[SharedRecord]
public partial struct Drifted
{
    public int Station;
    public double Value;
}

/// <summary>A record that the worker program has no workers for.</summary>
[SharedRecord]
public partial struct Unheard
{
    public int Value;
}

public class StartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AProgramStartsItselfAgain(bool asAssembly)
    {
        using var program = new WorkerProgramFile();
        (int exitCode, string output, string errors) = await program.RunAsync(asAssembly, "load", program.Table("a.tsv", 10), program.Table("b.tsv", 100));
        Assert.True(exitCode == 0, errors);
        Assert.Equal(["a.tsv 10 45", "b.tsv 100 4950"], output.Trim().Split('\n').Order());
        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task AnAssemblyCanBeTheProgram()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Program = WorkerProgramFile.Assembly });
        Assert.Equal(2, (await workers.ProcessesAsync(2)).Count);
    }

    [Fact]
    public async Task SeveralRecordsHaveWorkersInOneProgram()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> sites = RecordWorkers.Start<CpgSite>(program.Options());
        await using RecordWorkers<Reading> readings = RecordWorkers.Start<Reading>(program.Options());
        Assert.Single(await sites.LoadAsync([program.Table("a.tsv")]).DrainAsync());
        await foreach (LoadedRecords<Reading> result in readings.LoadAsync([program.Write("b.tsv", "5\t0.25\n")]))
        {
            using (result)
            {
                Assert.Equal(new Reading(5, 0.25), result.Records[0]);
            }
        }
    }

    [Fact]
    public async Task AWorkerForAnotherRecordIsToldAsSuch()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<Unheard> workers = RecordWorkers.Start<Unheard>(program.Options());
        var error = await Assert.ThrowsAsync<WorkerStartException>(async () => await workers.LoadAsync(["a"]).GetAsyncEnumerator().MoveNextAsync());
        Assert.Contains("works on SchemaToolkit.Tests.CpgSite where this program asked for SchemaToolkit.Tests.Workers.Unheard", error.Message, StringComparison.Ordinal);
        Assert.Contains("IsWorkerFor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARecordOfAnotherBuildIsASchemaMismatch()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<Drifted> workers = RecordWorkers.Start<Drifted>(program.Options());
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(async () => await workers.LoadAsync(["a"]).GetAsyncEnumerator().MoveNextAsync());
        Assert.Contains("('value', '<f4')", error.Message, StringComparison.Ordinal);
        Assert.Contains("('value', '<f8')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AForgottenFirstLineIsTold()
    {
        using var program = new WorkerProgramFile();
        program.Environment["FIRST_LINE"] = "missing";
        program.Environment["START_ANYWAY"] = "1";
        (int exitCode, _, string errors) = await program.RunAsync(asAssembly: false);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("WorkerStartException", errors, StringComparison.Ordinal);
        Assert.Contains("called RecordWorkers.Start", errors, StringComparison.Ordinal);
        Assert.Contains("if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync<CpgSite>();", errors, StringComparison.Ordinal);
        await program.WaitUntilGoneAsync();
    }

    [Fact]
    public async Task AProgramThatEndsBeforeItIsAWorkerIsTold()
    {
        using var program = new WorkerProgramFile();
        program.Environment["FIRST_LINE"] = "missing";
        WorkerStartException error = await StartFailsAsync(program.Options());
        Assert.Contains("ended with exit code 2 before it called RecordWorkers.RunWorkerAsync", error.Message, StringComparison.Ordinal);
        Assert.Contains("usage: a command that is not there", error.Message, StringComparison.Ordinal);
        Assert.Contains("if (RecordWorkers.IsWorker) return await", error.Message, StringComparison.Ordinal);
        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task AProgramThatNeverBecomesAWorkerIsGivenUp()
    {
        using var program = new WorkerProgramFile();
        WorkerStartException error = await StartFailsAsync(program.Options() with { Program = "/bin/cat", StartTimeout = TimeSpan.FromSeconds(0.5) });
        Assert.Contains("within 0.5 seconds (WorkerOptions.StartTimeout)", error.Message, StringComparison.Ordinal);
        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task AProgramThatEndsIsToldThoughAChildOfItLivesOn()
    {
        using var program = new WorkerProgramFile();
        string script = await program.WriteScriptAsync("sleep 300 &\nexit 3");
        WorkerStartException error = await StartFailsAsync(program.Options() with { Program = script }).WaitAsync(WorkerProgramFile.Patience);
        Assert.Contains("ended with exit code 3", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(program.Processes());
    }

    [Fact]
    public async Task AStartCanBeCancelled()
    {
        using var program = new WorkerProgramFile();
        using var cancel = new CancellationTokenSource();
        await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Program = "/bin/cat" }))
        {
            Task loading = workers.LoadAsync(["a"], cancel.Token).DrainAsync();
            await WorkerProgramFile.WaitUntilAsync(() => program.Processes().Count > 0, "no worker starts");
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        }

        Assert.Empty(program.Processes());
    }

    [Fact]
    public void AProgramThatIsNotThereIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => RecordWorkers.Start<CpgSite>(new WorkerOptions { Program = "/no/such/program" }));
        Assert.Contains("/no/such/program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramThatCannotRunIsTold()
    {
        using var program = new WorkerProgramFile();
        WorkerStartException error = await StartFailsAsync(program.Options() with { Program = program.Write("text", "no program") });
        Assert.Contains("cannot be started", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutsideAWorkerThereIsNoWorkToRun()
    {
        Assert.False(RecordWorkers.IsWorker);
        Assert.False(RecordWorkers.IsWorkerFor<CpgSite>());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(static () => RecordWorkers.RunWorkerAsync<CpgSite>());
        Assert.Contains("if (RecordWorkers.IsWorker)", error.Message, StringComparison.Ordinal);
    }

    private static async Task<WorkerStartException> StartFailsAsync(WorkerOptions options)
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(options);
        return await Assert.ThrowsAsync<WorkerStartException>(() => workers.LoadAsync(["a", "b", "c"]).DrainAsync());
    }
}
