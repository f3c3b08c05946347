using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>Results that become datasets of an HDF5 file.</summary>
public class LoadIntoFileTests
{
    private static readonly WorkerOptions _threads = new() { Mode = WorkerMode.InProcess, Processes = 2, Text = TextOptions.Tsv };

    public static TheoryData<WorkerMode, int> Ways => new()
    {
        { WorkerMode.Pool, 0 },
        { WorkerMode.ProcessPerJob, 0 },
        { WorkerMode.InProcess, 0 },
        { WorkerMode.Pool, 4 },
        { WorkerMode.InProcess, 4 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task TheFileIsWhatWriteMakes(WorkerMode mode, int deflate)
    {
        using var program = new WorkerProgramFile();
        LoadJob[] jobs = [new(program.Table("a.tsv", 3000)), new(program.Table("b.tsv", 0)) { Name = "group/b" }, new(program.Table("c.tsv", 5)) { Name = "group/c" }];
        var storage = new Hdf5Options { Deflate = deflate, Shuffle = deflate > 0 };
        string loaded = program["loaded.h5"];
        string written = program["written.h5"];
        var kept = new List<LoadedRecords<CpgSite>>();
        using (RecordHdf5 file = RecordHdf5.Create(loaded))
        {
            await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options() with { Mode = mode });
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(jobs, file, storage))
            {
                kept.Add(result);
            }

            file.Complete();
        }

        // Records outlive the workers and the file.
        using (RecordHdf5 file = RecordHdf5.Create(written))
        {
            foreach (LoadedRecords<CpgSite> result in kept)
            {
                Assert.True(result.Records.SequenceEqual(RecordText.Read<CpgSite>(result.Path, TextOptions.Tsv)));
                file.Write(result.Name, result.Records, storage);
                result.Dispose();
            }

            file.Complete();
        }

        Assert.Equal(File.ReadAllBytes(written).Length, File.ReadAllBytes(loaded).Length);
        Assert.Equal("True", Python.Run(
            """
            import h5py
            def rows(path):
                found = {}
                with h5py.File(path) as file:
                    file.visititems(lambda name, item: found.update({name: (str(item.dtype), item.chunks, item.compression, item[:].tobytes())}) if isinstance(item, h5py.Dataset) else None)
                return found
            print(len(rows(sys.argv[1])) == 3 and rows(sys.argv[1]) == rows(sys.argv[2]))
            """,
            loaded,
            written));
    }

    [Fact]
    public async Task OnlyWhatWasGivenIsInTheFile()
    {
        using var program = new WorkerProgramFile();
        string[] paths = [.. Enumerable.Range(0, 8).Select(i => program.Table($"{i}.tsv"))];
        var given = new List<string>();
        using var cancel = new CancellationTokenSource();
        using (RecordHdf5 file = RecordHdf5.Create(program["out.h5"]))
        {
            await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(_threads with { OnError = WorkerErrorPolicy.Stop });
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(paths[..3], file))
            {
                using (result)
                {
                    given.Add(result.Name);
                }

                break;
            }

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(paths[3..6], file, cancellationToken: cancel.Token))
                {
                    using (result)
                    {
                        given.Add(result.Name);
                    }

                    await cancel.CancelAsync();
                }
            });
            await Assert.ThrowsAsync<WorkerJobsException>(() => workers.LoadAsync([program.Write("bad.tsv", "x\n")], file).DrainAsync());
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(program["out.h5"]);
        Assert.Equal(2, given.Count);
        Assert.Equal(given.Order(), read.Names);
    }

    [Fact]
    public async Task NamesAreRefusedBeforeAnythingStarts()
    {
        using var program = new WorkerProgramFile();
        using RecordHdf5 file = RecordHdf5.Create(program["out.h5"]);
        file.Write("taken", new CpgSite[1]);
        file.Write("group/taken", new CpgSite[1]);
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(program.Options());
        string[][] wrong = [["taken"], ["group"], ["taken/below"], ["new", "/new"], ["a", "a/b"], ["a/b/c", "a/b"], ["a//b"], ["a\0"]];
        foreach (string[] names in wrong)
        {
            Assert.Throws<ArgumentException>(() => workers.LoadAsync(names.Select(static name => new LoadJob("x") { Name = name }), file));
        }

        IAsyncEnumerable<LoadedRecords<CpgSite>> late = workers.LoadAsync(["x"], file);
        file.Write("x", new CpgSite[1]);
        await Assert.ThrowsAsync<ArgumentException>(() => late.DrainAsync());
        Assert.Empty(program.Processes());
    }

    [Fact]
    public async Task NothingElseIsWrittenMeanwhile()
    {
        using var program = new WorkerProgramFile();
        using RecordHdf5 file = RecordHdf5.Create(program["out.h5"]);
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(_threads);
        string table = program.Table("a.tsv");
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([table], file))
        {
            result.Dispose();
            Assert.Contains("LoadAsync", Assert.Throws<InvalidOperationException>(() => file.Complete()).Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => file.Write("b", new CpgSite[1]));
            Assert.Throws<InvalidOperationException>(() => file.Load<CpgSite>("c", table, TextOptions.Tsv));
            Assert.Throws<InvalidOperationException>(() => workers.LoadAsync(["d"], file));
        }

        file.Write("b", new CpgSite[1]);
        file.Complete();
        Assert.Throws<InvalidOperationException>(() => workers.LoadAsync(["e"], file));
        using RecordHdf5 read = RecordHdf5.OpenRead(program["out.h5"]);
        Assert.Equal(["a.tsv", "b"], read.Names);
        Assert.Throws<InvalidOperationException>(() => workers.LoadAsync(["e"], read));
    }
}
