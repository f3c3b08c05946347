using System.Collections.Concurrent;

namespace SchemaToolkit.Tests.Workers;

public class ProgressTests
{
    [Theory]
    [InlineData(WorkerMode.Pool, false)]
    [InlineData(WorkerMode.InProcess, false)]
    [InlineData(WorkerMode.Pool, true)]
    [InlineData(WorkerMode.InProcess, true)]
    public async Task EveryJobIsCounted(WorkerMode mode, bool isFile)
    {
        using var program = new WorkerProgramFile();
        program.Environment["FIRST_LINE"] = "reads";
        string[] paths = [program.Table("a.tsv", 40_000), program.Table("b.tsv", 3), program.Write("bad.tsv", "x\n")];
        var told = new Told();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Mode = mode, Progress = told });
        using RecordHdf5? file = isFile ? RecordHdf5.Create(program["out.h5"]) : null;
        await Assert.ThrowsAsync<WorkerJobsException>(
            () => (file is null ? workers.LoadAsync(paths) : workers.LoadAsync(paths, file)).DrainAsync());
        long bytes = paths.Sum(static path => new FileInfo(path).Length);
        LoadProgress last = told.All.Last();
        Assert.Equal(new TextProgress(bytes, bytes, 40_003), last.OfAll);
        Assert.Equal((3, 3), (last.JobsDone, last.Jobs));
        Assert.All(told.All.Zip(told.All.Skip(1)), static pair => Assert.True(pair.First.OfAll.Bytes <= pair.Second.OfAll.Bytes && pair.First.OfAll.Rows <= pair.Second.OfAll.Rows));
    }

    /// <summary>Read is told while it is read: the end of the text comes only when the test has seen the start of it.</summary>
    [Fact]
    public async Task AJobThatGoesOnIsTold()
    {
        using var program = new WorkerProgramFile();
        program.Environment["FIRST_LINE"] = "reads";
        string pipe = program["pipe"];
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        var told = new Told();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1) with { Progress = told });
        Task<List<(string Name, long Count)>> loading = workers.LoadAsync([pipe]).DrainAsync();
        long written = 0;
        await using (var writer = new StreamWriter(pipe))
        {
            while (!told.All.Any(static progress => progress.OfJob.Rows > 0))
            {
                await writer.WriteAsync("chr1\t1\t2\t3\t4\n");
                written++;
            }
        }

        Assert.Equal([("pipe", written)], await loading);
        Assert.Equal(told.All.Last().OfAll.Bytes, told.All.Max(static progress => progress.OfAll.Bytes));
        Assert.Contains(told.All, progress => progress is { JobsDone: 0, OfAll.TotalBytes: null } && progress.OfJob.Rows == progress.OfAll.Rows && progress.OfJob.Rows <= written);
    }

    [Theory]
    [InlineData(WorkerMode.Pool)]
    [InlineData(WorkerMode.InProcess)]
    public async Task WhatTheProgramThrowsEndsTheLoop(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Mode = mode, Progress = new Throws() });
        string[] paths = [.. Enumerable.Range(0, 5).Select(i => program.Table($"{i}.tsv"))];
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => workers.LoadAsync(paths).DrainAsync());
    }

    private sealed class Told : IProgress<LoadProgress>
    {
        public ConcurrentQueue<LoadProgress> All { get; } = [];

        public void Report(LoadProgress value) => All.Enqueue(value);
    }

    private sealed class Throws : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => throw new TimeZoneNotFoundException();
    }
}
