using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace SchemaToolkit.Samples.Tests;

/// <summary>The main job, end to end: tables, worker processes, shared memory, one HDF5 file, read by h5py.</summary>
public class MethylationTests
{
    private const string Dtype = "[('chr', 'S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]";

    [Theory]
    [InlineData]
    [InlineData("--pool", "2")]
    [InlineData("--threads", "2")]
    [InlineData("--pool", "1", "--deflate", "4")]
    public void TablesOfAllKindsBecomeDatasetsOfOneFile(params string[] options)
    {
        using var directory = new TempDirectory();
        string zipped = directory["bismark.cov.gz"];
        using (var gzip = new GZipStream(File.Create(zipped), CompressionLevel.Fastest))
        {
            gzip.Write(File.ReadAllBytes(SampleProgram.Table("bismark.cov")));
        }

        SampleResult result = SampleProgram.Run([SampleProgram.Table("plain.tsv"), zipped, SampleProgram.Table("methylkit.myCpG.txt"), "-o", directory["out.h5"], .. options]);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("plain.tsv", result.Output, StringComparison.Ordinal);
        Assert.Equal("ok", Python.Run($"""
            import gzip
            dtype = np.dtype({Dtype})
            def same(name, expected):
                found = file[name]
                assert found.dtype == dtype, found.dtype
                assert found[:].tobytes() == expected.tobytes(), name
            with h5py.File(sys.argv[1]) as file:
                assert sorted(file) == ["bismark.cov.gz", "methylkit.myCpG.txt", "plain.tsv"], list(file)
                same("plain.tsv", np.loadtxt(sys.argv[2], dtype))
                same("bismark.cov.gz", np.loadtxt(gzip.open(sys.argv[3]), dtype, usecols=(0, 1, 3, 4, 5)))
                rows = np.genfromtxt(sys.argv[4], names=True, dtype=None, encoding="ascii")
                counts = np.zeros(len(rows), dtype)
                counts["chr"], counts["pos"], counts["pct"] = rows["chr"], rows["base"], rows["freqC"]
                counts["c"], counts["t"] = np.round(rows["coverage"] * rows["freqC"] / 100), np.round(rows["coverage"] * rows["freqT"] / 100)
                same("methylkit.myCpG.txt", counts)
            print("ok")
            """, directory["out.h5"], SampleProgram.Table("plain.tsv"), zipped, SampleProgram.Table("methylkit.myCpG.txt")));
        AssertNothingElseIn(directory, "bismark.cov.gz", "out.h5");
    }

