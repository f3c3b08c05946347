using System.IO.Compression;
using System.Text;
using SchemaToolkit.Tests.Hdf5;
using SchemaToolkit.Tests.Support;
using SchemaToolkit.Tests.Text;

namespace SchemaToolkit.Tests.Loading;

/// <summary>A file that was loaded in place cannot be told from one that was written from memory.</summary>
public class EqualityTests
{
    private static readonly string _rows = Tables.Rows(100_000);

    public static TheoryData<string, string, TextOptions> Forms => new()
    {
        { "plain", _rows, TextOptions.Tsv },
        { "one row", Tables.Rows(1), TextOptions.Tsv },
        { "no last line end", _rows.TrimEnd('\n'), TextOptions.Tsv },
        { "CRLF", _rows.ReplaceLineEndings("\r\n"), TextOptions.Tsv },
        { "CR", _rows.Replace('\n', '\r'), TextOptions.Tsv },
        { "CR after the first rows", Tables.Rows(50_000) + Tables.Rows(50_000, "\r"), TextOptions.Tsv },
        { "header", "chr\tpos\tpct\tc\tt\n" + _rows, TextOptions.Tsv with { Header = HeaderMode.Skip } },
        { "header by name", "t\tc\tpct\tpos\tchr\n1\t2\t3\t4\tchr5\n", TextOptions.Tsv with { Header = HeaderMode.MapByName } },
        { "header in a comment", "#chr\tpos\tpct\tc\tt\n" + _rows, TextOptions.Tsv with { Header = HeaderMode.MapByName } },
        { "byte order mark", "\uFEFF" + _rows, TextOptions.Tsv },
        { "lines to skip", "a\nb\nc\n" + _rows, TextOptions.Tsv with { SkipLines = 3 } },
        { "comments", "# first\n" + _rows.Replace("chr7\t", "# chr7\t", StringComparison.Ordinal), TextOptions.Tsv },
        { "nothing but comments", _rows.Replace("chr", "#chr", StringComparison.Ordinal), TextOptions.Tsv },
        { "blank lines", _rows.Replace("\n", "\n\n\n", StringComparison.Ordinal), TextOptions.Tsv },
        { "many blank lines at the end", Tables.Rows(3) + new string('\n', 1_000_000), TextOptions.Tsv },
        { "most rows", _rows, TextOptions.Tsv with { MaxRows = 77_777 } },
        { "no row", _rows, TextOptions.Tsv with { MaxRows = 0 } },
        { "empty", "", TextOptions.Tsv },
        { "a header alone", "chr\tpos\tpct\tc\tt\n", TextOptions.Tsv with { Header = HeaderMode.Skip } },
        { "quotes", "\"chr\n1\",1,2,3,4\n" + _rows.Replace('\t', ','), TextOptions.Csv },
        { "blanks", _rows.Replace('\t', ' '), TextOptions.Whitespace },
        { "wrong rows", _rows.Replace("chr5\t", "chr5\tx", StringComparison.Ordinal), TextOptions.Tsv with { ErrorPolicy = ErrorPolicy.Skip } },
        { "one thread", _rows, TextOptions.Tsv with { DegreeOfParallelism = 1 } },
        { "five threads", _rows, TextOptions.Tsv with { DegreeOfParallelism = 5, BufferSize = 10_000 } },
        { "five threads and comments", _rows.Replace("chr7\t", "# chr7\t", StringComparison.Ordinal), TextOptions.Tsv with { DegreeOfParallelism = 5, BufferSize = 10_000 } },
        { "five threads and CR", _rows + Tables.Rows(50_000, "\r"), TextOptions.Tsv with { DegreeOfParallelism = 5, BufferSize = 10_000 } },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void WhateverTheTableLooksLike(string form, string text, TextOptions options)
    {
        using var directory = new TempDirectory();
        string table = directory.Write(form, text);
        AssertSame<CpgSite>(directory, table, options);
    }

    [Fact]
    public void EveryKindOfField()
    {
        using var directory = new TempDirectory();
        var text = new StringBuilder();
        for (int i = 0; i < 5000; i++)
        {
            text.Append(i % 3).Append(";2;3;4;5;6;7;8;0.5;0.25;").Append(i % 2 == 0 ? "true" : "7").Append(";ab\n");
        }

        AssertSame<Measurement>(directory, directory.Write("t", text.ToString()), TextOptions.Whitespace with { Delimiter = ';' });
        AssertSame<Padded>(directory, directory.Write("p", string.Concat(Enumerable.Repeat("1 2.5 2020-02-29 1\n", 20_000))), TextOptions.Whitespace);
    }

    [Fact]
    public void FilesOneAfterTheOtherAreOneTable()
    {
        using var directory = new TempDirectory();
        directory.Write("part1.tsv", "header\n" + Tables.Rows(30_000));
        directory.Write("part2.tsv", "header\n# comment\n" + Tables.Rows(20_000));
        AssertSame<CpgSite>(directory, TextSource.FromFiles(directory["part*.tsv"]), TextOptions.Tsv with { Header = HeaderMode.Skip });
    }

    [Fact]
    public void WhatCannotBeInPlaceIsTheSame()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t", Tables.Rows(60_000));
        using (var gzip = new GZipStream(File.Create(directory["t.gz"]), CompressionLevel.Fastest))
        {
            gzip.Write(File.ReadAllBytes(table));
        }

        AssertSame<CpgSite>(directory, directory["t.gz"], TextOptions.Tsv);
        AssertSame<CpgSite>(directory, directory["t.gz"], TextOptions.Tsv with { Compression = TextCompression.Gzip });
        AssertSame<CpgSite>(directory, table, TextOptions.Tsv, new Hdf5Options { Deflate = 4, Shuffle = true });
        AssertSame<CpgSite>(directory, table, TextOptions.Tsv, new Hdf5Options { ChunkRows = 1000 });

        using FileStream stream = File.OpenRead(table);
        using (RecordHdf5 file = RecordHdf5.Create(directory["s.h5"]))
        {
            Assert.Equal(60_000, file.Load<CpgSite>("stream", stream, TextOptions.Tsv));
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["s.h5"]);
        using Hdf5Dataset<CpgSite> dataset = read.OpenDataset<CpgSite>("stream");
        Assert.Equal(RoundTripTests.Sites(60_000), dataset.ReadAll());
    }

