using System.Globalization;
using System.Text;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct Edge
{
    public int From;
    public int To;
}

[SharedRecord]
public partial struct Variant
{
    [Column("CHROM")]
    public S8 Chrom;

    [Column("POS")]
    public int Pos;

    [Column("BETA")]
    public double Beta;
}

[SharedRecord]
public partial struct ClimateHour
{
    [Column("STATIONS_ID")]
    public int Station;

    [Column("MESS_DATUM")]
    public long Hour;

    [Column("TT_TU")]
    public double Temperature;

    [Column("RF_TU")]
    public double Humidity;
}

[SharedRecord]
public partial struct PortName
{
    public S16 Name;
    public int Count;
}

/// <summary>What people complain of in other readers of tables, and does not happen here.</summary>
public class ComplaintTests
{
    [Fact]
    public void LongNumbersAndPathsAreNotCutInSilence()
    {
        // numpy: "100000 read as 10000", "paths lose their suffix"; a graph of wrong edges because 10280 became 1028.
        Assert.Equal([new Edge(10280, 100000)], Read<Edge>("10280 100000\n", TextOptions.Whitespace));
        Assert.Contains("S12 would hold it", Fails<TextRow>("/data/a/b.gz\n", TextOptions.Whitespace));
    }

    [Fact]
    public void NoRowsAreLost()
    {
        // pandas and fread: 50,000 rows of more, 766 of 20,700, because of a quote or a comment somewhere.
        var text = new StringBuilder();
        for (int i = 0; i < 20_700; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i}\t{(i % 1000 == 766 ? "\"" : "a")}\t{i}\n");
        }

