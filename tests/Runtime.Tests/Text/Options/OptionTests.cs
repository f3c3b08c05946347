using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct Station
{
    public S5 Name;
    public int Height;
    public double Value;
}

/// <summary>What each option does, in every way of reading.</summary>
public class OptionTests
{
    private static readonly Station[] _two = [new Station("a", 1, 0.5), new Station("b", 2, -1)];

    [Theory]
    [InlineData("name\theight\tvalue\na\t1\t.5\nb\t2\t-1\n")]
    [InlineData("value\tother\tname\theight\n.5\t?\ta\t1\n-1\t?\tb\t2\n")]
    [InlineData("#name\theight\tvalue\na\t1\t.5\nb\t2\t-1\n")]
    [InlineData("##a file\n##of rows\n#value\tname\theight\n.5\ta\t1\n-1\tb\t2\n")]
    [InlineData("# a name, a height, a value\n\nheight\tname\tvalue\r\n1\ta\t.5\r\n2\tb\t-1")]
    [InlineData("\uFEFFname\theight\tvalue\r\na\t1\t.5\r\nb\t2\t-1\r\n")]
    [InlineData("# name\theight\tvalue\r# more\ra\t1\t.5\rb\t2\t-1")]
    public void AHeaderMapsColumnsByName(string text)
        => Same(_two, text, TextOptions.Tsv with { Header = HeaderMode.MapByName });

    [Theory]
    [InlineData("any thing\na\t1\t.5\nb\t2\t-1\n")]
    [InlineData("\n# comment\nname\theight\tvalue\na\t1\t.5\nb\t2\t-1\n")]
    [InlineData("#name\theight\tvalue\n#\tno row\nx\ta\t1\t.5\na\t1\t.5\nb\t2\t-1\n")]
    [InlineData("x\t0\t0\na\t1\t.5\nb\t2\t-1\n")]
    public void AHeaderIsSkipped(string text)
        => Same(_two, text, TextOptions.Tsv with { Header = HeaderMode.Skip });

    [Fact]
    public void NamesAreComparedAsAsked()
    {
        const string Text = "NAME,Height,VALUE\na,1,.5\nb,2,-1\n";
        Same(_two, Text, TextOptions.Csv with { Header = HeaderMode.MapByName, ColumnNameComparer = StringComparer.OrdinalIgnoreCase });
        string error = Fails<Station>(Text, TextOptions.Csv with { Header = HeaderMode.MapByName });
        Assert.StartsWith("Header line 1 row -1", error);
        Assert.Contains("no column 'name'", error);
        Assert.Contains("'NAME', 'Height', 'VALUE'", error);
    }

