using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Workers;

/// <summary>Workers that are told at run time what the records are.</summary>
public class TableWorkerTests
{
    private static readonly RecordSchema _schema = RecordSchema.Parse("chr S10, pos i4, pct f4, c i4, t i4");

    [Theory]
    [InlineData(WorkerMode.Pool)]
    [InlineData(WorkerMode.ProcessPerJob)]
    [InlineData(WorkerMode.InProcess)]
    public async Task ResultsAreTables(WorkerMode mode)
    {
        using var program = new WorkerProgramFile();
        await using TableWorkers workers = RecordWorkers.Start(_schema, Options(program) with { Mode = mode });
        LoadJob[] jobs = [new(program.Table("a.tsv", 3000)), new(program.Table("b.tsv", 0)) { Name = "b" }, new(program.Table("c.tsv", 200_000))];
        var seen = new List<string>();
        await foreach (LoadedTable result in workers.LoadAsync(jobs))
        {
            using (result)
            {
                seen.Add(result.Name);
                Assert.Equal(result.Count, result.Report.Rows);
                Assert.True(result.Table.As<CpgSite>().SequenceEqual(RecordText.Read<CpgSite>(result.Path, TextOptions.Tsv)));
                using RecordTable opened = SharedRecords.OpenTable(result.Reference);
                Assert.Equal(result.Count, opened.Count);
            }

            Assert.Throws<ObjectDisposedException>(() => result.Table.Column<int>("pos"));
        }

        Assert.Equal(["a.tsv", "b", "c.tsv"], seen.Order());
    }

    [Theory]
    [InlineData(WorkerMode.Pool, 0)]
    [InlineData(WorkerMode.Pool, 4)]
    [InlineData(WorkerMode.InProcess, 0)]
    public async Task TheFileIsTheTypedProgramsFile(WorkerMode mode, int deflate)
    {
        using var program = new WorkerProgramFile();
        var storage = new Hdf5Options { Deflate = deflate, Shuffle = deflate > 0 };
        string[] paths = [program.Table("large.tsv", 300_000), program.Table("small.tsv", 500), program.Table("none.tsv", 0)];
        using (RecordHdf5 file = RecordHdf5.Create(program["tables.h5"]))
        {
            await using TableWorkers workers = RecordWorkers.Start(_schema, Options(program) with { Mode = mode });
            await foreach (LoadedTable result in workers.LoadAsync(paths, file, storage))
            {
                using (result)
                {
                    Assert.True(result.Table.As<CpgSite>().SequenceEqual(RecordText.Read<CpgSite>(result.Path, TextOptions.Tsv)));
                    Assert.Throws<NotSupportedException>(() => result.Reference);
                }
            }

            Assert.Equal(300_000, file.Load("loaded", paths[0], _schema, TextOptions.Tsv, storage));
            file.Complete();
        }

        using (RecordHdf5 file = RecordHdf5.Create(program["typed.h5"]))
        {
            foreach (string path in paths)
            {
                file.Load<CpgSite>(Path.GetFileName(path), path, TextOptions.Tsv, storage);
            }

            file.Load<CpgSite>("loaded", paths[0], TextOptions.Tsv, storage);
            file.Complete();
        }

        Assert.Equal("True", Python.Run(
            """
            import subprocess
            difference = subprocess.run(['h5diff', '-v', sys.argv[1], sys.argv[2]], capture_output=True, text=True)
            print(difference.returncode == 0 or difference.stdout)
            """,
            program["tables.h5"],
            program["typed.h5"]));
    }

    [Fact]
    public async Task AJobThatFailsSaysWhere()
    {
        using var program = new WorkerProgramFile();
        await using TableWorkers workers = RecordWorkers.Start(_schema, Options(program));
        string bad = program.Write("bad.tsv", "chr1\t1\t1\t1\t1\nchr1\tx\t1\t1\t1\n");
        WorkerJobsException error = await Assert.ThrowsAsync<WorkerJobsException>(async () =>
        {
            await foreach (LoadedTable result in workers.LoadAsync([bad, program.Table("good.tsv", 10)]))
            {
                result.Dispose();
            }
        });
        var text = Assert.IsType<RecordTextException>(Assert.Single(error.Failures).InnerException);
        Assert.Equal((2, "pos"), (text.LineNumber, text.FieldName));
    }

    [Fact]
    public async Task OneProgramServesManyDtypes()
    {
        using var program = new WorkerProgramFile();
        string path = program.Write("t.tsv", "1\t2.5\n3\t4.5\n");
        foreach (string dtype in (string[])["a i4, b f8", "[('a', '>u2'), ('b', '<f4')]", "{'names': ['a', 'b'], 'formats': ['<i8', '<f2'], 'offsets': [8, 32], 'itemsize': 40}"])
        {
            await using TableWorkers workers = RecordWorkers.Start(RecordSchema.Parse(dtype), Options(program));
            await foreach (LoadedTable result in workers.LoadAsync([path]))
            {
                using (result)
                {
                    using RecordTable expected = RecordText.LoadTable(path, workers.Schema, TextOptions.Tsv);
                    Assert.Equal(2, result.Count);
                    Assert.True(result.Table.Bytes(0, 2).SequenceEqual(expected.Bytes(0, 2)));
                }
            }
        }
    }

    [Fact]
    public async Task AnotherFirstLineIsTold()
    {
        using var program = new WorkerProgramFile();
        await using TableWorkers workers = RecordWorkers.Start(_schema, program.Options());
        WorkerStartException error = await Assert.ThrowsAsync<WorkerStartException>(async () =>
        {
            await foreach (LoadedTable result in workers.LoadAsync([program.Table("a.tsv", 10)]))
            {
                result.Dispose();
            }
        });
        Assert.Contains("CpgSite", error.Message);
        Assert.Throws<ArgumentException>(() => RecordWorkers.Start(new RecordSchema(
            "e",
            1,
            1,
            [new FieldSchema("a", "a", 0, FieldType.Enum(FieldType.Byte, [new EnumMember("One", 1)]))])));
    }

    private static WorkerOptions Options(WorkerProgramFile program)
    {
        program.Environment["FIRST_LINE"] = "tables";
        return program.Options();
    }
}