        Edge[] edges = Read<Edge>(text.ToString(), TextOptions.Tsv with { Columns = [0, 2] });
        Assert.Equal(20_700, edges.Length);
        Assert.Equal(new Edge(20_699, 20_699), edges[^1]);
    }

    [Fact]
    public void ATextFarDownThatIsLongerIsNotCut()
    {
        // numpy took the length from the first 50,000 lines: the last of 1..100000 became 10000, paths lost their ends.
        string rows = string.Concat(Enumerable.Repeat("ab\n", 60_000));
        Assert.Equal("abc", Read<TextRow>(rows + "abc\n", TextOptions.Whitespace)[^1].Text.ToString());
        Assert.StartsWith("TooLong line 60001 row 60000", Fails<TextRow>(rows + "abcd\n", TextOptions.Whitespace));
    }

    [Fact]
    public void SkippedLinesAndRowsAskedForAreExact()
    {
        // numpy: 50,000 rows where 100,000 were asked for, and 110,000 instead of 80,000.
        string text = string.Concat(Enumerable.Range(0, 130_000).Select(static i => FormattableString.Invariant($"{i} {i}\n")));
        foreach ((int skip, int rows) in ((int, int)[])[(60_000, 60_000), (0, 80_000), (129_999, 7)])
        {
            Edge[] edges = Read<Edge>(text, TextOptions.Whitespace with { SkipLines = skip, MaxRows = rows });
            Assert.Equal(Math.Min(rows, 130_000 - skip), edges.Length);
            Assert.Equal((skip, skip + edges.Length - 1), (edges[0].From, edges[^1].To));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(2046)]
    [InlineData(2047)]
    [InlineData(29_000)]
    public void NoRowsAreTakenForAPreamble(int row)
    {
        // DuckDB leaves out the header and all rows before one of another width, and says nothing.
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(i => i < row ? "1,2\n" : "1,2,3\n"));
        Assert.StartsWith($"ColumnCount line {row + 1} row {row}", Fails<Edge>(text, TextOptions.Csv));
        Assert.Equal(3, Read<OneText>("c0\nv0\na;b\n", TextOptions.Csv).Length);
    }

    [Fact]
    public void QuotesWithinACellAreThoseOfTheCell()
    {
        // fread: an address of ""A"" ST, and the 20,000 rows behind it were gone.
        string rows = string.Concat(Enumerable.Repeat("x,1\n", 1000));
        foreach ((string cell, string text) in ((string, string)[])[("\"\"A\"\" ST", "A\"\" ST"), ("a\"b", "a\"b"), ("\"This\" is", "This is"), ("\"a\"\"\"", "a\"")])
        {
            PortName[] names = Read<PortName>($"{rows}{cell},1\n{rows}", TextOptions.Csv);
            Assert.Equal(2001, names.Length);
            Assert.Equal(text, names[1000].Name.ToString());
        }
    }

    [Fact]
    public void WhatIsDeclaredAsTextStaysText()
    {
        // Names that happen to be digits, or look like a float beyond all floats: pandas made 0.0 of the first.
        string[] names = ["50060e8007123400", "007", "1e5", "nan", "0x10", "1_000", "+1"];
        Assert.Equal(names, Read<PortName>(string.Concat(names.Select(static name => $"{name}\t1\n")), TextOptions.Tsv).Select(static row => row.Name.ToString()));
    }

    [Fact]
    public void AClimateTableIsReadAsItIs()
    {
        // As the German weather service has them: numbers right-aligned, -999 for nothing, a last column that ends the row.
        const string Text = "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor\r\n         44;2007040100;    3;  11.4;  62.0;eor\r\n         44;2007040101;    3;-999;  66.0;eor\r\n";
        ClimateHour[] hours = Read<ClimateHour>(Text, new TextOptions { Delimiter = ';', Header = HeaderMode.MapByName, NullValues = ["-999"] });
        Assert.Equal([new ClimateHour(44, 2007040100, 11.4, 62), new ClimateHour(44, 2007040101, BitConverter.UInt64BitsToDouble(0x7FF8000000000000), 66)], hours);
    }

    [Fact]
    public async Task ATableIsFilteredWhileItIsRead()
    {
        // 800 million sites of which those with a coverage are wanted: never all of them in memory.
        string text = string.Concat(Enumerable.Range(0, 100_000).Select(static i => FormattableString.Invariant($"{i} {i % 10}\n")));
        using SharedRecordWriter<Edge> writer = SharedRecords.Create<Edge>();
        int longest = 0;
        await foreach (ReadOnlyMemory<Edge> batch in RecordText.ReadBatchesAsync<Edge>(new ChunkedStream(Encoding.ASCII.GetBytes(text), 10_000), TextOptions.Whitespace with { BufferSize = 10_000 }))
        {
            longest = Math.Max(longest, batch.Length);
            foreach (ref readonly Edge edge in batch.Span)
            {
                if (edge.To == 9)
                {
                    writer.Add(edge);
                }
            }
        }

        using SharedRecords<Edge> wanted = writer.Publish();
        Assert.Equal(10_000, wanted.Count);
        Assert.InRange(longest, 1, 10_000);
    }

    [Fact]
    public void NoHeaderIsGuessed()
        => Assert.StartsWith("Conversion line 1 row 0 column 0", Fails<Edge>("from to\n1 2\n", TextOptions.Whitespace));

    [Theory]
    [InlineData("910856", typeof(short))]
    [InlineData("300", typeof(byte))]
    [InlineData("-1", typeof(uint))]
    [InlineData("3000000000", typeof(int))]
    [InlineData("nan", typeof(int))]
    public void IntegersDoNotWrap(string cell, Type type)
    {
        int column = type == typeof(short) ? 2 : type == typeof(byte) ? 1 : type == typeof(uint) ? 5 : 4;
        string row = string.Join(' ', Enumerable.Range(0, 9).Select(i => i == column ? cell : "1"));
        Assert.Contains($" row 0 column {column} ", Fails<IntegerRow>(row, TextOptions.Whitespace));
    }

    [Fact]
    public void RaggedRowsAreErrorsWhereverTheyStand()
    {
        // pandas pads short rows with NaN, takes a long first row for an index, and depends on its chunks.
        string rows = string.Concat(Enumerable.Repeat("1,2\n", 5000));
        Assert.StartsWith("ColumnCount line 1 row 0", Fails<Edge>("1,2,3\n" + rows, TextOptions.Csv));
        Assert.StartsWith("ColumnCount line 5001 row 5000", Fails<Edge>(rows + "1\n" + rows, TextOptions.Csv));
        Assert.StartsWith("ColumnCount line 5001 row 5000", Fails<Edge>(rows + "1,2,\n", TextOptions.Csv));
    }

    [Fact]
    public void CommentBlocksMayVaryInLength()
    {
        TextOptions options = TextOptions.Tsv with { Header = HeaderMode.MapByName, CommentPrefixes = ["##"] };
        foreach (int comments in (int[])[0, 1, 200])
        {
            string text = string.Concat(Enumerable.Repeat("##meta=1\n", comments)) + "#CHROM\tPOS\tID\tBETA\nchr1\t7\trs1\t-15.361\n";
            Assert.StartsWith("Header", Fails<Variant>(text, options));
            Assert.Equal([new Variant("chr1", 7, -15.361)], Read<Variant>(text, options with { CommentPrefixes = ["#"] }));
        }
    }

    [Fact]
    public void RunsOfBlanksAreOneDelimiter()
        => Assert.Equal([new Edge(1, 2), new Edge(3, 4)], Read<Edge>("   1      2\n3\t \t4   \n", TextOptions.Whitespace));

    [Fact]
    public void AnOpenQuoteDoesNotEatTheFile()
    {
        string text = "1,2\n\"3,4\n" + string.Concat(Enumerable.Repeat("5,6\n", 1000));
        Assert.StartsWith("Quote line 2 row 1", Fails<Edge>(text, TextOptions.Csv));
        var report = new TextReadReport();
        Assert.Equal(1001, RecordText.Read<Edge>(Encoding.ASCII.GetBytes(text), TextOptions.Csv with { ErrorPolicy = ErrorPolicy.Skip }, report).Length);
        Assert.Equal(1, report.SkippedLines);
    }

    [Fact]
    public void LineEndsInCellsDoNotDependOnTheBuffer()
        => Assert.Equal(3000, Read<TwoTexts>(string.Concat(Enumerable.Repeat("\"a\nb,\"\"\",\"\r\nc\"\r\n", 3000)), TextOptions.Csv).Length);

    [Fact]
    public void ARowLongerThanTheBufferIsARow()
    {
        // "straddling object", "buffer overflow caught", an hour for one wide line.
        string wide = "1," + new string('7', 300_000) + ",2\n";
        Assert.Equal([new Edge(1, 2)], RecordText.Read<Edge>(Encoding.ASCII.GetBytes(wide), TextOptions.Csv with { Columns = [0, 2], BufferSize = 64 }));
        Assert.Equal([new Edge(1, 2)], RecordText.Read<Edge>(new ChunkedStream(Encoding.ASCII.GetBytes(wide), 1000), TextOptions.Csv with { Columns = [0, -1], BufferSize = 64 }));
    }

    [Fact]
    public void AWideRowIsReadOnce()
    {
        // A reader that begins again at the row's start with each piece of it would never end.
        byte[] wide = Encoding.ASCII.GetBytes("1," + string.Concat(Enumerable.Repeat("7,", 4_000_000)) + "2\n");
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            Assert.Equal([new Edge(1, 2)], RecordText.Read<Edge>(new ChunkedStream(wide, 1000), TextOptions.Csv with { Columns = [0, -1], BufferSize = 64, Kernel = kernel }));
        }
    }

    [Fact]
    public void DecimalsAreTheNearestFloats()
    {
        // pandas: -15.361 != -15.361000, and one percentage in ten off by the last bit.
        double[] values = [.. Enumerable.Range(0, 20_000).Select(static i => Math.Round((i * 0.0137) - 90, 1 + (i % 6)))];
        string text = string.Concat(values.Select(static value => FormattableString.Invariant($"{value:F6}\n")));
        Assert.Equal(values, Read<OneDouble>(text, TextOptions.Whitespace).Select(static row => row.X));
    }

    [Fact]
    public void ManyBadRowsCostNoMoreThanGoodOnes()
    {
        // A reader whose errors were quadratic took hours: this would, too.
        var report = new TextReadReport();
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1,x\n", 200_000)));
        Assert.Empty(RecordText.Read<Edge>(text, TextOptions.Csv with { ErrorPolicy = ErrorPolicy.Skip }, report));
        Assert.Equal(200_000, report.SkippedLines);
        Assert.Equal(200_000, report.Errors[^1].LineNumber + report.ErrorCount - report.Errors.Count);
    }

    private static T[] Read<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        T[] records = RecordText.Read<T>(bytes, options);
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            Assert.Equal(records, RecordText.Read<T>(bytes, options with { Kernel = kernel }));
            Assert.Equal(records, RecordText.Read<T>(new ChunkedStream(bytes, 997), options with { Kernel = kernel, BufferSize = 1000, DegreeOfParallelism = 1 }));
            Assert.Equal(records, RecordText.Read<T>(new ChunkedStream(bytes, 9970), options with { Kernel = kernel, BufferSize = 4000, DegreeOfParallelism = 3 }));
        }

        return records;
    }

    private static string Fails<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        EveryWay.Answer? answer = null;
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            foreach (int threads in (int[])[1, 3])
            {
                EveryWay.Answer now = EveryWay.Try(report => RecordText.Read<T>(new ChunkedStream(Encoding.UTF8.GetBytes(text), 997), options with { Kernel = kernel, BufferSize = 1000, DegreeOfParallelism = threads }, report));
                Assert.Equal(answer ??= now, now);
            }
        }

        Assert.NotNull(answer!.Error);
        return answer.Error;
    }
}
