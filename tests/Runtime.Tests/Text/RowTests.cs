using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>One row at a time, and tables from and to what programs have at hand.</summary>
public class RowTests
{
    private static readonly CpgSite[] _sites = [new("chr1", 10468, 75f, 3, 1), new("chrX", -5, 0.1f, 0, 12)];

    [Theory]
    [InlineData("chr1\t10468\t75\t3\t1")]
    [InlineData("chr1\t10468\t75\t3\t1\n")]
    [InlineData("chr1\t10468\t75\t3\t1\r\n")]
    [InlineData("chr1\t10468\t75\t3\t1\r")]
    [InlineData(" chr1\t 10468 \t7.5e1\t+3\t1")]
    public void ARowIsReadFromBytesAndCharacters(string row)
    {
        CpgSite expected = _sites[0] with { Chr = row[0] == ' ' ? " chr1" : "chr1" };
        Assert.Equal(expected, CpgSite.Parse(Encoding.UTF8.GetBytes(row), TextOptions.Tsv));
        Assert.Equal(expected, CpgSite.Parse(row, TextOptions.Tsv));
        Assert.Equal(expected, CpgSite.Parse($"x{row}y".AsSpan(1, row.Length), TextOptions.Tsv));
        Assert.True(CpgSite.TryParse(row, TextOptions.Tsv, out CpgSite record));
        Assert.Equal(expected, record);
    }

    [Fact]
    public void ARowIsReadAsATableOfOneRowIs()
    {
        var random = new Random(3);
        string[] cells = ["chr1", "", "1", "-2", "2147483648", "0.1", "1e5", "nan", " 7", "#", "\"", "x\ny", "é", "0.892857142857143", "12345678901"];
        TextOptions[] dialects = [TextOptions.Tsv, TextOptions.Csv, TextOptions.Whitespace, TextOptions.Csv with { ThousandsSeparator = '.', DecimalSeparator = ',', Delimiter = ';' }, TextOptions.Tsv with { Columns = [0, 1, 3, 4, -1] }, TextOptions.Tsv with { NullValues = ["", "1"] }];
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            TextOptions options = dialects[random.Next(dialects.Length)];
            string row = string.Join(options.Delimiter ?? ' ', Enumerable.Range(0, random.Next(20) == 0 ? 6 : 5).Select(column => column == 0 || random.Next(6) == 0 ? cells[random.Next(cells.Length)] : $"{random.Next(-9, 9999)}"));
            CpgSite[] table;
            try
            {
                table = RecordText.Read<CpgSite>(Encoding.UTF8.GetBytes(row), options with { Kernel = TextKernel.General });
            }
            catch (RecordTextException e)
            {
                var error = Assert.Throws<RecordTextException>(() => CpgSite.Parse(row, options));
                Assert.True(error.Reason == e.Reason || row.Contains('\n'), row);
                Assert.False(CpgSite.TryParse(row, options, out _));
                continue;
            }

            if (table.Length == 1)
            {
                read++;
                Assert.Equal(table[0], CpgSite.Parse(row, options));
            }
        }

