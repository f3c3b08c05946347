using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace SchemaToolkit.Package.Tests;

/// <summary>The code of README and docs is run, as it stands in them, by a program that has the package.</summary>
[Collection(nameof(Consumers))]
public sealed class PagesTests : IDisposable
{
    private const string PageRows = """
        import os, sys, h5py, numpy as np
        os.chdir(sys.argv[1])
        sites = np.zeros(1000, [('chr', 'S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')])
        i = np.arange(1000)
        sites['chr'] = np.char.add('chr', (1 + i % 22).astype(str)); sites['pos'] = i * 7; sites['pct'] = i % 101 / 4; sites['c'] = i % 60; sites['t'] = i % 7

        """;

    // The same datasets, types, rows and attributes.
    private const string PageComparison = """
        def content(path):
            found = {}
            with h5py.File(path) as f:
                found['/'] = dict(f.attrs)
                f.visititems(lambda name, o: found.update({name: (dict(o.attrs), o.dtype, o[:].tobytes(), o.chunks, o.compression, o.shuffle, o.is_virtual) if isinstance(o, h5py.Dataset) else dict(o.attrs)}))
            return repr(sorted(found.items()))
        files = sorted(name for name in os.listdir('.') if name.endswith('.h5') and name != 'other.h5')
        assert len(files) > 5, files
        for name in files: assert content(name) == content(os.path.join(sys.argv[2], name)), name
        print(*files)
        """;

    // Bismark's columns: chromosome, start, end, percentage, methylated, unmethylated.
    private static readonly string[] _rows =
        ["chr1\t10468\t10468\t75\t3\t1", .. Enumerable.Range(1, 1977).Select(static i => string.Create(CultureInfo.InvariantCulture, $"chr{1 + (i % 22)}\t{i * 7}\t{i * 7}\t{i % 101 / 4.0}\t{i % 60}\t{i % 7}"))];

    // Segments of the pages have names, which other programs may use too.
    private readonly string _memory = Directory.CreateDirectory($"/dev/shm/schematoolkit-pages-{Guid.NewGuid():N}").FullName;
    private readonly Dictionary<string, string> _variables;
    private readonly Consumers _consumers;

    public PagesTests(Consumers consumers)
    {
        _consumers = consumers;
        _variables = new Dictionary<string, string> { ["SCHEMATOOLKIT_SHM_DIR"] = _memory };
    }

    public static TheoryData<string> AllPages => [.. Pages.All];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void TheCodeOfAPageRuns(string page)
    {
        string folder = Folder(page, _rows);
        string[] output = Run(page, folder).Split('\n');

        // What the page says that it prints.
        Assert.Equal(Pages.Printed(page), output.Where(Pages.Printed(page).Contains));
        Assert.Equal(page == "README.md" ? ["1978 1978 3 1978 True"] : [], output.Where(static line => line.EndsWith(" True", StringComparison.Ordinal)));
        Assert.Equal(page == "docs/shared-memory.md" ? ["Python wrote 42", "Python's 7"] : [], output.Where(static line => line.StartsWith("Python", StringComparison.Ordinal)));
    }

    /// <summary>The pages with Python that the tests below run.</summary>
    [Fact]
    public void NoOtherPageHasPython()
        => Assert.Equal(["docs/hdf5.md", "docs/shared-memory.md"], Pages.Files.Where(static page => Pages.Of(page, "python").Length > 0));

    [RealDataTheory]
    [InlineData("README.md", "53 53 3 53 True")]
    [InlineData("docs/text.md", "1978 rows, 35 lines skipped (35 errors), 0 cells truncated")]
    [InlineData("docs/workers.md", "sample1: 53 rows")]
    public void TheCodeOfAPageReadsRealFiles(string page, string said)
    {
        string folder = Folder(page, File.ReadAllLines(RealData.File("bismark-cov/bismark_coverage_CpG.bed")));
        if (page == "docs/text.md")
        {
            WriteTable(folder, "sample.tsv", '\t', Lines(RealData.File("bismark-cov/test_data.fastq_bismark.bismark.cov.gz")));
        }

        Assert.Contains(said, Run(page, folder).Split('\n'));
    }

