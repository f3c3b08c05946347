using System.Diagnostics;
using SchemaToolkit.Tests.Faults;

namespace SchemaToolkit.Tests.Workers;

public class FailureTests
{
    [Fact]
    public async Task TheOthersGoOnAndTheFailureIsTold()
    {
        using var program = new WorkerProgramFile();
        string[] files = [program.Table("a.tsv"), program["missing.tsv"], program.Table("b.tsv")];
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        (List<string> names, WorkerJobsException error) = await LoadAsync(workers.LoadAsync(files));
        Assert.Equal(["a.tsv", "b.tsv"], names.Order());
        WorkerException failure = Assert.Single(error.Failures);
        Assert.Equal(files[1], failure.Path);
        Assert.Contains("1 of 3 jobs", error.Message, StringComparison.Ordinal);
        Assert.Contains("missing.tsv", error.Message, StringComparison.Ordinal);
        Assert.Equal("System.IO.FileNotFoundException", failure.RemoteType);
        Assert.Equal(files[1], Assert.IsType<FileNotFoundException>(failure.InnerException).FileName);
        Assert.Contains("RecordText", failure.RemoteStackTrace, StringComparison.Ordinal);
        Assert.Null(failure.ExitCode);
    }

    [Fact]
    public async Task ThePlaceOfATextErrorCrosses()
    {
        using var program = new WorkerProgramFile();
        string path = program.Write("bad.tsv", "chr1\t1\t2\t3\t4\nchr1\t99999999999\t2\t3\t4\n");
        var expected = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(path, TextOptions.Tsv));
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        (_, WorkerJobsException error) = await LoadAsync(workers.LoadAsync([path]));
        var inner = Assert.IsType<RecordTextException>(error.Failures[0].InnerException);
        Assert.Equal(expected.Message, inner.Message);
        foreach (System.Reflection.PropertyInfo property in typeof(RecordTextException).GetProperties().Where(static p => p.DeclaringType == typeof(RecordTextException)))
        {
            Assert.True(Equals(property.GetValue(expected), property.GetValue(inner)), property.Name);
        }

