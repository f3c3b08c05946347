namespace SchemaToolkit.Samples.Tests;

/// <summary>The sample that is told the dtype on its command line.</summary>
public class TextToHdf5Tests
{
    [Fact]
    public void TheFileIsTheTypedSamples()
    {
        using var directory = new TempDirectory();
        string[] tables = [SampleProgram.Table("plain.tsv"), directory.Write("large.tsv", string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"chr{i % 22}\t{i}\t{i % 100}.5\t{i % 7}\t{i % 9}\n")))];
        SampleResult result = SampleProgram.Convert(["--dtype", "chr S10, pos i4, pct f4, c i4, t i4", "--delimiter", "tab", "--processes", "2", "-o", directory["tables.h5"], .. tables]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("large.tsv: 100000 rows; the first is dtype { chr = chr0, pos = 0,", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, SampleProgram.Run(["-o", directory["typed.h5"], .. tables]).ExitCode);
        Assert.Equal("0", Python.Run("import subprocess; print(subprocess.run(['h5diff', *sys.argv[1:]]).returncode)", directory["tables.h5"], directory["typed.h5"]));
    }

    [Fact]
    public void ErrorsSayWhereAndLeaveTheFile()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t.csv", "a,b\n1,x\n");
        File.WriteAllText(directory["out.h5"], "as it was");
        foreach ((string dtype, string words) in (IEnumerable<(string, string)>)[("a i4, b q7", "character 8"), ("a i4, b f8", "line 2, column 1 ('b')"), ("a i4, c f8", "no column 'c'")])
        {
            SampleResult result = SampleProgram.Convert("--dtype", dtype, "--delimiter", ",", "--header", "-o", directory["out.h5"], path);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains(words, result.Errors, StringComparison.Ordinal);
            Assert.Equal("as it was", File.ReadAllText(directory["out.h5"]));
        }
    }
}