    /// <summary>The first file that a newcomer has at hand may have names that are too long for the record. Its error says what to
    /// write, and so does the next, until the file is read.</summary>
    [RealDataFact]
    public void TheReadmesFirstLineSaysWhatARealFileNeeds()
    {
        string folder = Folder("README.md", _rows);
        File.Copy(RealData.File("bismark-cov/test_data.fastq_bismark.bismark.cov.gz"), Path.Combine(folder, "sample.cov.gz"), overwrite: true);
        var widths = new List<int>();
        string output = "S10 would hold it";
        while (Regex.Match(output, "S([0-9]+) would hold it") is { Success: true } way)
        {
            widths.Add(int.Parse(way.Groups[1].Value, CultureInfo.InvariantCulture));
            output = Run($"README.md by S{widths[^1]}", folder);
        }

        Assert.Equal(Pages.Widths, widths);
        Assert.Equal("2013", output);
    }

    [Fact]
    public void TheHdf5PageMakesTheSameFilesInBothLanguages()
    {
        const string page = "docs/hdf5.md";
        CodeBlock[] theirs = Pages.Of(page, "python");
        Assert.Equal(Pages.Runnable(page).Length, theirs.Length);
        Assert.InRange(theirs.Length, 12, int.MaxValue);

        string folder = Folder(page, _rows);
        string python = Folder(page, _rows);
        string output = Run(page, folder);
        string script = PageRows + "buffer = np.zeros(10, sites.dtype)\nother = h5py.File('other.h5')\n" + string.Join('\n', theirs.Select(static block => block.Text)) + "\nother.close()\nprint('methylated', methylated)\n";
        Assert.Contains(Python(script, python).Split('\n')[^1], output.Split('\n'));
        Assert.Contains("cohort.h5", Python(PageRows + PageComparison, python, folder), StringComparison.Ordinal);
    }

    /// <summary>The Python that the page gives for reading a stream, and the C# that it gives for writing one.</summary>
    [Fact]
    public async Task PythonReadsTheStreamOfThePage()
    {
        const string page = "docs/shared-memory.md";
        CodeBlock[] ours = Pages.Runnable(page);
        CodeBlock[] theirs = Pages.Of(page, "python");
        string script = theirs.Single(static b => b.Text.Contains("def read_stream", StringComparison.Ordinal)).Text
            + "import time\nwhile stream_address('live', os.geteuid())[1:] not in open('/proc/net/unix').read(): time.sleep(0.01)\n"
            + theirs.Single(static b => b.Text.Contains("in read_stream('live')", StringComparison.Ordinal)).Text;
        string folder = Folder(page, _rows);
        Task<string> written = Task.Run(() => Run(page, folder, Array.FindIndex(ours, static b => b.Text.Contains("CreateStream", StringComparison.Ordinal))));
        Assert.Equal("29100", Python(script, folder));
        await written;
    }

    public void Dispose() => Directory.Delete(_memory, recursive: true);

    private string Python(string script, string folder, params string[] arguments)
        => Shell.Run(folder, _variables, Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3", ["-W", "ignore", "-c", script, folder, .. arguments]);

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private string Run(string page, string folder, int block = -1)
    {
        var variables = new Dictionary<string, string>(_variables) { ["PAGE"] = page, ["BLOCK"] = $"{block}" };
        return Shell.Run(folder, variables, _consumers.Published("pages", "pages"));
    }

    /// <summary>A folder with the files that the pages read, made of a coverage file's lines.</summary>
    private string Folder(string page, string[] coverage)
    {
        string folder = Directory.CreateDirectory(_consumers.Folder($"files/{Guid.NewGuid():N}")).FullName;
        using (var gzip = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder, "sample.cov.gz")), CompressionLevel.Fastest)))
        {
            gzip.Write(string.Join('\n', coverage) + "\n");
        }

        foreach (string name in new[] { "sample1", "sample1.tsv", "sample.tsv", "huge.tsv" })
        {
            WriteTable(folder, name, '\t', coverage);
        }

        WriteTable(folder, "calls.csv", ',', ["chr\tpos\tend\tpct\tc\tt", .. coverage]);
        if (page == "docs/text.md")
        {
            // Names that are too long.
            File.AppendAllLines(Path.Combine(folder, "sample.tsv"), Enumerable.Range(0, 35).Select(static i => $"chrUn_gl000220\t{i}\t0\t1\t2"));
        }

        if (page == "docs/hdf5.md")
        {
            Python(PageRows + "with h5py.File('other.h5', 'w') as f: f['study/extra'] = sites[:3]", folder);
        }

        return folder;
    }

    private static void WriteTable(string folder, string name, char delimiter, IEnumerable<string> coverage)
        => File.WriteAllLines(Path.Combine(folder, name), coverage.Select(static line => line.Split('\t')).Select(cells => string.Join(delimiter, cells[0], cells[1], cells[3], cells[4], cells[5])));
}