    [Fact]
    public void H5pySeesTheRows()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t.tsv", Tables.Rows(100_000));
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            long rows = file.Load<CpgSite>("group/inner/sample 1", table, TextOptions.Tsv);
            Assert.Equal(100_000, rows);
            Assert.Equal(["group/inner/sample 1"], file.Names);
            file.Complete();
        }

        Assert.Equal("True 100000 None", Python.Run("""
            with h5py.File(sys.argv[1]) as f:
                d = f['group/inner/sample 1']
                expected = np.loadtxt(sys.argv[2], d.dtype, delimiter='\t')
                print(d[:].tobytes() == expected.tobytes(), len(d), d.chunks)
            """, directory["a.h5"], table));
    }

    [Fact]
    public void DatasetsOfAnySizeAfterEachOther()
    {
        using var directory = new TempDirectory();
        int[] counts = [100_000, 1, 50, 3000, 0, 77_777, 10, 40_000];
        string[] tables = [.. counts.Select((count, i) => directory.Write($"t{i}", "# comment\n" + Tables.Rows(count)))];
        using (RecordHdf5 written = RecordHdf5.Create(directory["written.h5"]))
        using (RecordHdf5 loaded = RecordHdf5.Create(directory["loaded.h5"]))
        using (RecordHdf5 inPlace = RecordHdf5.Create(directory["inplace.h5"]))
        {
            for (int i = 0; i < counts.Length; i++)
            {
                string name = i % 2 == 0 ? $"d{i}" : $"g{i % 3}/d{i}";
                written.Write(name, RecordText.Read<CpgSite>(tables[i], TextOptions.Tsv));
                Assert.Equal(counts[i], loaded.Load<CpgSite>(name, tables[i], TextOptions.Tsv));
                Assert.Equal(counts[i], Tables.LoadInPlace<CpgSite>(inPlace, name, tables[i]));
            }

            written.Complete();
            loaded.Complete();
            inPlace.Complete();
        }

        Hdf5Tools.AssertAlike(directory["written.h5"], directory["loaded.h5"], places: false);
        Hdf5Tools.AssertAlike(directory["written.h5"], directory["inplace.h5"], places: false);
        Hdf5Tools.AssertCompact(directory["loaded.h5"]);
        Hdf5Tools.AssertCompact(directory["inplace.h5"]);
    }

    [Fact]
    public void AThousandSmallTables()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t", Tables.Rows(1000));
        CpgSite[] sites = RoundTripTests.Sites(1000);
        using (RecordHdf5 written = RecordHdf5.Create(directory["written.h5"]))
        using (RecordHdf5 loaded = RecordHdf5.Create(directory["loaded.h5"]))
        {
            for (int i = 0; i < 1000; i++)
            {
                written.Write($"d{i}", sites);
                Assert.Equal(1000, loaded.Load<CpgSite>($"d{i}", table, TextOptions.Tsv));
            }

            written.Complete();
            loaded.Complete();
        }

        Assert.Equal(File.ReadAllBytes(directory["written.h5"]), File.ReadAllBytes(directory["loaded.h5"]));
    }

    private static void AssertSame<T>(TempDirectory directory, TextSource source, TextOptions options, Hdf5Options? storage = null)
        where T : unmanaged, ISharedRecord<T>
    {
        var expected = new TextReadReport();
        T[] records = RecordText.Read<T>(source, options, expected);
        var report = new TextReadReport();
        using (RecordHdf5 written = RecordHdf5.Create(directory["written.h5"]))
        using (RecordHdf5 loaded = RecordHdf5.Create(directory["loaded.h5"]))
        {
            written.Write("a/b", records, storage);
            Assert.Equal(records.Length, RecordHdf5Loading.Load(loaded, "a/b", source, RowCode.Of<T>(), options, storage, report, Tables.Always, null, default));
            written.Complete();
            loaded.Complete();
        }

        Assert.Equal(expected.ToString(), report.ToString());
        Hdf5Tools.AssertAlike(directory["written.h5"], directory["loaded.h5"]);

        // An attribute that was deleted with its dataset leaves a gap of 32 bytes; but for that, the files are equal.
        if (T.Schema.Leaves.All(static leaf => leaf.Type.Kind != FieldKind.Datetime64))
        {
            Assert.Equal(File.ReadAllBytes(directory["written.h5"]), File.ReadAllBytes(directory["loaded.h5"]));
        }

        Assert.InRange(new FileInfo(directory["loaded.h5"]).Length, 0, new FileInfo(directory["written.h5"]).Length + 32);
    }
}
