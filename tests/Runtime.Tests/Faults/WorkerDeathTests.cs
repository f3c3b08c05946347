using System.Diagnostics;
using SchemaToolkit.Tests.Support;
using SchemaToolkit.Tests.Workers;

namespace SchemaToolkit.Tests.Faults;

/// <summary>
/// Workers and parents that are killed just before one of the calls by which they meet, at every call in a soak; and at random times.
/// Who lives on gets an exception that names the file, or goes on; rows are right or not there; no process, file or descriptor is left.
/// </summary>
public sealed class WorkerDeathTests : IDisposable
{
    private const int Rows = 20_000;
    private const string Variable = "SCHEMATOOLKIT_TEST_DEATH";
    private const int MostSteps = 2000;

    private readonly WorkerProgramFile _program = new();
    private readonly string _table;

    public WorkerDeathTests()
    {
        _table = _program.Table("a.tsv", Rows);

        // The runtime maps code twice otherwise, by the same calls; and stops all threads, to collect garbage or to change code, while the
        // one that kills waits for one that is stopped at a call.
        _program.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        _program.Environment["DOTNET_TieredCompilation"] = "0";
        _program.Environment["DOTNET_GCgen0size"] = "10000000";
    }

    public void Dispose() => _program.Dispose();

    /// <param name="isIntoFile">Whether workers write into an HDF5 file.</param>
    /// <param name="every">How many calls lie between two trials.</param>
    [RefusedCallTheory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public async Task AWorkerKilledAtAnyCallIsReported(bool isIntoFile, int every)
    {
        int deaths = 0;
        for (int step = 1 + Random.Shared.Next(every); ; step += Soak.IsOn ? 1 : every)
        {
            _program.Environment[Variable] = $"worker {step}";
            string path = _program["out.h5"];
            bool isDone;
            using (RecordHdf5 file = RecordHdf5.Create(path))
            {
                await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(_program.Options(1));
                isDone = await IsDoneAsync(isIntoFile ? workers.LoadAsync([_table], file) : workers.LoadAsync([_table]), step);
                file.Complete();
            }

            Assert.Empty(_program.Processes());
            using (RecordHdf5 written = RecordHdf5.OpenRead(path))
            {
                Assert.Equal(isIntoFile && isDone ? Rows : 0, written.List().Sum(static dataset => dataset.Rows));
            }

            Assert.Equal(["a.tsv", "out.h5"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName).Order());
            if (isDone)
            {
                break;
            }

            Assert.InRange(++deaths, 1, MostSteps);
        }

        Assert.InRange(deaths, 5, MostSteps);
    }

    /// <summary>Calls of the parent, from its start to its end.</summary>
    [RefusedCallTheory]
    [InlineData(15)]
    public async Task WorkersGoWithAParentKilledAtAnyCall(int every)
    {
        int deaths = 0;
        for (int step = 1 + Random.Shared.Next(every); ; step += Soak.IsOn ? 1 : every)
        {
            _program.Environment[Variable] = "parent";
            using Process parent = _program.Start(asAssembly: false, "load", _table);
            int last = step;
            int count = 0;
            WatchedCalls.OfProcess(parent.Id, _ =>
            {
                if (++count == last)
                {
                    parent.Kill();
                }

                return 0;
            });
            string said = await parent.StandardOutput.ReadToEndAsync().WaitAsync(WorkerProgramFile.Patience);
            await parent.WaitForExitAsync();
            await _program.WaitUntilGoneAsync();
            Assert.Equal(["a.tsv"], Directory.GetFiles(Path.GetDirectoryName(_table)!).Select(Path.GetFileName));
            _program.Environment.Remove(Variable);
            if (said.Length > 0)
            {
                Assert.Equal($"a.tsv {Rows} {Rows * (Rows - 1L) / 2}\n", said);
            }

            if (parent.ExitCode == 0)
            {
                break;
            }

            Assert.InRange(++deaths, 1, MostSteps);
        }

        Assert.InRange(deaths, 5, MostSteps);
    }

    /// <summary>One of two workers that have much to do, killed at a random time, again and again: the others go on.</summary>
    [Fact]
    public async Task AWorkerKilledAtAnyTimeLosesNothingButItsJob()
    {
        int trials = Soak.IsOn ? 200 : 20;
        int kills = 0;
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(_program.Options(2));
        while (kills < trials)
        {
            using var over = new CancellationTokenSource();
            Task<bool> killing = Task.Run(() => KillOneAsync(Random.Shared.Next(60), over.Token));
            var done = new HashSet<string>();
            WorkerJobsException? failed = null;
            try
            {
                await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Enumerable.Range(0, 12).Select(i => new LoadJob(_table) { Name = $"{i}" })))
                {
                    using (result)
                    {
                        Assert.Equal(Rows * (Rows - 1L) / 2, result.Records.Columns.Pos.Sum());
                        done.Add(result.Name);
                    }
                }
            }
            catch (WorkerJobsException e)
            {
                failed = e;
            }

            await over.CancelAsync();
            kills += await killing ? 1 : 0;
            Assert.All(failed?.Failures ?? [], static failure => Assert.Equal("SIGKILL", failure.Signal?.ToString()));
            Assert.Equal(12, done.Count + (failed?.Failures.Count ?? 0));
        }

        await workers.DisposeAsync();
        Assert.Empty(_program.Processes());
    }

    /// <summary>A parent with busy workers, killed at a random time from its start.</summary>
    [Fact]
    public async Task AParentKilledAtAnyTimeTakesItsWorkersAlong()
    {
        for (int trial = 0; trial < (Soak.IsOn ? 200 : 20); trial++)
        {
            using Process parent = _program.Start(asAssembly: false, "load", _table);
            await Task.Delay(Random.Shared.Next(200));
            parent.Kill();
            string said = await parent.StandardOutput.ReadToEndAsync();
            await _program.WaitUntilGoneAsync();
            Assert.True(said.Length == 0 || said == $"a.tsv {Rows} {Rows * (Rows - 1L) / 2}\n", said);
        }
    }

    private static async Task<bool> IsDoneAsync(IAsyncEnumerable<LoadedRecords<CpgSite>> results, int step)
    {
        bool isDone = false;
        try
        {
            await foreach (LoadedRecords<CpgSite> result in results)
            {
                using (result)
                {
                    Assert.Equal(Rows, result.Count);
                    Assert.Equal(Rows * (Rows - 1L) / 2, result.Records.Columns.Pos.Sum());
                    isDone = true;
                }
            }
        }
        catch (WorkerJobsException e)
        {
            WorkerException failure = Assert.Single(e.Failures);
            Assert.Contains("a.tsv", failure.Message, StringComparison.Ordinal);
            Assert.Contains("SIGKILL", failure.Message, StringComparison.Ordinal);
        }
        catch (WorkerStartException e)
        {
            Assert.Contains("SIGKILL", e.Message, StringComparison.Ordinal);
        }

        return isDone;
    }

    /// <returns>Whether one was killed before it was over.</returns>
    private async Task<bool> KillOneAsync(int milliseconds, CancellationToken over)
    {
        try
        {
            await Task.Delay(milliseconds, over);
            while (_program.Processes() is var processes)
            {
                if (processes.Count > 0)
                {
                    WorkerProgramFile.Kill(processes[Random.Shared.Next(processes.Count)]);
                    return true;
                }

                await Task.Delay(5, over);
            }

            return false;
        }
        catch (Exception e) when (e is OperationCanceledException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