    [Fact]
    public void ABadCellStopsTheJobWithItsPlaceAndLeavesTheOldFile()
    {
        using var directory = new TempDirectory();
        string bad = directory.Write("bad.tsv", "chr1\t1\t50\t1\t1\nchrUn_gl000220\t2\t50\t1\t1\n");
        File.WriteAllText(directory["out.h5"], "what was there before");

        SampleResult result = SampleProgram.Run(bad, SampleProgram.Table("plain.tsv"), "-o", directory["out.h5"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{bad}, line 2", result.Errors, StringComparison.Ordinal);
        Assert.Contains("chrUn_gl000220", result.Errors, StringComparison.Ordinal);
        Assert.Equal("what was there before", File.ReadAllText(directory["out.h5"]));
        AssertNothingElseIn(directory, "bad.tsv", "out.h5");
    }

    [Fact]
    public void WhatCannotBeReadIsNamed()
    {
        using var directory = new TempDirectory();
        string other = directory.Write("other.tsv", "a\tb\n");
        string gzip = directory["damaged.gz"];
        File.WriteAllBytes(gzip, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff]);

        SampleResult missing = SampleProgram.Run(directory["missing.tsv"], "-o", directory["out.h5"]);
        SampleResult unknown = SampleProgram.Run(other, "-o", directory["out.h5"]);
        SampleResult damaged = SampleProgram.Run(gzip, "-o", directory["out.h5"]);

        Assert.Equal((1, 1, 1), (missing.ExitCode, unknown.ExitCode, damaged.ExitCode));
        Assert.Contains("missing.tsv", missing.Errors, StringComparison.Ordinal);
        Assert.StartsWith($"error: {other}: ", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("--format", unknown.Errors, StringComparison.Ordinal);
        Assert.StartsWith($"error: {gzip}", damaged.Errors, StringComparison.Ordinal);
        AssertNothingElseIn(directory, "damaged.gz", "other.tsv");
    }

    [Fact]
    public void TwoTablesOfOneNameAreRefused()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["other"]);
        string[] tables = [directory.Write("a.tsv", "chr1\t1\t50\t1\t1\n"), directory.Write("other/a.tsv", "chr1\t1\t50\t1\t1\n")];

        SampleResult result = SampleProgram.Run([.. tables, "-o", directory["out.h5"]]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {tables[0]} and {tables[1]} ", result.Errors, StringComparison.Ordinal);
        AssertNothingElseIn(directory, "a.tsv", "other");
    }

    [Fact]
    public void AKilledWorkerIsReportedWithItsFileAndNothingIsLeft()
    {
        using var directory = new TempDirectory();
        string table = LargeTable(directory, "large.tsv");

        using SampleProgram program = SampleProgram.Start(table, "-o", directory["out.h5"]);
        int[] workers = program.Workers(1);
        Process.GetProcessById(workers[0]).Kill();
        SampleResult result = program.Wait();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("large.tsv", result.Errors, StringComparison.Ordinal);
        AssertGone(workers);
        AssertNothingElseIn(directory, "large.tsv");
    }

    [Fact]
    public void AKilledParentTakesItsWorkersAlongAndNothingIsLeft()
    {
        using var directory = new TempDirectory();
        string[] tables = [LargeTable(directory, "a.tsv"), LargeTable(directory, "b.tsv")];

        using SampleProgram program = SampleProgram.Start([.. tables, "-o", directory["out.h5"]]);
        int[] workers = program.Workers(2);
        program.Kill();
        program.Wait();

        AssertGone(workers);
        AssertNothingElseIn(directory, "a.tsv", "b.tsv");
    }

    [Theory]
    [InlineData]
    [InlineData("--pool", "2")]
    public void InterruptedItLeavesTheOldFile(params string[] options)
    {
        using var directory = new TempDirectory();
        File.WriteAllText(directory["out.h5"], "what was there before");
        string[] tables = [LargeTable(directory, "a.tsv"), LargeTable(directory, "b.tsv")];

        using SampleProgram program = SampleProgram.Start([.. tables, "-o", directory["out.h5"], .. options]);
        int[] workers = program.Workers(2);
        program.Interrupt();
        SampleResult result = program.Wait();

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("out.h5 was not written", result.Errors, StringComparison.Ordinal);
        Assert.Equal("what was there before", File.ReadAllText(directory["out.h5"]));
        AssertGone(workers);
        AssertNothingElseIn(directory, "a.tsv", "b.tsv", "out.h5");
    }

    [RealDataTheory]
    [InlineData("bismark_coverage_CpG.bed")]
    [InlineData("test_data.fastq_bismark.bismark.cov.gz", "--truncate")]
    public void RealBismarkTablesHaveNumpysBytes(string name, params string[] options)
    {
        using var directory = new TempDirectory();

        SampleResult result = SampleProgram.Run([RealData.File($"bismark-cov/{name}"), "-o", directory["out.h5"], .. options]);

        Assert.True(result.ExitCode == 0, result.Errors);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(RealData.File("expected.json")));
        JsonElement read = expected.RootElement.EnumerateArray().First(e => e.GetProperty("file").GetString() == $"bismark-cov/{name}" && e.GetProperty("itemsize").GetInt32() == 26);
        Assert.Equal(
            read.GetProperty("packed_sha256").GetString(),
            Python.Run("import hashlib; print(hashlib.sha256(h5py.File(sys.argv[1])[sys.argv[2]][:].tobytes()).hexdigest())", directory["out.h5"], name));
    }

    [RealDataFact]
    public void RealNamesThatAreTooLongAreAnError()
    {
        using var directory = new TempDirectory();

        SampleResult result = SampleProgram.Run(RealData.File("bismark-cov/test_data.fastq_bismark.bismark.cov.gz"), "-o", directory["out.h5"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("line 1407", result.Errors, StringComparison.Ordinal);
        Assert.Contains("'chr'", result.Errors, StringComparison.Ordinal);
        Assert.Contains("chrUn_gl000220", result.Errors, StringComparison.Ordinal);
        AssertNothingElseIn(directory);
    }

    [RealDataFact]
    public void RealMethylKitTablesAreReadByTheirHeader()
    {
        using var directory = new TempDirectory();
        string table = RealData.File("methylkit-mycpg/test1.myCpG.txt");

        SampleResult result = SampleProgram.Run(table, RealData.File("bismark-cov/bismark_coverage_CpG.bed"), "-o", directory["out.h5"]);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("1904 True", Python.Run("""
            rows = np.genfromtxt(sys.argv[2], names=True, dtype=None, encoding="ascii")
            found = h5py.File(sys.argv[1])["test1.myCpG.txt"][:]
            methylated = np.round(rows["coverage"] * rows["freqC"] / 100)
            print(len(found), bool((found["pos"] == rows["base"]).all() and (found["c"] == methylated).all()))
            """, directory["out.h5"], table));
    }

    private static string LargeTable(TempDirectory directory, string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"chr{1 + (i / 50_000)}\t{10_000 + (i * 37)}\t{i % 101}\t{i % 60}\t{i % 30}\n");
        }

        return directory.Write(name, text.ToString());
    }

    private static void AssertGone(int[] processes)
    {
        foreach (int process in processes)
        {
            Assert.True(SpinWait.SpinUntil(() => !IsRunning(process), TimeSpan.FromSeconds(30)), $"worker {process} goes on");
        }
    }

    // A zombie is one that only waits to be asked for its end.
    private static bool IsRunning(int process)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return status[(status.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void AssertNothingElseIn(TempDirectory directory, params string[] names)
        => Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(directory.Path).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
}
