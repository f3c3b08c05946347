using System.Diagnostics;
using SchemaToolkit.Tests.Loading;

namespace SchemaToolkit.Tests.Workers;

/// <summary>Small jobs, of which a worker has the next before it has done the last.</summary>
public class AheadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryJobHasOneOutcomeWhateverIsKilled(bool intoFile)
    {
        using var program = new WorkerProgramFile();
        string[] paths = [.. Enumerable.Range(0, 150).Select(i => program.Write($"{i}", Tables.Rows(i)))];
        var counts = new Dictionary<string, long>();
        IReadOnlyList<WorkerException> failures = [];
        using RecordHdf5? file = intoFile ? RecordHdf5.Create(program["a.h5"]) : null;
        await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program)))
        {
            try
            {
                await foreach (LoadedRecords<CpgSite> result in file is null ? workers.LoadAsync(paths) : workers.LoadAsync(paths, file))
                {
                    using (result)
                    {
                        counts.Add(result.Name, result.Count);
                        Assert.True(result.Records.SequenceEqual(RecordText.Read<CpgSite>(result.Path, TextOptions.Tsv)));
                        if (counts.Count % 25 == 0)
                        {
                            program.Processes().ForEach(static process => Try(() => WorkerProgramFile.Kill(process)));
                        }
                    }
                }
            }
            catch (WorkerJobsException error)
            {
                failures = error.Failures;
            }
        }

        Assert.All(failures, static failure => Assert.Equal(137, failure.ExitCode));
        Assert.InRange(failures.Count, 0, 12);
        Assert.Equal(paths.Select(Path.GetFileName).Order(), counts.Keys.Concat(failures.Select(static failure => Path.GetFileName(failure.Path))).Order());
        Assert.All(counts, static count => Assert.Equal(int.Parse(count.Key, null), count.Value));
        if (file is not null)
        {
            file.Complete();
            using RecordHdf5 read = RecordHdf5.OpenRead(program["a.h5"]);
            Assert.Equal(counts.Keys.Order(StringComparer.Ordinal), read.Names.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(WorkerMode.Pool)]
    [InlineData(WorkerMode.ProcessPerJob)]
    public async Task SmallResultsThatShareMemoryKeepTheirRows(WorkerMode mode)
    {
        // Small files whose results are small, large, none, a failure, or written on after the end.
        using var program = new WorkerProgramFile();
        string[] tags = ["", "many", "process", "throw", "exit", "write afterwards"];
        int each = mode == WorkerMode.Pool ? 30 : 3;
        LoadJob[] jobs = [.. Enumerable.Range(0, each * tags.Length).Select(i => new LoadJob(program.Write($"{i}", Tables.Rows(i))) { Tag = tags[i % tags.Length] is { Length: > 0 } tag ? tag : null })];
        var kept = new List<LoadedRecords<CpgSite>>();
        using RecordHdf5 file = RecordHdf5.Create(program["a.h5"]);
        await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Mode = mode }))
        {
            WorkerJobsException error = await Assert.ThrowsAsync<WorkerJobsException>(async () =>
            {
                await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(jobs, file))
                {
                    kept.Add(result);
                }
            });
            Assert.All(error.Failures, static failure => Assert.True(failure.Job.Tag is "throw" or "exit", failure.ToString()));
            Assert.Equal(2 * each, error.Failures.Count);
        }

        file.Complete();
        using RecordHdf5 read = RecordHdf5.OpenRead(program["a.h5"]);
        Assert.Equal(4 * each, kept.Count);
        foreach (LoadedRecords<CpgSite> result in kept)
        {
            ReadOnlySpan<CpgSite> records = result.Records;
            Assert.True(records.SequenceEqual(read.OpenDataset<CpgSite>(result.Name).ReadAll()));
            if (result.Job.Tag is null)
            {
                Assert.True(records.SequenceEqual(RecordText.Read<CpgSite>(result.Path, TextOptions.Tsv)));
            }
            else if (result.Job.Tag == "many")
            {
                Assert.True(records.SequenceEqual(new CpgSite[100_000]));
            }
            else if (result.Job.Tag == "process")
            {
                Assert.Equal(1, records.Length);
                Assert.True(records[0].Pos > 1);
            }
            else
            {
                Assert.Equal(0, records.Length % 5000);
                Assert.True(records.SequenceEqual(new CpgSite[records.Length]));
            }

            result.Dispose();
        }
    }

    [Fact]
    public async Task ACancelledRunLeavesTheWorkersForTheNext()
    {
        using var program = new WorkerProgramFile();
        string[] paths = [.. Enumerable.Range(0, 40).Select(i => program.Write($"{i}", Tables.Rows(i)))];
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program));
        List<int>? first = null;
        for (int round = 0; round < 20; round++)
        {
            using var cancel = new CancellationTokenSource();
            int taken = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(paths, cancel.Token))
                {
                    result.Dispose();
                    if (++taken == 1 + round)
                    {
                        await cancel.CancelAsync();
                    }
                }
            });
            Assert.Equal(1 + round, taken);
            Assert.Equal(40, (await workers.LoadAsync(paths).DrainAsync()).Count);
            first ??= program.Processes();
        }

        // None was killed: each gave up the jobs that it had.
        Assert.Equal(first!.Order(), program.Processes().Order());
    }

    [Fact]
    public async Task ASecondLoopOverTheSameJobsIsAnother()
    {
        using var program = new WorkerProgramFile();
        string[] paths = [.. Enumerable.Range(0, 10).Select(i => program.Write($"{i}", Tables.Rows(i)))];
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program));
        IAsyncEnumerable<LoadedRecords<CpgSite>> jobs = workers.LoadAsync(paths);
        for (int round = 0; round < 20; round++)
        {
            await foreach (LoadedRecords<CpgSite> result in jobs)
            {
                result.Dispose();
                break;
            }

            Assert.Equal(10, (await jobs.DrainAsync()).Count);
        }

        Task<List<(string Name, long Value)>>[] both = [jobs.DrainAsync(), jobs.DrainAsync()];
        Assert.All(await Task.WhenAll(both), static all => Assert.Equal(10, all.Count));
    }

    private static WorkerOptions Options(WorkerProgramFile program)
    {
        program.Environment["FIRST_LINE"] = "reads";
        return program.Options();
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