    [Fact]
    public void AColumnThatIsThereTwiceIsAnErrorIfItIsWanted()
    {
        Same(_two, "name,x,x,height,value\na,,,1,.5\nb,,,2,-1\n", TextOptions.Csv with { Header = HeaderMode.MapByName });
        Assert.Contains("'height' twice, as columns 1 and 3", Fails<Station>("name,height,value,height\n", TextOptions.Csv with { Header = HeaderMode.MapByName }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment")]
    [InlineData("\uFEFF")]
    [InlineData("   \n\t")]
    public void NoRowsAreAnEmptyTable(string text)
    {
        foreach (HeaderMode header in Enum.GetValues<HeaderMode>())
        {
            Same<Station>([], text, TextOptions.Whitespace with { Header = header });
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    [InlineData(99, 0)]
    public void SkipsPhysicalLines(int lines, int rows)
        => Assert.Equal(rows * 17 * 2, EveryWay.Read<Station>(Utf8("#\ra 1 1\r\n\nb 2 2\nc 3 3"), TextOptions.Whitespace with { SkipLines = lines }).Bytes.Length);

    [Fact]
    public void WhatFollowsTheLastRowAskedForIsNotLookedAt()
    {
        const string Text = "a 1 .5\n\n# x\nb 2 -1\nwrong\n";
        Same(_two, Text, TextOptions.Whitespace with { MaxRows = 2 });
        Same(_two[..1], Text, TextOptions.Whitespace with { MaxRows = 1 });
        Same<Station>([], "wrong", TextOptions.Whitespace with { MaxRows = 0 });
        Assert.StartsWith("ColumnCount line 5 row 2", Fails<Station>(Text, TextOptions.Whitespace with { MaxRows = 3 }));
    }

    [Theory]
    [InlineData(TrimMode.Numbers, "a", true)]
    [InlineData(TrimMode.Numbers, " a ", false)]
    [InlineData(TrimMode.All, " a ", true)]
    [InlineData(TrimMode.All, " \"a\" ", true)]
    [InlineData(TrimMode.None, "a", null)]
    public void BlanksAroundCellsAreTrimmedAsAsked(TrimMode trim, string name, bool? isSame)
    {
        TextOptions options = TextOptions.Csv with { Trim = trim };
        string text = $"{name}, 1 ,\t.5\n";
        if (isSame is null)
        {
            Assert.StartsWith("Conversion line 1 row 0 column 1", Fails<Station>(text, options));
            return;
        }

        Assert.Equal(isSame, RecordText.Read<Station>(Utf8(text), options)[0].Name == "a");
        EveryWay.Read<Station>(Utf8(text), options);
    }

    [Fact]
    public void NullsAreNanAndEmptyText()
    {
        TextOptions options = TextOptions.Csv with { NullValues = ["NA", "-99.99", ""] };
        Same([new Station("", 1, double.Parse("NaN") is var nan ? BitConverter.UInt64BitsToDouble(0x7FF8000000000000) : nan)], "NA,1, -99.99 \n", options);
        Same([new Station("", 1, -99.99)], ",1,\"-99.99\"", options);
        Same([new Station("NA", 1, -99.9)], "\"NA\",1,-99.9", options);
        Assert.Contains("no value for a null", Fails<Station>("a,NA,1", options));
        Assert.Contains("the cell is empty", Fails<Station>("a,1,", TextOptions.Csv));
    }

    [Fact]
    public void ExtraAndMissingColumns()
    {
        Assert.StartsWith("ColumnCount line 2 row 1", Fails<Station>("a,1,.5\nb,2,-1,7\n", TextOptions.Csv));
        Same(_two, "a,1,.5\nb,2,-1,7,\"x\"\n", TextOptions.Csv with { ExtraColumns = ExtraColumns.Ignore });
        Assert.StartsWith("ColumnCount line 2 row 1 column -1", Fails<Station>("a,1,.5\nb,2\n", TextOptions.Csv));
        Assert.StartsWith("ColumnCount line 2 row 1 column 2 value value", Fails<Station>("a,1,.5\nb,2\n", TextOptions.Csv with { ExtraColumns = ExtraColumns.Ignore }));
        TextOptions lenient = TextOptions.Csv with { MissingColumns = MissingColumns.Null };
        Same([_two[0], new Station("b", 2, BitConverter.UInt64BitsToDouble(0x7FF8000000000000))], "a,1,.5\nb,2\n", lenient);
        Assert.StartsWith("ColumnCount line 1 row 0 column 1 height height", Fails<Station>("a\n", lenient));
        Assert.StartsWith("ColumnCount line 1", Fails<Station>("a,1,2,3\n", lenient));
    }

    [Fact]
    public void ANumberMayHaveAnotherDecimalSeparator()
    {
        TextOptions options = TextOptions.Csv with { Delimiter = ';', DecimalSeparator = ',' };
        Same(_two, "a;1;0,5\nb;2;-1\n", options);
        Assert.StartsWith("Conversion", Fails<Station>("a;1;0.5\n", options));
    }

    [Fact]
    public void TextIsCutOnlyWhenAsked()
    {
        const string Text = "toolong 1 2\n";
        string error = Fails<Station>(Text, TextOptions.Whitespace);
        Assert.StartsWith("TooLong line 1 row 0 column 0 name name 'S5'".Replace("'S5'", "'|S5'"), error);
        Assert.Contains("S7 would hold it, or StringOverflow.Truncate", error);
        Same([new Station("toolo", 1, 2)], Text, TextOptions.Whitespace with { StringOverflow = StringOverflow.Truncate });
    }

    [Fact]
    public void ARowThatIsTooLongIsAnError()
    {
        TextOptions options = TextOptions.Csv with { MaxLineLength = 20, Columns = [0, 1, 2] };
        Same([_two[0]], "a,1,.5,123456789012x\n"[..20] + "\n", options);
        Assert.StartsWith("LineTooLong line 2 row 1", Fails<Station>("a,1,.5\na,1,.5,1234567890123x\nb,2,-1", options));
        Assert.StartsWith("LineTooLong line 1", Fails<Station>("\"" + new string('\n', 500), options));
    }

    [Theory]
    [InlineData("a 1 1\r\nb 2 2\r\nc x 3", 3)]
    [InlineData("a 1 1\rb 2 2\rc x 3", 3)]
    [InlineData("a 1 1\nb 2 2\nc x 3\n", 3)]
    [InlineData("a 1 1\n\r\n\rc x 3\n", 4)]
    [InlineData("# c\n# d\r\n\"a\nb\r\nc\rd\" x 1", 6)]
    [InlineData("\uFEFFa 1 1\nb x 2", 2)]
    public void ErrorsNameThePhysicalLine(string text, int line)
        => Assert.Contains($"Conversion line {line} ", Fails<Station>(text, TextOptions.Whitespace with { Quote = '"', StringOverflow = StringOverflow.Truncate }));

    [Fact]
    public void ErrorsNameThePlace()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("bad.tsv", "# stations\nname\theight\tvalue\na\t1\t.5\n\nb\t99999999999\tx\n");
        var error = Assert.Throws<RecordTextException>(() => RecordText.Read<Station>(path, TextOptions.Tsv with { Header = HeaderMode.MapByName }));
        Assert.Equal(path, error.Path);
        Assert.Equal(5, error.LineNumber);
        Assert.Equal(1, error.RowNumber);
        Assert.Equal(1, error.ColumnIndex);
        Assert.Equal("height", error.ColumnName);
        Assert.Equal("height", error.FieldName);
        Assert.Equal(FieldType.Int32, error.FieldType);
        Assert.Equal(TextErrorReason.Overflow, error.Reason);
        Assert.Equal("99999999999", error.Text);
        Assert.Equal(File.ReadAllText(path).IndexOf("9999", StringComparison.Ordinal), error.ByteOffset);
        Assert.Equal($"{path}, line 5, column 1 ('height'): \"99999999999\" is out of the range of '<i4', -2147483648 to 2147483647.", error.Message);
    }

    [Fact]
    public void TheFirstBadFieldIsTheFirstInDeclarationOrder()
        => Assert.Contains(" name name ", Fails<Station>("x,y,toolong\n", TextOptions.Csv with { Columns = [2, 1, 0] }));

    [Fact]
    public void AQuoteThatDoesNotCloseIsAnErrorWhereItOpened()
        => Assert.StartsWith("Quote line 3 row 1", Fails<Station>("a,1,1\n\n\"b,2,2\nc,3,3\n", TextOptions.Csv));

    [Theory]
    [InlineData("a\0b 1 1")]
    [InlineData("a 1\0 1")]
    public void ANulIsAnError(string text) => Fails<Station>(text, TextOptions.Whitespace);

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    [InlineData("utf-32", "UTF-32")]
    [InlineData("utf-32BE", "UTF-32")]
    public void OtherEncodingsAreRefusedByName(string encoding, string name)
    {
        Encoding codec = Encoding.GetEncoding(encoding);
        byte[] text = [.. codec.GetPreamble(), .. codec.GetBytes("a 1 1\n")];
        string? error = EveryWay.Read<Station>(text, TextOptions.Whitespace).Error;
        Assert.StartsWith("Encoding line 1", error);
        Assert.Contains(name, error);
    }

    [Fact]
    public void TextKeepsItsBytes()
        => Assert.Equal("é☃", RecordText.Read<Station>("é☃ 1 1"u8, TextOptions.Whitespace)[0].Name.ToString());

    [Fact]
    public void OptionsThatContradictEachOtherAreRefusedByName()
    {
        (TextOptions, string)[] wrong =
        [
            (TextOptions.Tsv with { Delimiter = '§' }, "Delimiter"),
            (TextOptions.Tsv with { Delimiter = '\n' }, "Delimiter"),
            (TextOptions.Csv with { Quote = ',' }, "Quote"),
            (TextOptions.Whitespace with { Quote = ' ' }, "Quote"),
            (TextOptions.Csv with { Quote = null, DecimalSeparator = ',' }, "DecimalSeparator"),
            (TextOptions.Csv with { CommentPrefixes = [""] }, "CommentPrefixes"),
            (TextOptions.Csv with { CommentPrefixes = [",#"] }, "CommentPrefixes"),
            (TextOptions.Csv with { CommentPrefixes = null! }, "CommentPrefixes"),
            (TextOptions.Csv with { NullValues = [null!] }, "NullValues"),
            (TextOptions.Csv with { SkipLines = -1 }, "SkipLines"),
            (TextOptions.Csv with { MaxRows = -1 }, "MaxRows"),
            (TextOptions.Csv with { BufferSize = 0 }, "BufferSize"),
            (TextOptions.Csv with { MaxLineLength = 0 }, "MaxLineLength"),
            (TextOptions.Csv with { Columns = [0, 1] }, "Columns"),
            (TextOptions.Csv with { Columns = [0, 1, 2], Header = HeaderMode.MapByName }, "Columns"),
        ];
        foreach ((TextOptions options, string name) in wrong)
        {
            Assert.Contains($"TextOptions.{name}", Assert.Throws<ArgumentException>(() => RecordText.Read<Station>("a 1 1"u8, options)).Message);
        }
    }

    [Fact]
    public void OneRowIsParsed()
    {
        Assert.Equal(_two[0], Station.Parse("a,1,.5"u8, TextOptions.Csv));
        Assert.Equal(_two[0], Station.Parse("a,1,.5\r\n"u8, TextOptions.Csv));
        Assert.True(Station.TryParse("b,2,-1\n"u8, TextOptions.Csv, out Station record));
        Assert.Equal(_two[1], record);
        Assert.Equal("height", Assert.Throws<RecordTextException>(() => Station.Parse("a,x,1"u8, TextOptions.Csv)).FieldName);
        foreach (string wrong in (string[])["", "#", "a,1", "a,1,.5\nb,2,-1", "a,1,.5\n\n"])
        {
            Assert.Throws<RecordTextException>(() => Station.Parse(Utf8(wrong), TextOptions.Csv));
            Assert.False(Station.TryParse(Utf8(wrong), TextOptions.Csv, out record));
            Assert.Equal(default, record);
        }

        Assert.Throws<ArgumentException>(() => Station.Parse("a,1,.5"u8, TextOptions.Csv with { Header = HeaderMode.MapByName }));
    }

    private static void Same<T>(T[] expected, string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        EveryWay.Answer answer = EveryWay.Read<T>(Utf8(text), options);
        Assert.Null(answer.Error);
        Assert.Equal(expected, RecordText.Read<T>(Utf8(text), options));
    }

    private static string Fails<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        string? error = EveryWay.Read<T>(Utf8(text), options).Error;
        Assert.NotNull(error);
        return error;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
