using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

[SharedRecord("chr S10, pos i4")]
public partial struct ChrPos;

[SharedRecord("name S8, a f8, b f8, c f8")]
public partial struct NamedThree;

[SharedRecord("pos i4, count i4")]
public partial struct PosCount;

[SharedRecord("x i4, y i4")]
public partial struct TwoColumns;

[SharedRecord("temp f8, depth f8")]
public partial struct TempDepth;

/// <summary>Which line is the header is a rule, not a guess, and rows are as wide as the header.</summary>
public class HeaderTests
{
    private static readonly TextOptions _byName = TextOptions.Tsv with { Header = HeaderMode.MapByName };

    [Fact]
    public void SkipSkipsTheFirstLineWhateverIsInIt()
    {
        // The first row does not fit the record; it does not matter, as it is the header by the rule.
        const string Commented = "#chr\tpos\nchrUn_gl000220\t5\nchr1\t6\n";
        Reads(Commented, TextOptions.Tsv with { Header = HeaderMode.Skip }, 1, new ChrPos("chr1", 6));
        Reads("# x\n\nchr2\t5\nchr1\t6\n", TextOptions.Tsv with { Header = HeaderMode.Skip }, 1, new ChrPos("chr1", 6));

        TextOptions spaced = TextOptions.Whitespace with { Header = HeaderMode.Skip };
        Reads("sample 400 500 600\nA 0.11 0.12 0.13\nB 0.21 0.22 0.23\n", spaced, 1, new NamedThree("A", .11, .12, .13), new NamedThree("B", .21, .22, .23));
        Reads("# measured in 2021\nsample 400 500 600\nA 0.11 0.12 0.13\n", spaced, 1, new NamedThree("A", .11, .12, .13));

        // Years as names are a header too.
        Reads("# by country\nCountry 2019 2020 2021\nA 1 2 3\n", spaced, 1, new NamedThree("A", 1, 2, 3));
    }

    [Fact]
    public void NamesInACommentAreSaidByAnOption()
    {
        TextOptions options = TextOptions.Tsv with { Header = HeaderMode.SkipComment };
        Reads("#chr\tpos\nchr2\t5\nchr1\t6\n", options, 0, new ChrPos("chr2", 5), new ChrPos("chr1", 6));
        string error = Fails<ChrPos>("#chr\tpos\nchrUn_gl000220\t5\nchr1\t6\n", options);
        Assert.StartsWith("TooLong line 2 row 0", error);
        Assert.Contains("S14 would hold it", error);
        error = Fails<ChrPos>("chr\tpos\nchr1\t6\n", options);
        Assert.StartsWith("Header line 1 row -1", error);
        Assert.Contains("HeaderMode.Skip skips this line", error);
        Reads<ChrPos>("", options, 0);
    }

    [Fact]
    public void ARowIsAsWideAsTheHeader()
    {
        string error = Fails<PosCount>("pos\tcount\n1\t10468\t3\n2\t10470\t5\n", _byName);
        Assert.StartsWith("ColumnCount line 2 row 0", error);
        Assert.Contains("the row has 3 columns and the header 2 names: '1', '10468', '3' under 'pos', 'count'", error);
        Assert.Contains("TextOptions.RowNames", error);

        error = Fails<TwoColumns>("x,y\n1,2,\n3,4,\n", TextOptions.Csv with { Header = HeaderMode.MapByName });
        Assert.Contains("ends with a delimiter", error);
        Assert.Contains("ExtraColumns.Ignore", error);
        error = Fails<TempDepth>("temp,depth\n1,5,2,5\n", TextOptions.Csv with { Header = HeaderMode.MapByName });
        Assert.Contains("decimal separators", error);

        // Columns that are no field's count too.
        error = Fails<PosCount>("pos\tx\tcount\n1\t2\t3\n1\t2\t3\t4\n", _byName);
        Assert.StartsWith("ColumnCount line 3 row 1", error);
        error = Fails<PosCount>("pos\tcount\tx\n1\t2\t3\n1\t2\n", _byName);
        Assert.StartsWith("ColumnCount line 3 row 1", error);
        Assert.Contains("MissingColumns.Null", error);
        error = Fails<PosCount>("x pos count\n1 2 3\n1 2 3 4\n", TextOptions.Whitespace with { Header = HeaderMode.MapByName });
        Assert.StartsWith("ColumnCount line 3 row 1", error);
        Assert.DoesNotContain("decimal", error);
    }

    [Fact]
    public void OtherWidthsAreSaidByOptions()
    {
        TextOptions csv = TextOptions.Csv with { Header = HeaderMode.MapByName };
        Reads("x,y\n1,2,\n3,4\n5,6,,7\n", csv with { ExtraColumns = ExtraColumns.Ignore }, 1, new TwoColumns(1, 2), new TwoColumns(3, 4), new TwoColumns(5, 6));
        Fails<TwoColumns>("x,y\n1,2\n3\n", csv with { ExtraColumns = ExtraColumns.Ignore });
        Fails<TwoColumns>("x,y,z\n1,2,3\n3,4\n", csv with { ExtraColumns = ExtraColumns.Ignore });
        Reads("y,x,z\n1,2,3\n3,4\n", csv with { MissingColumns = MissingColumns.Null }, 1, new TwoColumns(2, 1), new TwoColumns(4, 3));
        Fails<TwoColumns>("y,x,z\n1,2,3\n3,4,5,6\n", csv with { MissingColumns = MissingColumns.Null });
        Reads("y,z,x\n1,2,3\n3,4,5,6\n", csv with { MissingColumns = MissingColumns.Null, ExtraColumns = ExtraColumns.Ignore }, 1, new TwoColumns(3, 1), new TwoColumns(5, 3));
    }

