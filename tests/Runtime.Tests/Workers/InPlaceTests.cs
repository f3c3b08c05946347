using System.Diagnostics;
using SchemaToolkit.Tests.Hdf5;
using SchemaToolkit.Tests.Loading;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>A record that is much longer than most of its texts.</summary>
[SharedRecord]
public partial struct Note
{
    public LongText Text;
}

[FixedText(5000)]
public partial struct LongText;

/// <summary>Results that workers write to their place in the file, instead of a segment.</summary>
public class InPlaceTests
{
    private const int Rows = 60_000;
    private static readonly string _rows = Tables.Rows(Rows);

    public static TheoryData<WorkerMode> Modes => new(WorkerMode.Pool, WorkerMode.ProcessPerJob, WorkerMode.InProcess);

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task TheFileIsWhatWriteMakes(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs =
        [
            new(program.Write("plain", _rows)),
            new(program.Write("comments", _rows.Replace("chr7\t", "# chr7\t", StringComparison.Ordinal))) { Name = "group/comments" },
            new(program.Write("blank lines", _rows + new string('\n', 100_000))) { Name = "group/deep/blank" },
            new(program.Write("CR", Tables.Rows(Rows, "\r") + "\n")),
            new(program.Write("CR later", Tables.Rows(Rows) + Tables.Rows(Rows, "\r"))),
            new(program.Write("nothing but comments", _rows.Replace("chr", "#chr", StringComparison.Ordinal))),
            new(program.Write("header", "a header\n" + _rows.TrimEnd('\n'))) { Text = TextOptions.Tsv with { Header = HeaderMode.Skip, SkipLines = 0 } },
            new(program.Write("some", _rows)) { Text = TextOptions.Tsv with { MaxRows = 50_000 } },
            new(program.Write("small", Tables.Rows(10))),
        ];
        var expected = new Dictionary<string, CpgSite[]>();
        var kept = new List<LoadedRecords<CpgSite>>();
        using (RecordHdf5 file = RecordHdf5.Create(program["loaded.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = Start(program, mode);
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(jobs, file))
            {
                kept.Add(result);
                expected.Add(result.Name, RecordText.Read<CpgSite>(result.Path, result.Job.Text ?? TextOptions.Tsv));
                Assert.Contains(result.Name, file.Names);
                Assert.True(kept.Select(static one => one.Name).Order(StringComparer.Ordinal).SequenceEqual(file.Names.Order(StringComparer.Ordinal)));
                Assert.Contains("loaded.h5", Assert.Throws<NotSupportedException>(() => result.Reference).Message, StringComparison.Ordinal);
            }

            file.Complete();
        }

        // Records outlive the workers and the file.
        foreach (LoadedRecords<CpgSite> result in kept)
        {
            Assert.True(result.Records.SequenceEqual(expected[result.Name]), result.Name);
            Assert.Equal(expected[result.Name].Length, result.Report.Rows);
            result.Dispose();
            Assert.Throws<ObjectDisposedException>(() => result.Records.Length);
        }

        using (RecordHdf5 file = RecordHdf5.Create(program["written.h5"]))
        {
            foreach (LoadedRecords<CpgSite> result in kept)
            {
                file.Write(result.Name, expected[result.Name]);
            }

            file.Complete();
        }

        Hdf5Tools.AssertAlike(program["written.h5"], program["loaded.h5"], places: false);
        Hdf5Tools.AssertCompact(program["loaded.h5"]);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task AWrongTableLeavesNothing(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs = [.. Enumerable.Range(0, 12).Select(i => i % 3 == 1
            ? new LoadJob(program.Write($"w{i}", _rows + "wrong\n")) { Name = $"group{i / 6}/new{i}/wrong" }
            : new LoadJob(program.Write($"d{i}", _rows)) { Name = $"group{i / 6}/d{i}" })];
        using (RecordHdf5 file = RecordHdf5.Create(program["a.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = Start(program, mode);
            var failures = (await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync(jobs, file).DrainAsync())).Failures;
            Assert.Equal(4, failures.Count);
            Assert.All(failures, static failure => Assert.Equal(Rows + 1, Assert.IsType<RecordTextException>(failure.InnerException).LineNumber));

            // The names are free again.
            await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync(jobs[1..2], file).DrainAsync());
            file.Complete();
        }

        AssertNames(program["a.h5"], jobs.Where(static (_, i) => i % 3 != 1).Select(static job => job.Name!));
        Hdf5Tools.AssertCompact(program["a.h5"]);
    }

    [Fact]
    public async Task AKilledWorkersDatasetIsNotInTheFile()
    {
        using var program = new WorkerProgramFile();
        using (RecordHdf5 file = RecordHdf5.Create(program["a.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
            LoadJob[] jobs = [new(program.Write("large", new string('\n', 2_000_000))) { Tag = "write for long" }, new(program.Write("b", Tables.Rows(10)))];
            Task<List<(string Name, long Value)>> loading = workers.LoadAsync(jobs, file).DrainAsync();
            WorkerProgramFile.Kill(await WriterAsync(program));
            var error = await Assert.ThrowsAsync<WorkerJobsException>(() => loading);
            Assert.Equal(137, Assert.Single(error.Failures).ExitCode);
            Assert.Single(await workers.LoadAsync([program.Write("c", _rows)], file).DrainAsync());
            file.Complete();
        }

        AssertNames(program["a.h5"], ["b", "c"]);
        Hdf5Tools.AssertCompact(program["a.h5"]);
    }

    // A worker that was stopped goes on at any time: nothing else may be where it writes.
    [Theory]
    [InlineData("cancel")]
    [InlineData("leave")]
    [InlineData("dispose the file")]
    [InlineData("dispose the workers")]
    public async Task AStoppedWorkerIsEndedBeforeItsPlaceIsFree(string end)
    {
        using var program = new WorkerProgramFile();
        using var cancel = new CancellationTokenSource();
        using (RecordHdf5 file = RecordHdf5.Create(program["a.h5"]))
        {
            RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
            await using (workers)
            {
                await using IAsyncEnumerator<LoadedRecords<CpgSite>> results = workers
                    .LoadAsync(
                        [new(program.Write("large", new string('\n', 2_000_000))) { Tag = "write for long" }, new LoadJob(program.Write("b", Tables.Rows(10)))],
                        file,
                        cancellationToken: cancel.Token)
                    .GetAsyncEnumerator();
                Task<bool> first = results.MoveNextAsync().AsTask();
                int writer = await WriterAsync(program);
                using (Process stop = Process.Start("kill", ["-STOP", $"{writer}"]))
                {
                    await stop.WaitForExitAsync();
                }

                Assert.True(await first);
                LoadedRecords<CpgSite> given = results.Current;
                Assert.Equal("b", given.Name);
                switch (end)
                {
                    case "cancel":
                        await cancel.CancelAsync();
                        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await results.MoveNextAsync());
                        break;
                    case "leave":
                        await results.DisposeAsync();
                        break;
                    case "dispose the file":
                        file.Dispose();
                        await results.DisposeAsync();
                        Assert.True(given.Records.SequenceEqual(RecordText.Read<CpgSite>(program["b"], TextOptions.Tsv)));
                        return;
                    default:
                        await workers.DisposeAsync();
                        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await results.MoveNextAsync());
                        break;
                }

                // Waits for the end of the worker.
                file.Write("large", RoundTripTests.Sites(1_000_000));
                Assert.DoesNotContain(writer, program.Processes());
                file.Complete();
                given.Dispose();
            }
        }

        AssertNames(program["a.h5"], ["b", "large"]);
        SchemaToolkit.Tests.Loading.FailureTests.AssertHolds(program["a.h5"], "large", 1_000_000);
        SchemaToolkit.Tests.Loading.FailureTests.AssertHolds(program["a.h5"], "b", 10);
        Hdf5Tools.AssertCompact(program["a.h5"]);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task OnlyWhatWasGivenIsInTheFile(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        string[] paths = [.. Enumerable.Range(0, 8).Select(i => program.Write($"{i}", _rows))];
        var given = new List<string>();
        using var cancel = new CancellationTokenSource();
        using (RecordHdf5 file = RecordHdf5.Create(program["a.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = Start(program, mode);
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(paths[..4], file))
            {
                using (result)
                {
                    given.Add(result.Name);
                }

                break;
            }

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(paths[4..], file, cancellationToken: cancel.Token))
                {
                    using (result)
                    {
                        given.Add(result.Name);
                    }

                    await cancel.CancelAsync();
                }
            });
            Assert.Equal(given.Order(), file.Names.Order());
            file.Complete();
        }

        Assert.Equal(2, given.Count);
        AssertNames(program["a.h5"], given);
        Hdf5Tools.AssertCompact(program["a.h5"]);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task WorkOfTheProgramsOwnMayAddMoreThanTheFileHasLines(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        LoadJob job = new(program.Write("many", _rows)) { Tag = "many" };
        using (RecordHdf5 file = RecordHdf5.Create(program["a.h5"]))
        {
            WorkerOptions options = program.Options() with { Mode = mode };
            await using RecordWorkers<CpgSite> workers = mode == WorkerMode.InProcess
                ? RecordWorkers.Start<CpgSite>(options, static (_, writer, _) =>
                {
                    writer.Add(new CpgSite[100_000]);
                    return Task.CompletedTask;
                })
                : RecordWorkers.Start<CpgSite>(options);
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([job], file))
            {
                using (result)
                {
                    Assert.Equal(100_000, result.Count);
                    Assert.NotNull(result.Dataset);
                    Assert.True(result.Records.SequenceEqual(new CpgSite[100_000]));
                    Assert.Throws<NotSupportedException>(() => result.Reference);
                }
            }

            file.Complete();
        }

        AssertNames(program["a.h5"], ["many"]);
    }

    [Theory]
    [MemberData(nameof(EditTests.Strategies), MemberType = typeof(EditTests))]
    public async Task IntoFilesOfOtherPrograms(string strategy)
    {
        using var program = new WorkerProgramFile();
        EditTests.Make(program["a.h5"], strategy);
        LoadJob[] jobs = [.. Enumerable.Range(0, 6).Select(i => new LoadJob(program.Write($"{i}", i % 3 == 2 ? _rows + "wrong\n" : "# comment\n" + _rows)) { Name = $"g/{i}" })];
        using (RecordHdf5 file = RecordHdf5.Edit(program["a.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = Start(program, WorkerMode.InProcess);
            await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync(jobs, file).DrainAsync());
            file.Complete();
        }

        foreach (LoadJob job in jobs.Where(static (_, i) => i % 3 != 2))
        {
            SchemaToolkit.Tests.Loading.FailureTests.AssertHolds(program["a.h5"], job.Name!, Rows);
        }

        EditTests.AssertUnharmed(program["a.h5"]);
    }

    [Fact]
    public async Task ManyLargeTablesAreAllInPlace()
    {
        using var program = new WorkerProgramFile();
        string[] paths = [.. Enumerable.Range(0, 10).Select(i => program.Write($"{i}", _rows))];
        using RecordHdf5 file = RecordHdf5.Create(program["a.h5"]);
        await using RecordWorkers<CpgSite> workers = Start(program, WorkerMode.Pool);
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(paths, file))
        {
            using (result)
            {
                Assert.NotNull(result.Dataset);
            }
        }
    }

    [Fact]
    public async Task AWorkerThatDoesNotHearOfItsJobDoesNotSpoilTheFile()
    {
        using var program = new WorkerProgramFile();
        using var cancel = new CancellationTokenSource();
        using (RecordHdf5 file = RecordHdf5.Create(program["a.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program, WorkerMode.Pool) with { Processes = 1 });
            Assert.Single(await workers.LoadAsync([program.Write("a", _rows)], file).DrainAsync());
            using (Process stop = Process.Start("kill", ["-STOP", $"{Assert.Single(program.Processes())}"]))
            {
                await stop.WaitForExitAsync();
            }

            Task<List<(string Name, long Value)>> loading = workers.LoadAsync([program.Write("b", _rows)], file, cancellationToken: cancel.Token).DrainAsync();
            await WorkerProgramFile.WaitUntilAsync(() => file.Names.Count == 1 && IsBeingWritten(file), "the job is not sent");
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
            file.Write("b", RoundTripTests.Sites(3));
            file.Complete();
        }

        AssertNames(program["a.h5"], ["a", "b"]);

        static bool IsBeingWritten(RecordHdf5 file)
            => Assert.ThrowsAny<InvalidOperationException>(() => file.Write("c", new CpgSite[1])).Message.Contains("LoadAsync", StringComparison.Ordinal);
    }

    [Fact]
    public async Task MuchMoreRoomThanTextIsNotMade()
    {
        using var program = new WorkerProgramFile();
        string path = program.Write("t", Tables.Rows(10) + new string('\n', 20_000_000));
        using RecordHdf5 file = RecordHdf5.Create(program["a.h5"]);
        await using RecordWorkers<CpgSite> workers = Start(program, WorkerMode.InProcess);
        Assert.Equal([("t", 10)], await workers.LoadAsync([path], file).DrainAsync());
        Assert.Equal((1 << 20) + 1, RowEstimate.Bound(1 << 24, 5 << 20, TextOptions.Tsv, CpgSite.Schema));
        Assert.Equal(100, RowEstimate.Bound(100, 1 << 20, TextOptions.Tsv, Note.Schema));
        Assert.Null(RowEstimate.Bound(1 << 20, 1 << 20, TextOptions.Tsv, Note.Schema));
    }

    [Fact]
    public async Task ResultsInTheFileDoNotCountToTheMemoryBudget()
    {
        using var program = new WorkerProgramFile();
        string[] paths = [.. Enumerable.Range(0, 6).Select(i => program.Write($"{i}", _rows))];
        using RecordHdf5 file = RecordHdf5.Create(program["a.h5"]);
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Options(program, WorkerMode.InProcess) with { MemoryBudget = 1, ReleaseTimeout = TimeSpan.Zero });
        var kept = new List<LoadedRecords<CpgSite>>();
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(paths, file))
        {
            kept.Add(result);
        }

        Assert.Equal(6, kept.Count);
        kept.ForEach(static result => result.Dispose());
    }

    [FullDiskFact]
    public async Task AFullDiskEndsTheLoadAndIsNotPublished()
    {
        using var program = new WorkerProgramFile();
        string table = program.Write("table", Tables.Rows(100_000));
        string disk = Directory.CreateDirectory(program["disk"]).FullName;
        foreach (WorkerMode mode in (WorkerMode[])[WorkerMode.InProcess, WorkerMode.Pool])
        {
            const string Script = "mount -t tmpfs -o size=1000000 none \"$1\" && exec \"$2\" fill \"$3\" \"$1/a.h5\" \"$4\"";
            using Process child = Process.Start(
                new ProcessStartInfo("unshare", ["-rm", "sh", "-c", Script, "sh", disk, WorkerProgramFile.Executable, table, $"{mode}"]) { RedirectStandardOutput = true })!;
            string[] lines = (await child.StandardOutput.ReadToEndAsync()).Trim().Split('\n');
            await child.WaitForExitAsync();
            Assert.Equal(0, child.ExitCode);
            Assert.Matches("^IOException: Writing dataset '(table|second)' of .*a.h5 failed: .*no space left", lines[0]);
            Assert.Matches("^InvalidOperationException: .*a.h5 is not published", lines[1]);
            Assert.Equal("left: 0 files", lines[2]);
        }
    }

    private static WorkerOptions Options(WorkerProgramFile program, WorkerMode mode)
    {
        program.Environment["FIRST_LINE"] = "reads";
        return program.Options() with { Mode = mode };
    }

    private static RecordWorkers<CpgSite> Start(WorkerProgramFile program, WorkerMode mode) => RecordWorkers.Start<CpgSite>(Options(program, mode));

    /// <summary>Waits until the worker writes its place in the file, and gives its number.</summary>
    private static async Task<int> WriterAsync(WorkerProgramFile program) => int.Parse(await program.WaitForFileAsync(program["large.started"]), null);

    private static void AssertNames(string path, IEnumerable<string> names)
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        Assert.Equal(names.Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
        string expected = string.Join(' ', names.Where(static name => name.Contains('/', StringComparison.Ordinal)).Select(static name => name[..name.IndexOf('/', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(expected, Python.Run("f = h5py.File(sys.argv[1]); print(' '.join(sorted(n for n in f if isinstance(f[n], h5py.Group) and 'deep' not in n)))", path));
    }
}