        Assert.InRange(read, 4_000, 19_000);
    }

    [Fact]
    public void ARowCostsNoMemory()
    {
        byte[] row = "chr1\t10468\t75.25\t3\t1\n"u8.ToArray();
        byte[] quoted = "\"chr1\",10468,\"7.5e1\",3,1\n"u8.ToArray();
        long sum = 0;
        long allocated = 0;
        for (int i = 0; i < 2_000; i++)
        {
            // The first calls make what is kept for the options.
            long before = GC.GetAllocatedBytesForCurrentThread();
            sum += CpgSite.Parse(row, TextOptions.Tsv).Pos;
            sum += CpgSite.TryParse("chr1\t10468\t75.25\t3\t1", TextOptions.Tsv, out CpgSite site) ? site.C : 0;
            sum += CpgSite.Parse(quoted, TextOptions.Csv).T;
            allocated += i >= 100 ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        }

        Assert.Equal(2_000 * 10472L, sum);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void RowsAreReadByManyThreads()
    {
        TextOptions options = TextOptions.Csv with { Delimiter = ';', ThousandsSeparator = '\'' };
        Parallel.For(0, 20_000, i =>
        {
            CpgSite site = CpgSite.Parse($"chr{i};{i / 1000 + 1}'{i % 1000:000};{i % 7}.5;3;1", i % 2 == 0 ? options : options with { });
            Assert.Equal(((i / 1000 + 1) * 1000) + (i % 1000), site.Pos);
            Assert.Equal(i % 7 + .5f, site.Pct);
        });
    }

    [Fact]
    public void CharactersThatAreNoneAreErrors()
    {
        Assert.Equal(TextErrorReason.Encoding, Assert.Throws<RecordTextException>(() => CpgSite.Parse("chr\uD800\t1\t1\t1\t1", TextOptions.Tsv)).Reason);
        Assert.Equal(TextErrorReason.Encoding, Assert.Throws<RecordTextException>(() => CpgSite.Parse("chr☃\t1\t1\t1\t1", TextOptions.Tsv with { Encoding = Encoding.Latin1 })).Reason);
        Assert.False(CpgSite.TryParse("chr\uD800\t1\t1\t1\t1", TextOptions.Tsv, out _));
        Assert.Equal(TextErrorReason.Encoding, Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(new StringReader("chr\uD800\t1\t1\t1\t1"), TextOptions.Tsv)).Reason);
        Assert.Throws<ArgumentException>(() => RecordText.Read<CpgSite>(new StringReader("chr"), TextOptions.Tsv with { Encoding = Encoding.Latin1 }));
    }

    [Fact]
    public async Task AReaderIsASource()
    {
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(static i => $"é{i}\t{i}\t.5\t1\t2\n"));
        CpgSite[] read = RecordText.Read<CpgSite>(new StringReader(text), TextOptions.Tsv);
        Assert.Equal(30_000, read.Length);
        Assert.Equal("é29999", read[^1].Chr.ToString());
        Assert.Equal(read, await EveryWay.ReadBatches<CpgSite>(new StringReader(text), TextOptions.Tsv));
        using var reader = new StreamReader(new MemoryStream(Encoding.Unicode.GetBytes("\uFEFFchr1\t10468\t75\t3\t1\n")));
        Assert.Equal(_sites[..1], RecordText.Read<CpgSite>(reader, TextOptions.Tsv));
    }

    [Fact]
    public void ListsSequencesAndWritersAreTaken()
    {
        using var directory = new TempDirectory();
        const string Text = "chr1\t10468\t75\t3\t1\nchrX\t-5\t0.1\t0\t12\n";
        RecordText.Write(directory["list"], new List<CpgSite>(_sites), TextOptions.Tsv);
        RecordText.Write(directory["sequence"], _sites.Where(static site => site.C < 100), TextOptions.Tsv);
        RecordText.Write(directory["gz.gz"], _sites.Select(static site => site), TextOptions.Tsv);
        Assert.Equal(Text, File.ReadAllText(directory["list"]));
        Assert.Equal(Text, File.ReadAllText(directory["sequence"]));
        Assert.Equal(_sites, RecordText.Read<CpgSite>(directory["gz.gz"], TextOptions.Tsv));

        using var writer = new StringWriter();
        RecordText.Write(writer, _sites, TextOptions.Tsv);
        RecordText.Write(writer, _sites.ToList(), TextOptions.Tsv);
        RecordText.Write<CpgSite>(writer, _sites.AsSpan(), TextOptions.Tsv with { Header = HeaderMode.MapByName });
        Assert.Equal($"{Text}{Text}chr\tpos\tpct\tc\tt\n{Text}", writer.ToString());

        // More than is held at a time; an empty sequence is an empty table.
        IEnumerable<CpgSite> many = Enumerable.Range(0, 100_000).Select(static i => new CpgSite("é", i, .5f, 1, 2));
        using var stream = new MemoryStream();
        RecordText.Write(stream, many, TextOptions.Tsv with { Compression = TextCompression.Gzip });
        Assert.Equal(many, RecordText.Read<CpgSite>(stream.ToArray(), TextOptions.Tsv));
        using var other = new StringWriter();
        RecordText.Write(other, many, TextOptions.Tsv);
        Assert.Equal(many, RecordText.Read<CpgSite>(new StringReader(other.ToString()), TextOptions.Tsv));
        RecordText.Write(directory["empty.gz"], _sites.Where(static _ => false), TextOptions.Tsv);
        Assert.Empty(RecordText.Read<CpgSite>(directory["empty.gz"], TextOptions.Tsv));

        // An error in the middle leaves no file.
        Assert.Throws<RecordTextException>(() => RecordText.Write(directory["bad"], many.Append(new CpgSite("a\tb", 1, 1, 1, 1)), TextOptions.Tsv));
        Assert.Throws<ArgumentException>(() => RecordText.Write(directory["bad"], many, TextOptions.Tsv with { MaxRows = 50_000 }));
        Assert.False(File.Exists(directory["bad"]));

        var bytes = new CpgSite[1];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(bytes.AsSpan())[0] = 0xE9;
        Assert.Equal(TextErrorReason.Encoding, Assert.Throws<RecordTextException>(() => RecordText.Write(writer, bytes, TextOptions.Tsv)).Reason);
        RecordText.Write(writer, bytes, TextOptions.Tsv with { Encoding = Encoding.Latin1 });
        Assert.EndsWith("é\t0\t0\t0\t0\n", writer.ToString());
        Assert.Throws<ArgumentException>(() => RecordText.Write(writer, _sites, TextOptions.Tsv with { Compression = TextCompression.Gzip }));
    }
}