        Assert.Equal(2, inner.LineNumber);
        Assert.Equal("pos", inner.FieldName);
    }

    [Fact]
    public async Task AnExceptionOfAnyTypeIsToldByNameAndText()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        (_, WorkerJobsException error) = await LoadAsync(workers.LoadAsync([new LoadJob("any") { Tag = "throw" }]));
        Assert.Contains("any: the work went wrong (Work+UnheardOfException", error.Message, StringComparison.Ordinal);
        Assert.Contains("DoAsync", error.Failures[0].RemoteStackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFirstFailureCanStopTheRest()
    {
        using var program = new WorkerProgramFile();
        string waiting = program["waiting"];
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(2) with { OnError = WorkerErrorPolicy.Stop });
        (List<string> names, WorkerJobsException error) = await LoadAsync(workers.LoadAsync([new LoadJob(waiting) { Tag = "hang" }, new LoadJob(program["missing.tsv"]), new LoadJob("never") { Tag = "process" }]));
        Assert.Empty(names);
        Assert.Contains("missing.tsv", Assert.Single(error.Failures).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AKilledWorkerIsToldWithItsFileAndReplaced(int processes)
    {
        using var program = new WorkerProgramFile();
        string victim = program.Table("victim.tsv");
        string[] others = [program.Table("a.tsv"), program.Table("b.tsv"), program.Table("c.tsv")];
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(processes));
        Task<(List<string> Names, WorkerJobsException Error)> loading = LoadAsync(workers.LoadAsync([new LoadJob(victim) { Tag = "hang" }, .. others.Select(static path => new LoadJob(path))]));
        WorkerProgramFile.Kill(int.Parse(await program.WaitForFileAsync(victim + ".started"), null));
        (List<string> names, WorkerJobsException error) = await loading.WaitAsync(WorkerProgramFile.Patience);
        Assert.Equal(["a.tsv", "b.tsv", "c.tsv"], names.Order());
        WorkerException failure = Assert.Single(error.Failures);
        Assert.Equal(victim, failure.Path);
        Assert.Equal(137, failure.ExitCode);
        Assert.Equal("SIGKILL", failure.Signal);
        Assert.Contains("victim.tsv: the worker process was killed by signal 9, SIGKILL (by the kernel when memory ran out, or by hand)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeadWorkerIsToldThoughAChildOfItLivesOn()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        (_, WorkerJobsException error) = await LoadAsync(workers.LoadAsync([new LoadJob("any") { Tag = "leave a child" }])).WaitAsync(WorkerProgramFile.Patience);
        Assert.Equal(137, Assert.Single(error.Failures).ExitCode);
        Assert.NotEmpty(program.Processes());
    }

    [Fact]
    public async Task AnInterruptFromTheTerminalIsTheParentsAffair()
    {
        using var program = new WorkerProgramFile();
        string path = program.Table("a.tsv");

        // Tests that run in the background would have workers that ignore interrupts anyway.
        string script = await program.WriteScriptAsync($"exec env --default-signal=INT {WorkerProgramFile.Executable}");
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Program = script });
        Task<List<(string Name, long)>> loading = workers.LoadAsync([new LoadJob(path) { Tag = "when released" }]).DrainAsync();
        string worker = await program.WaitForFileAsync(path + ".started");
        using (Process interrupt = Process.Start("kill", ["-INT", worker]))
        {
            await interrupt.WaitForExitAsync();
        }

        program.Write("a.tsv.released", "");
        Assert.Equal([("a.tsv", 3)], await loading);
    }

    [Fact]
    public async Task AWorkerThatEndsItselfIsTold()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        (List<string> names, WorkerJobsException error) = await LoadAsync(workers.LoadAsync(
            [new LoadJob("first") { Tag = "exit" }, new LoadJob("second") { Tag = "exit" }, new LoadJob("third") { Tag = "process" }]));
        Assert.Equal(["third"], names);
        Assert.Equal([3, 3], error.Failures.Select(static failure => failure.ExitCode));
        Assert.Null(error.Failures[0].Signal);
    }

    [Fact]
    public async Task WhatAWorkerPrintedLastIsInItsException()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        (_, WorkerJobsException error) = await LoadAsync(workers.LoadAsync(
            [new LoadJob("first") { Tag = "complain and die" }, new LoadJob("second") { Tag = "exit" }]));
        WorkerException failure = error.Failures[0];
        Assert.Equal("SIGABRT", failure.Signal);
        Assert.Contains("complaint 9999\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Work+UnheardOfException: the last word", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("complaint 10\n", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("complaint", error.Failures[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAWorkerPrintsGoesOnToStandardError()
    {
        using var program = new WorkerProgramFile();
        program.Environment["TAG"] = "complain and die";
        (_, _, string errors) = await program.RunAsync(asAssembly: false, "load", program.Table("a.tsv"));
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.Contains($"complaint {i}\n", errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWorkerKilledBetweenJobsIsNobodysFailure()
    {
        using var program = new WorkerProgramFile();
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        long first = (await workers.ProcessesAsync(1))[0].Value;
        WorkerProgramFile.Kill((int)first);
        await WorkerProgramFile.WaitUntilAsync(() => program.Processes().Count == 0, "the worker does not die");
        long second = (await workers.ProcessesAsync(1))[0].Value;
        Assert.NotEqual(first, second);
    }

    /// <summary>A worker may have become another user's, say.</summary>
    [RefusedCallFact]
    public async Task ARefusedKillIsTold()
    {
        using var program = new WorkerProgramFile();
        string script = await program.WriteScriptAsync($"{WorkerProgramFile.Executable}\nexec sleep 300 2>/dev/null");
        (int exitCode, string output, string errors) = await program.RunAsync(asAssembly: false, "refused", script, Path.GetDirectoryName(script)!);
        Assert.True(exitCode == 0, errors);
        const string Stays = @"IOException: The worker process \d+ \('.*script'\) does not end, and the system refuses to kill it: Operation not permitted\.";
        Assert.Matches($@"^jobs: {Stays}\ndispose: ({Stays}|done)\nstart: WorkerStartException: The worker process '/bin/cat' did not call .*\ncancel: OperationCanceledException: .*\ndispose: done\n$", output);
    }

    /// <summary>A stopped worker does not read, and a large job does not fit into its pipe.</summary>
    [Fact]
    public async Task AStoppedWorkerIsKilledWhenItsJobIsCancelled()
    {
        using var program = new WorkerProgramFile();
        using var cancel = new CancellationTokenSource();
        RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options(1));
        long idle = (await workers.ProcessesAsync(1))[0].Value;
        using (Process stop = Process.Start("kill", ["-STOP", $"{idle}"]))
        {
            await stop.WaitForExitAsync();
        }

        Task loading = workers.LoadAsync([new LoadJob("large") { Tag = new string('x', 1 << 20) }], cancel.Token).DrainAsync();
        await WorkerProgramFile.WaitUntilAsync(() => IsBlockedInWrite(), "the job is not sent");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        Assert.NotEqual(idle, (await workers.ProcessesAsync(1).WaitAsync(WorkerProgramFile.Patience))[0].Value);
        await workers.DisposeAsync().AsTask().WaitAsync(WorkerProgramFile.Patience);

        static bool IsBlockedInWrite() => Directory.GetDirectories("/proc/self/task").Any(static task =>
        {
            try
            {
                // A call of write with nearly all of the job. Other tests write as well, but not so much.
                return File.ReadAllText(task + "/syscall").Split(' ') is ["1", _, _, var count, ..] && Convert.ToInt64(count, 16) > 900_000;
            }
            catch (IOException)
            {
                return false;
            }
        });
    }

    /// <summary>The names that came, and the failure that came last.</summary>
    private static async Task<(List<string> Names, WorkerJobsException Error)> LoadAsync(IAsyncEnumerable<LoadedRecords<CpgSite>> results)
    {
        var names = new List<string>();
        var error = await Assert.ThrowsAsync<WorkerJobsException>(async () =>
        {
            await foreach (LoadedRecords<CpgSite> result in results)
            {
                result.Dispose();
                names.Add(result.Name);
            }
        });
        return (names, error);
    }
}
