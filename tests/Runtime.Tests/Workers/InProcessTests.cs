using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>The same API without processes.</summary>
public class InProcessTests
{
    private static readonly WorkerOptions _options = new() { Mode = WorkerMode.InProcess, Processes = 2, Text = TextOptions.Tsv };

    [Fact]
    public async Task ThreadsGiveWhatProcessesGive()
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs =
        [
            new(program.Table("a.tsv", 1000)),
            new(program.Table("b.tsv", 0)),
            new(program.Write("bad.tsv", "chr1\t1\t.5\t1\t2\nchr1\tx\ty\t1\t2\n")) { Text = TextOptions.Tsv with { ErrorPolicy = ErrorPolicy.Collect } },
            new(program.Write("c.csv", "chr1,7,0.5,1,2\n")) { Text = TextOptions.Csv, Name = "named" },
        ];
        await using RecordWorkers<CpgSite> processes = RecordWorkers.Start<CpgSite>(program.Options());
        await using RecordWorkers<CpgSite> threads = RecordWorkers.Start<CpgSite>(_options);
        Assert.Equal(await SeenAsync(processes, jobs), await SeenAsync(threads, jobs));
    }

    [Fact]
    public async Task FailuresAreTheSame()
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs =
        [
            new(program.Write("bad.tsv", "chr1\tx\t.5\t1\t2\n")),
            new(program["missing.tsv"]),
            new(program.Table("good.tsv")),
        ];
        await using RecordWorkers<CpgSite> processes = RecordWorkers.Start<CpgSite>(program.Options());
        await using RecordWorkers<CpgSite> threads = RecordWorkers.Start<CpgSite>(_options);
        var expected = await Assert.ThrowsAsync<WorkerJobsException>(() => processes.LoadAsync(jobs).DrainAsync());
        var actual = await Assert.ThrowsAsync<WorkerJobsException>(() => threads.LoadAsync(jobs).DrainAsync());
        Assert.Equal(Words(expected), Words(actual));

        static IEnumerable<string> Words(WorkerJobsException error)
            => error.Failures.Select(static failure => $"{failure.Message} {failure.RemoteType} {failure.InnerException!.GetType()} {failure.Path}").Order();
    }

    [Fact]
    public async Task WorkAndOptionsMayBeDelegates()
    {
        using var program = new WorkerProgramFile();
        string path = program.Write("bad.tsv", "chr1\t1\t.5\t1\t2\nchr1\tx\t.5\t1\t2\n");
        int asked = 0;
        TextOptions text = TextOptions.Tsv with
        {
            ErrorHandler = _ =>
            {
                asked++;
                return ErrorAction.Skip;
            },
        };
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(
            _options with { Text = text },
            async (job, writer, _) =>
            {
                await Task.Yield();
                writer.Add(RecordText.Read<CpgSite>(job.Path, job.Text, job.Report));
                writer.Add(new CpgSite("tag", job.Tag!.Length, 0, 0, 0));
            });
        Assert.Equal([("bad.tsv", 2)], await workers.LoadAsync([new LoadJob(path) { Tag = "12345" }]).DrainAsync());
        Assert.Equal(1, asked);
        var error = Assert.Throws<ArgumentException>(() => RecordWorkers.Start<CpgSite>(new WorkerOptions(), static (_, _, _) => Task.CompletedTask));
        Assert.Contains("InProcess", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellingTellsTheWorkAndDisposingWaitsForIt()
    {
        using var cancel = new CancellationTokenSource();
        bool hasEnded = false;
        RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(_options, async (_, _, token) =>
        {
            cancel.Cancel();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                hasEnded = true;
            }
        });
        LoadJob[] jobs = [new("a"), new("b"), new("c")];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workers.LoadAsync(jobs, cancel.Token).DrainAsync());
        await workers.DisposeAsync();
        Assert.True(hasEnded);
    }

    [Fact]
    public async Task WorkThatCancelsItselfHasFailed()
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(_options, static (_, _, _) => throw new OperationCanceledException("of its own"));
        var error = await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync(["a"]).DrainAsync());
        Assert.IsType<OperationCanceledException>(Assert.Single(error.Failures).InnerException);
    }

    [Fact]
    public async Task TheBudgetHolds()
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(
            _options with { MemoryBudget = 300_000, ReleaseTimeout = TimeSpan.FromMilliseconds(50) },
            static (_, writer, _) =>
            {
                writer.Add(new CpgSite[10_000]);
                return Task.CompletedTask;
            });
        var kept = new List<LoadedRecords<CpgSite>>();
        await Assert.ThrowsAsync<SharedMemoryFullException>(async () =>
        {
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Enumerable.Range(0, 20).Select(static i => $"{i}")))
            {
                kept.Add(result);
            }
        });
        Assert.InRange(kept.Count, 2, 5);
        kept.ForEach(static result => result.Dispose());
    }

    private static async Task<string[]> SeenAsync(RecordWorkers<CpgSite> workers, LoadJob[] jobs)
    {
        var seen = new List<string>();
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(jobs))
        {
            using (result)
            {
                seen.Add($"{result.Name} {result.Count} {Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(result.Records))} {result.Report} {string.Join(",", result.Report.Errors)}");
            }
        }

        return [.. seen.Order()];
    }
}
