using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct LoggerRow
{
    [Column("TIME")]
    public Datetime64 Time;

    [Column("RECORD")]
    public long Record;

    [Column("Ux")]
    public float Ux;
}

[SharedRecord("station S4, temp f8")]
public partial struct StationTemp;

[SharedRecord("name S4, v f8")]
public partial struct NameValue;

[SharedRecord("id S6, year i4, a f4, b f4")]
public partial struct FixedRow;

[SharedRecord("a f8, b i4")]
public partial struct DoubleInt;

[SharedRecord("a f8, b f8")]
public partial struct DoublePair;

[SharedRecord("n i4, when M8[m], x f8")]
public partial struct TimedRow;

[SharedRecord("t M8[ms]")]
public partial struct OneTime;

/// <summary>Files as instruments, data loggers and other programs write them; each option on a file of its kind.</summary>
public class ForeignFileTests
{
    [Fact]
    public void LinesAfterTheHeaderAreSkipped()
    {
        const string Logger = "\"LOGGER\",\"17\",\"CR300\"\n\"TIME\",\"RECORD\",\"Ux\"\n\"TS\",\"RN\",\"m/s\"\n\"\",\"\",\"Avg\"\n\"2019-04-02 10:00:00.05\",71,0.25\n\"2019-04-02 10:00:00.1\",72,\"NAN\"\n";
        TextOptions options = TextOptions.Csv with { Header = HeaderMode.MapByName, SkipLines = 1, SkipLinesAfterHeader = 2, NullValues = ["NAN"], QuotedNulls = true };
        LoggerRow[] rows = Read<LoggerRow>(Logger, options);
        Assert.Equal([71, 72], rows.Select(static row => row.Record));
        Assert.Equal(0.25f, rows[0].Ux);
        Assert.True(float.IsNaN(rows[1].Ux));
        Assert.Equal(Read<OneTime>("2019-04-02T10:00:00.050\n", TextOptions.Csv)[0].t.Value * 1_000_000, rows[0].Time.Value);
        Assert.Contains("'TS'", Fails<LoggerRow>(Logger, options with { SkipLinesAfterHeader = 0, SkipLines = 2 }));
        Assert.StartsWith("Conversion line 4 row 0", Fails<LoggerRow>(Logger, options with { SkipLinesAfterHeader = 1 }));

        TextOptions tsv = TextOptions.Tsv with { Header = HeaderMode.MapByName, SkipLinesAfterHeader = 1 };
        StationTemp[] stations = [new("01", 3.5), new("02", 4.5)];
        Assert.Equal(stations, Read<StationTemp>("station\ttemp\n5s\t6n\n01\t3.5\n02\t4.5\n", tsv));
        Assert.Equal(stations, Read<StationTemp>("# station\ttemp\n5s\t6n\n01\t3.5\n02\t4.5\n", tsv));
        Assert.Equal(stations, Read<StationTemp>("any\n\n01\t3.5\n02\t4.5\n", tsv with { Header = HeaderMode.Skip }));
        Assert.Empty(Read<StationTemp>("station\ttemp\n5s\t6n", tsv));
        Refused("SkipLinesAfterHeader", TextOptions.Tsv with { SkipLinesAfterHeader = 1 });
    }

    [Fact]
    public void QuotedCellsAreNullsByAnOption()
    {
        const string Quoted = "\"name\",\"v\"\n\"a\",\"\"\n\"b\",\"NA\"\n\"c\",\"1.5\"\n";
        TextOptions options = TextOptions.Csv with { Header = HeaderMode.MapByName, NullValues = ["", "NA"] };
        double[] values = [.. Read<NameValue>(Quoted, options with { QuotedNulls = true }).Select(static row => row.v)];
        Assert.Equal([double.NaN, double.NaN, 1.5], values);
        string error = Fails<NameValue>(Quoted, options);
        Assert.StartsWith("Conversion line 2 row 0", error);
        Assert.Contains("in quotes", error);
        Assert.Contains("TextOptions.QuotedNulls", error);
        Assert.Contains("a pair of quotes", Fails<NameValue>(Quoted, options with { NullValues = ["NA"] }));
        error = Fails<TwoColumns>("\"\",1\n", TextOptions.Csv);
        Assert.Contains("TextOptions.FieldNullValues[\"x\"]", error);
        Assert.Contains("QuotedNulls", error);
        Assert.DoesNotContain("quotes", Fails<TwoColumns>(",1\n", TextOptions.Csv));
        Assert.Equal([new TwoColumns(-1, 1)], Read<TwoColumns>("\"\",1\n", TextOptions.Csv with { NullValues = [""], QuotedNulls = true, FieldNullValues = new Dictionary<string, string> { ["x"] = "-1" } }));
    }