    [Fact]
    public void RowNamesAreSaidByAnOption()
    {
        TextOptions options = _byName with { RowNames = true };
        Reads("pos\tcount\n1\t10468\t3\n2\t10470\t5\n", options, 1, new PosCount(10468, 3), new PosCount(10470, 5));
        Reads("count\tx\tpos\na\t1\t2\t3\n", options, 1, new PosCount(3, 1));
        Reads("# count x pos\na 1 2 3\n", TextOptions.Whitespace with { Header = HeaderMode.MapByName, RowNames = true }, 0, new PosCount(3, 1));
        string error = Fails<PosCount>("pos\tcount\n10468\t3\n", options);
        Assert.Contains("the row has 2 columns and the header 2 names after that of the row", error);
        Assert.Contains("TextOptions.RowNames", Assert.Throws<ArgumentException>(() => RecordText.Read<PosCount>("1"u8, TextOptions.Tsv with { RowNames = true })).Message);
    }

    [Fact]
    public void ACommentOfAnotherWidthIsNotTheHeader()
    {
        TextOptions options = TextOptions.Whitespace with { Header = HeaderMode.MapByName };
        Reads("# depth temp quality\n# temp and depth are in SI units\n1 2 3\n", options, 0, new TempDepth(2, 1));
        Reads("# temp and depth are in SI units\n# depth temp quality\n1 2 3\n", options, 0, new TempDepth(2, 1));
        Reads("# temp over depth\ndepth temp quality\n1 2 3\n", options, 1, new TempDepth(2, 1));
        Reads("# x depth temp\n# y depth temp\n1 2 3\n", options, 0, new TempDepth(3, 2));

        string error = Fails<TempDepth>("# temp and depth are in SI units\n1 2 3\n", options);
        Assert.StartsWith("Header line 2", error);
        Assert.Contains("temp and depth are in SI units", error);
        error = Fails<TempDepth>("# depth temp quality\n# temp depth quality\n1 2 3\n", options);
        Assert.StartsWith("Header line 3", error);
        Assert.Contains("differently", error);
    }

    [Fact]
    public void WhatIsSaidOfAHeaderDoesNotDependOnTheBuffer()
    {
        // With one read the line is there as a whole, with others its start alone.
        foreach (int most in (int[])[5, 10, 11, 12, 13, 14])
        {
            foreach (string text in (string[])["#any\n\npos\tcountxx\n1\t2\n", "#pos\tcountxxxx\n1\t2\n", "#pos\tcount\n1\t000000000002\n", "skipped line\npos\tcount\n1\t2", "pos\tcount\n1\t000000002", "pos\tcount\n1\t0000000002\r\n"])
            {
                foreach (HeaderMode mode in Enum.GetValues<HeaderMode>())
                {
                    // EveryWay compares all reads with each other.
                    EveryWay.Read<PosCount>(Encoding.UTF8.GetBytes(text), TextOptions.Tsv with { Header = mode, MaxLineLength = most, SkipLines = text[0] == 's' ? 1 : 0 });
                    EveryWay.Read<PosCount>(Encoding.UTF8.GetBytes(text), TextOptions.Csv with { Header = mode, MaxLineLength = most, ErrorPolicy = ErrorPolicy.Skip });
                    EveryWay.Read<PosCount>(Encoding.UTF8.GetBytes($"\"{text}"), TextOptions.Csv with { Header = mode, MaxLineLength = most, ErrorPolicy = ErrorPolicy.Skip });
                }
            }
        }
    }

    [Fact]
    public void AHeaderInACommentIsWritten()
    {
        TextOptions options = TextOptions.Tsv with { Header = HeaderMode.SkipComment };
        using var stream = new MemoryStream();
        RecordText.Write(stream, new[] { new ChrPos("chr1", 6) }, options);
        Assert.Equal("#chr\tpos\nchr1\t6\n", Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal([new ChrPos("chr1", 6)], RecordText.Read<ChrPos>(stream.ToArray(), options));
        Assert.Throws<ArgumentException>(() => RecordText.Write(stream, new[] { new ChrPos("chr1", 6) }, options with { CommentPrefixes = [] }));
    }

    private static void Reads<T>(string text, TextOptions options, long headerLines, params T[] expected)
        where T : unmanaged, ISharedRecord<T>
    {
        EveryWay.Answer answer = EveryWay.Read<T>(Encoding.UTF8.GetBytes(text), options);
        Assert.Null(answer.Error);
        var report = new TextReadReport();
        Assert.Equal(expected, RecordText.Read<T>(Encoding.UTF8.GetBytes(text), options, report));
        Assert.Equal(headerLines, report.HeaderLines);
    }

    private static string Fails<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        string? error = EveryWay.Read<T>(Encoding.UTF8.GetBytes(text), options).Error;
        Assert.NotNull(error);
        return error;
    }
}