    [Fact]
    public void NullWordsCanBeThoseOfOneField()
    {
        // NA is a name here (Namibia), and a null there.
        TextOptions options = TextOptions.Csv with { NullValues = ["NA"], FieldNullWords = new Dictionary<string, IReadOnlyList<string>> { ["name"] = [] } };
        string text = string.Concat(Enumerable.Repeat("NA,1.5\nDE,NA\n", 60));
        NameValue[] rows = Read<NameValue>(text, options);
        Assert.All(rows.Where(static (_, i) => i % 2 == 0), static row => Assert.Equal("NA", row.name.ToString()));
        Assert.All(rows.Where(static (_, i) => i % 2 == 1), static row => Assert.True(double.IsNaN(row.v)));

        // One column's -9 is a value, the other's a null.
        options = TextOptions.Whitespace with { NullValues = ["-9"], FieldNullWords = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["-99", "x"] } };
        DoublePair[] pairs = Read<DoublePair>(string.Concat(Enumerable.Repeat("-9 1\n-99 -9\nx 2\n", 60)), options);
        Assert.Equal([-9, 1, double.NaN, double.NaN, double.NaN, 2], pairs.Take(3).SelectMany(static pair => new[] { pair.a, pair.b }));
        Refused("FieldNullWords", TextOptions.Tsv with { FieldNullWords = new Dictionary<string, IReadOnlyList<string>> { ["none"] = [] } });
    }

    [Theory]
    [InlineData("x,y\n1,2\n3,4\nTotal rows: 2\n", 1)]
    [InlineData("x,y\n1,2\n3,4\nTotal rows: 2", 1)]
    [InlineData("x,y\n1,2\n3,4\nTotal rows: 2\n\n\n", 1)]
    [InlineData("x,y\r\n1,2\r\n3,4\r\nTotal,rows,2\r\n\r\nend\r\n", 2)]
    [InlineData("x,y\r1,2\r3,4\rTotal", 1)]
    public void AFooterIsLeftOut(string text, int lines)
    {
        TextOptions options = TextOptions.Csv with { Header = HeaderMode.Skip, SkipFooter = lines };
        Assert.Equal([new TwoColumns(1, 2), new TwoColumns(3, 4)], Read<TwoColumns>(text, options));
        var report = new TextReadReport();
        RecordText.Read<TwoColumns>(Encoding.UTF8.GetBytes(text), options, report);
        Assert.Equal(lines, report.FooterLines);
        Assert.StartsWith("ColumnCount line 4", Fails<TwoColumns>(text, options with { SkipFooter = 0 }).Replace("Conversion", "ColumnCount"));
        Assert.Empty(Read<TwoColumns>(text, options with { SkipFooter = 20 }));
    }

    [Fact]
    public void AFooterIsLeftOutOfEveryFile()
    {
        using var directory = new TempDirectory();
        string rows = string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"{i},{i}\n"));
        File.WriteAllText(directory["a.csv"], $"{rows}end of a\n");
        File.WriteAllBytes(directory["b.csv.gz"], GzipFile.Compress(Encoding.UTF8.GetBytes($"{rows}end of b")));
        foreach (int threads in (int[])[1, 4])
        {
            using RecordBuffer<TwoColumns> read = RecordText.Load<TwoColumns>(TextSource.FromFiles(directory["a.csv"], directory["b.csv.gz"]), TextOptions.Csv with { SkipFooter = 1, BufferSize = 1 << 12, DegreeOfParallelism = threads });
            Assert.Equal(100_000, read.Count);
            Assert.Equal(2, read.Report.FooterLines);
        }
    }

    [Fact]
    public void ColumnsCanHaveFixedPlaces()
    {
        TextOptions options = TextOptions.Whitespace with { ColumnWidths = [6, 4, 5, 5] };
        float nan = BitConverter.UInt32BitsToSingle(0x7FC00000);
        Assert.Equal([new FixedRow("ABC001", 1990, 12, -5), new FixedRow("ABC001", 1991, nan, 3)], Read<FixedRow>("ABC0011990   12   -5\nABC0011991         3\n", options));

        // The end of a line can be missing; a blank integer is an error, as it has no null.
        Assert.Equal([new FixedRow("AB", 1990, 12, nan), new FixedRow("", 1991, nan, nan)], Read<FixedRow>("# a comment\nAB    1990   12\r\n\n      1991\r\n", options));
        string error = Fails<FixedRow>("ABC001       12   -5\n", options);
        Assert.StartsWith("Conversion line 1 row 0 column 1 year", error);
        Assert.Contains("the cell is blank", error);
        Assert.Equal([new FixedRow("ABC001", -1, 12, -5)], Read<FixedRow>("ABC001       12   -5\n", options with { FieldNullValues = new Dictionary<string, string> { ["year"] = "-1" } }));

        // What is behind the last column is one more.
        Assert.StartsWith("ColumnCount line 1", Fails<FixedRow>("ABC0011990   12   -5 9\n", options));
        Assert.Single(Read<FixedRow>("ABC0011990   12   -5 9\n", options with { ExtraColumns = ExtraColumns.Ignore }));
        Assert.Equal([new TwoColumns(19, 5)], Read<TwoColumns>("xx1990a5b\n", TextOptions.Whitespace with { ColumnWidths = [2, 2, 3, 1, 1], Columns = [1, 3] }));
        Assert.Equal([new TwoColumns(1, 23)], Read<TwoColumns>("y x \n23 1\n", TextOptions.Whitespace with { ColumnWidths = [2, 2], Header = HeaderMode.MapByName }));
        Refused("ColumnWidths", TextOptions.Csv with { ColumnWidths = [1] });
        Refused("ColumnWidths", TextOptions.Whitespace with { ColumnWidths = [1, 0] });
        Refused("ColumnWidths", TextOptions.Whitespace with { ColumnWidths = [] });
    }

    [Theory]
    [InlineData("03/11/2023 17:06", "MM/dd/yyyy HH:mm", "2023-03-11T17:06")]
    [InlineData("12/31/2023 24:00", "MM/dd/yyyy HH:mm", "2024-01-01T00:00")]
    [InlineData("20160101:0010", "yyyyMMdd:HHmm", "2016-01-01T00:10")]
    [InlineData("31.12.1999 23:59:58,5", "dd.MM.yyyy HH:mm:ss,f", "1999-12-31T23:59:58.5")]
    [InlineData("1.2.03", "d.M.yy", "2003-02-01")]
    [InlineData("7/4/76 12:05 AM", "M/d/yy h:mm tt", "1976-07-04T00:05")]
    [InlineData("7/4/76 12:05 pm", "M/d/yy h:mm tt", "1976-07-04T12:05")]
    [InlineData("02-Mar-2020", "dd-MMM-yyyy", "2020-03-02")]
    [InlineData("2020-03-02 at 10:00:00.123+02:00", "yyyy-MM-dd 'at' HH:mm:ss.FFFzzz", "2020-03-02T08:00:00.123")]
    [InlineData("2020-03-02 10:00:00.", "yyyy-MM-dd HH:mm:ss.FFF", "2020-03-02T10:00:00")]
    [InlineData("NaT", "yyyy", "NaT")]
    public void ATimeHasTheFormOfItsField(string cell, string format, string iso)
    {
        TextOptions options = TextOptions.Tsv with { FieldFormats = new Dictionary<string, string> { ["t"] = format } };
        string rows = string.Concat(Enumerable.Repeat($"{cell}\n", 60));
        Assert.Equal(RecordText.Read<OneTime>(Encoding.UTF8.GetBytes(iso), TextOptions.Tsv)[0], Read<OneTime>(rows, options).Distinct().Single());
    }

    [Theory]
    [InlineData("13/01/2023", "MM/dd/yyyy")]
    [InlineData("02/30/2023", "MM/dd/yyyy")]
    [InlineData("2/3/2023", "MM/dd/yyyy")]
    [InlineData("02/03/2023 ", "MM/dd/yyyyx")]
    [InlineData("12/31/2023 24:01", "MM/dd/yyyy HH:mm")]
    [InlineData("2023-01-01", "MM/dd/yyyy")]
    [InlineData("0/12/31", "yy/MM/dd")]
    public void ATimeOfAnotherFormIsAnErrorThatNamesIt(string cell, string format)
        => Assert.Contains(format, Fails<OneTime>(cell, TextOptions.Tsv with { FieldFormats = new Dictionary<string, string> { ["t"] = format.TrimEnd('x') + (format[^1] == 'x' ? "'x'" : "") } }).Replace("'x'", "x"));

    [Fact]
    public void AFormMustMakeSense()
    {
        foreach (string format in (string[])["", "MM/dd", "yyyy-dd", "yyyy-MM-dd hh:mm", "yyyy-MM-dd mm", "yyyy-MM-dd MM", "yyyy-MM-dd q", "'yyyy", "yyyyy", "yyyy-MM-dd HH:mm.f"])
        {
            Assert.Contains("FieldFormats", Assert.Throws<ArgumentException>(() => RecordText.Read<OneTime>("1"u8, TextOptions.Tsv with { FieldFormats = new Dictionary<string, string> { ["t"] = format } })).Message);
        }

        Refused("FieldFormats", TextOptions.Tsv with { FieldFormats = new Dictionary<string, string> { ["x"] = "yyyy" } });
        Assert.Contains("TextOptions.FieldFormats[\"t\"]", Fails<OneTime>("03/11/2023\n", TextOptions.Tsv));
        Assert.Equal(new Datetime64(1), Read<TimedRow>("5 19700101:0001 2\n", TextOptions.Whitespace with { FieldFormats = new Dictionary<string, string> { ["when"] = "yyyyMMdd:HHmm" } })[0].when);
    }

    [Fact]
    public void FortransExponentsAreReadByAnOption()
    {
        const string Text = " 1.0D+02  2.5E+00\n-3.0d-01  1.0e1\n";
        Assert.Equal([new DoublePair(100, 2.5), new DoublePair(-0.3, 10)], Read<DoublePair>(Text, TextOptions.Whitespace with { FortranExponents = true }));
        Assert.Contains("TextOptions.FortranExponents", Fails<DoublePair>(Text, TextOptions.Whitespace));
        Fails<DoublePair>("1.0D 2\n", TextOptions.Whitespace with { FortranExponents = true });
        Fails<DoublePair>("D5 2\n", TextOptions.Whitespace with { FortranExponents = true });
    }

    [Fact]
    public void TheMinusOfTypesettersIsReadByAnOption()
    {
        const string Text = "−1.5e−3 −7\n2 8\n";
        Assert.Equal([new DoubleInt(-1.5e-3, -7), new DoubleInt(2, 8)], Read<DoubleInt>(Text, TextOptions.Whitespace with { UnicodeMinus = true }));
        Assert.Contains("TextOptions.UnicodeMinus", Fails<DoubleInt>(Text, TextOptions.Whitespace));
        Fails<DoubleInt>("1−2 3\n", TextOptions.Whitespace with { UnicodeMinus = true });
    }

    [Fact]
    public void TheDecimalSeparatorCanBeTheDelimiterInQuotes()
    {
        DoubleInt[] rows = [new(1234.5, 2), new(7.25, 3)];
        const string Text = "a;b\n\"1.234,5\";\"2\"\n\"7,25\";\"3\"\n";
        TextOptions options = new() { Delimiter = ';', Quote = '"', DecimalSeparator = ',', ThousandsSeparator = '.', Header = HeaderMode.Skip };
        Assert.Equal(rows, Read<DoubleInt>(Text, options));
        options = options with { Delimiter = ',' };
        Assert.Equal(rows, Read<DoubleInt>(Text.Replace(';', ','), options));
        Assert.Equal(rows, Read<DoubleInt>("a,b\n\"1,234.5\",2\n7.25,3\n", TextOptions.Csv with { ThousandsSeparator = ',', Header = HeaderMode.Skip }));
        Assert.Contains("ColumnCount", Fails<DoubleInt>("a,b\n7,25,3\n", options));
        using var stream = new MemoryStream();
        RecordText.Write(stream, rows, options with { ThousandsSeparator = null });
        Assert.Equal("a,b\n\"1234,5\",2\n\"7,25\",3\n", Encoding.UTF8.GetString(stream.ToArray()));
        Refused("DecimalSeparator", TextOptions.Csv with { Quote = null, DecimalSeparator = ',' });
        Refused("ThousandsSeparator", TextOptions.Csv with { Quote = null, ThousandsSeparator = ',' });
    }

    [Fact]
    public void RowsAreChosenByTheTextOfAColumn()
    {
        // Sentences of other types have other columns.
        const string Log = "$GPGGA,1,2.5\n$GPGSV,3,1,12,x\n$GPGGA,2,3.5\n$GPRMC\n";
        TextOptions options = TextOptions.Csv with { RowFilter = RowFilter.Keep(0, "$GPGGA"), Columns = [2, 1] };
        Assert.Equal([new DoubleInt(2.5, 1), new DoubleInt(3.5, 2)], Read<DoubleInt>(Log, options));
        var report = new TextReadReport();
        RecordText.Read<DoubleInt>(Encoding.UTF8.GetBytes(Log), options, report);
        Assert.Equal(2, report.FilteredRows);
        Assert.Equal([new DoubleInt(2.5, 1)], Read<DoubleInt>(Log, options with { MaxRows = 1 }));

        // By name, quoted or with blanks around it; an error counts the rows that are kept.
        TextOptions named = TextOptions.Csv with { Header = HeaderMode.MapByName, RowFilter = RowFilter.Drop("kind", "skip", "") };
        Assert.Equal([new TwoColumns(1, 2)], Read<TwoColumns>("x,kind,y\n1, a ,2\n3,\"skip\",x\n5,,6\n", named));
        Assert.StartsWith("Conversion line 4 row 1", Fails<TwoColumns>("x,kind,y\n1,a,2\n3,skip,4\nq,a,6\n", named));
        Assert.Contains("which TextOptions.RowFilter looks at", Fails<TwoColumns>("x,y\n1,2\n", named));
        Refused("RowFilter", TextOptions.Csv with { RowFilter = RowFilter.Keep("kind", "a") });
        Assert.Contains("RowFilter", Assert.Throws<RecordTextException>(() => DoubleInt.Parse("$GPRMC,1,2"u8, options)).Message);

        string many = string.Concat(Enumerable.Range(0, 3000).Select(static i => $"{(i % 3 == 0 ? "a" : "b")},{i},1\n"));
        TextOptions every = TextOptions.Csv with { Quote = null, RowFilter = RowFilter.Keep(-3, "a"), Columns = [1, 2] };
        Assert.Equal(1000, Read<TwoColumns>(many, every).Length);

        // What is behind the last row wanted is not counted, by any number of threads.
        for (int most = 100; most < 130; most++)
        {
            Assert.Equal(most, Read<TwoColumns>(many, every with { MaxRows = most }).Length);
        }
    }

    [Fact]
    public void TimesWithAZoneAreUtc()
    {
        LoggerRow[] rows = Read<LoggerRow>("2023-03-11T17:06:29Z,1,0\n1990-01-01 01:00:00-05:00,2,0\n", TextOptions.Csv);
        Assert.Equal(Read<LoggerRow>("2023-03-11T17:06:29,1,0\n1990-01-01T06:00:00,2,0\n", TextOptions.Csv), rows);
    }

    [Fact]
    public void QuotedLineEndsCountAsLines()
    {
        const string Text = "id,note\n1,\"line one\nline two\"\n2,\"he said \"\"hi\"\"\"\n3,plain\n";
        TextOptions options = TextOptions.Csv with { Header = HeaderMode.MapByName, ColumnNameComparer = StringComparer.Ordinal };
        Assert.Equal([1, 2, 3], Read<NotedRow>(Text, options).Select(static row => row.id));
        Assert.StartsWith("Conversion line 5 row 2", Fails<NotedRow>(Text.Replace("3,plain", "x,plain"), options));
    }

    private static T[] Read<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        Assert.Null(EveryWay.Read<T>(Encoding.UTF8.GetBytes(text), options).Error);
        return RecordText.Read<T>(Encoding.UTF8.GetBytes(text), options);
    }

    private static string Fails<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        string? error = EveryWay.Read<T>(Encoding.UTF8.GetBytes(text), options).Error;
        Assert.NotNull(error);
        return error;
    }

    private static void Refused(string option, TextOptions options)
        => Assert.Contains($"TextOptions.{option}", Assert.Throws<ArgumentException>(() => RecordText.Read<OneTime>("1"u8, options)).Message);
}

[SharedRecord("id i4, note S32")]
public partial struct NotedRow;
