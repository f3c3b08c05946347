using System.Text;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct Reading
{
    public int Depth;
    public bool Flag;
    public double Value;
    public S4 Name;
}

[FixedText(4, TextEncoding.Utf32)]
public partial struct U4;

[SharedRecord]
public partial struct Names
{
    public S4 Bytes;
    public U4 Text;
}

[SharedRecord]
public partial struct Floats
{
    public Half F2;
    public float F4;
    public double F8;
    public Complex64 C8;
}

[SharedRecord]
public partial struct ByteAndULong
{
    public byte U1;
    public ulong U8;
    public long I8;
}

/// <summary>The options that say what a cell is, in every way of reading.</summary>
public class CellOptionTests
{
    private static readonly TextOptions _integral = TextOptions.Csv with { IntegerParsing = IntegerParsing.AllowIntegralFloat };

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("255.", 255)]
    [InlineData("1e2", 100)]
    [InlineData("2.50E+1", 25)]
    [InlineData("2500e-2", 25)]
    [InlineData("0.0", 0)]
    [InlineData("0e999999999999999999999", 0)]
    [InlineData("+000000000000000000000000000000007.000", 7)]
    [InlineData("120000000000000000000000000000e-28", 12)]
    public void AnIntegerMayBeWrittenAsAFloat(string cell, byte value)
    {
        ByteAndULong[] records = Read<ByteAndULong>($"{cell},{cell},{cell}\n", _integral);
        Assert.Equal(new ByteAndULong(value, value, value), Assert.Single(records));
        if (!cell.All(char.IsAsciiDigit))
        {
            Assert.Contains("IntegerParsing.AllowIntegralFloat", Fails<ByteAndULong>($"{cell},1,1\n", TextOptions.Csv));
        }
    }

    [Theory]
    [InlineData("1.5", "Conversion")]
    [InlineData("1e-1", "Conversion")]
    [InlineData("1.00000000000000000000000000001", "Conversion")]
    [InlineData("1e-99999999999999999999", "Conversion")]
    [InlineData("nan", "Conversion")]
    [InlineData("inf", "Conversion")]
    [InlineData("1e", "Conversion")]
    [InlineData(".", "Conversion")]
    [InlineData("256.0", "Overflow")]
    [InlineData("1e3", "Overflow")]
    [InlineData("1e99999999999999999999", "Overflow")]
    [InlineData("-1.0", "Overflow")]
    [InlineData("12345678901234567890123456789012", "Overflow")]
    public void AFloatThatIsNoIntegerInRangeIsNone(string cell, string reason)
        => Assert.StartsWith(reason, Fails<ByteAndULong>($"{cell},1,1\n", _integral));

    [Fact]
    public void IntegersNeverGoThroughAFloat()
    {
        Assert.Equal(
            new ByteAndULong(0, ulong.MaxValue, long.MinValue),
            Read<ByteAndULong>("0,18446744073709551615.0,-9223372036854775808.0\n", _integral)[0]);
        Assert.Equal(
            new ByteAndULong(0, 9007199254740993, 9007199254740993),
            Read<ByteAndULong>("0,9007199254740993.0,9.007199254740993e15\n", _integral)[0]);
        Assert.StartsWith("Overflow", Fails<ByteAndULong>("0,18446744073709551616.0,0\n", _integral));
        Assert.StartsWith("Overflow", Fails<ByteAndULong>("0,0,9223372036854775808.0\n", _integral));
    }

    [Fact]
    public void WordsAreBooleans()
    {
        const string Text = "1,TRUE,1,a\n1,False,1,a\n1,0,1,a\n1,-5,1,a\n";
        Assert.Equal([true, false, false, true], Read<Reading>(Text, TextOptions.Csv).Select(static r => r.Flag));
        TextOptions options = TextOptions.Csv with { TrueValues = ["yes", "Y"], FalseValues = ["no", "2"] };
        Assert.Equal([true, true, false, false, true], Read<Reading>("1,yes,1,a\n1,Y,1,a\n1,no,1,a\n1,2,1,a\n1,1,1,a\n", options).Select(static r => r.Flag));
        Assert.StartsWith("Conversion line 1 row 0 column 1", Fails<Reading>("1,true,1,a\n", options));
        Assert.StartsWith("Conversion", Fails<Reading>("1,YES,1,a\n", options));
    }

    [Fact]
    public void AFieldMayHaveANullOfItsOwn()
    {
        TextOptions options = TextOptions.Csv with
        {
            NullValues = ["NA", ""],
            FieldNullValues = new Dictionary<string, string> { ["depth"] = "-1", ["value"] = "-99.5", ["flag"] = "1" },
        };
        Assert.Equal([new Reading(-1, true, -99.5, ""), new Reading(7, false, 1, "x")], Read<Reading>("NA,,NA,NA\n7,0,1,x\n", options));
        Assert.Equal(new Reading(3, true, -99.5, ""), Read<Reading>("3\n", options with { MissingColumns = MissingColumns.Null })[0]);
        Assert.Contains("FieldNullValues[\"depth\"]", Fails<Reading>("NA,0,1,x\n", TextOptions.Csv with { NullValues = ["NA"] }));
        Assert.Contains("'deep'", Assert.Throws<ArgumentException>(() => RecordText.Read<Reading>(""u8, options with { FieldNullValues = new Dictionary<string, string> { ["deep"] = "1" } })).Message);
        Assert.Contains("'depth'", Assert.Throws<ArgumentException>(() => RecordText.Read<Reading>(""u8, options with { FieldNullValues = new Dictionary<string, string> { ["depth"] = "1.5" } })).Message);
    }

    [Theory]
    [InlineData("1,234", 1234)]
    [InlineData("-12,345,678", -12345678)]
    [InlineData("123", 123)]
    [InlineData("1234567", 1234567)]
    public void ThousandsMayBeSeparated(string cell, int value)
    {
        TextOptions options = TextOptions.Tsv with { ThousandsSeparator = ',' };
        Reading record = Read<Reading>($"{cell}\t1\t{cell}.25\ta,b\n", options)[0];
        Assert.Equal(value, record.Depth);
        Assert.Equal(value + (value < 0 ? -.25 : .25), record.Value);
        Assert.True(record.Name == "a,b");
        Assert.StartsWith("Conversion", cell.Contains(',') ? Fails<Reading>($"{cell}\t1\t1\ta\n", TextOptions.Tsv) : "Conversion");
        string german = cell.Replace(',', '.');
        Assert.Equal(record with { Name = "a" }, Read<Reading>($"{german};1;{german},25;a\n", TextOptions.Tsv with { Delimiter = ';', ThousandsSeparator = '.', DecimalSeparator = ',' })[0]);
    }

    [Theory]
    [InlineData("1,23")]
    [InlineData("1,2345")]
    [InlineData("1234,567")]
    [InlineData(",123")]
    [InlineData("1,,234")]
    [InlineData("1,234,")]
    [InlineData("1,234.5,678")]
    [InlineData("1.5,000")]
    [InlineData("1e1,000")]
    public void ThousandsElsewhereAreNoNumber(string cell)
        => Assert.StartsWith("Conversion line 1 row 0 column 2", Fails<Reading>($"1\t1\t{cell}\ta\n", TextOptions.Tsv with { ThousandsSeparator = ',' }));

    [Fact]
    public void FloatsThatAreTooLargeAreInfiniteOrErrors()
    {
        TextOptions options = TextOptions.Csv with { FloatOverflow = FloatOverflow.Error };
        Assert.True(float.IsInfinity(Read<Floats>("1,1e39,1,1\n", TextOptions.Csv)[0].F4));
        Floats fits = Read<Floats>("-65519.99,3.4e38,1e308,inf-infj\n", options)[0];
        Assert.Equal(3.4e38f, fits.F4);
        Assert.True(double.IsInfinity(Read<Floats>("1,1,-inf,1\n", options)[0].F8));
        Assert.Equal(0, Read<Floats>("1,1,1e-400,1\n", options)[0].F8);
        Assert.StartsWith("Overflow line 1 row 0 column 0", Fails<Floats>("65520,1,1,1\n", options));
        Assert.StartsWith("Overflow line 1 row 0 column 1", Fails<Floats>("1,-1e39,1,1\n", options));
        Assert.StartsWith("Overflow line 1 row 0 column 2", Fails<Floats>("1,1,1e309,1\n", options));
        Assert.StartsWith("Overflow line 1 row 0 column 3", Fails<Floats>("1,1,1,1+1e39j\n", options));
    }

    [Fact]
    public void BytesAreKeptUnlessTheyMustBeUtf8()
    {
        byte[] text = [(byte)'a', 0xE9, (byte)',', (byte)'b', (byte)'\n'];
        Assert.Equal([(byte)'a', 0xE9, 0, 0], EveryWay.Read<Names>(text, TextOptions.Csv).Bytes is var hex ? Convert.FromHexString(hex)[..4] : []);
        string? error = EveryWay.Read<Names>(text, TextOptions.Csv with { ValidateUtf8 = true }).Error;
        Assert.StartsWith("Encoding line 1 row 0 column 0", error);
        Assert.Null(EveryWay.Read<Names>("é,é\n"u8.ToArray(), TextOptions.Csv with { ValidateUtf8 = true }).Error);
    }

    [Fact]
    public void Latin1IsReadAsNumpyReadsIt()
    {
        byte[] text = [(byte)'a', 0xE9, (byte)',', 0xFF, (byte)'z', 0x80, (byte)'\n'];
        TextOptions options = TextOptions.Csv with { Encoding = Encoding.Latin1, CommentPrefixes = [] };
        EveryWay.Answer answer = EveryWay.Read<Names>(text, options);
        string expected = Support.Python.Run("""
            import io
            a = np.loadtxt(io.BytesIO(bytes.fromhex(sys.argv[1])), dtype=[('a','S4'),('b','U4')], delimiter=',', comments=None, encoding='latin1', ndmin=1)
            print(a.tobytes().hex().upper())
            """, Convert.ToHexString(text));
        Assert.Equal(expected, answer.Bytes);
        Names[] records = RecordText.Read<Names>(text, options);
        using var stream = new MemoryStream();
        RecordText.Write(stream, records, options);
        Assert.Equal(text, stream.ToArray());
        Assert.Contains("Latin-1", Assert.Throws<RecordTextException>(() => RecordText.Write(Stream.Null, [new Names("", "☃")], options)).Message);
        Assert.StartsWith("Encoding", EveryWay.Read<Names>(text, TextOptions.Csv).Error);
        Assert.Contains("TextOptions.Encoding is utf-16", Assert.Throws<ArgumentException>(() => RecordText.Read<Names>(text, options with { Encoding = Encoding.Unicode })).Message);
    }

    [Fact]
    public void NulsAreTextWhenAllowed()
    {
        byte[] text = "a\0b,c\0d\n\0,x\n"u8.ToArray();
        Assert.StartsWith("Encoding line 1 row 0 column 0", EveryWay.Read<Names>(text, TextOptions.Csv).Error);
        TextOptions options = TextOptions.Csv with { AllowNul = true };
        EveryWay.Answer answer = EveryWay.Read<Names>(text, options);
        Assert.Null(answer.Error);
        Assert.StartsWith("61006200", answer.Bytes);
        using var stream = new MemoryStream();
        RecordText.Write(stream, RecordText.Read<Names>(text, options)[..1], options);
        Assert.Equal("a\0b,c\0d\n"u8.ToArray(), stream.ToArray());
        Assert.StartsWith("Conversion", Fails<Reading>("1\0,1,1,a\n", options));
    }

    [Fact]
    public void WhatIsWrittenWithWordsIsReadBack()
    {
        TextOptions options = TextOptions.Csv with { TrueValues = ["a,b", "yes"], FalseValues = ["1"] };
        Reading[] records = [new(1, true, 2, "x"), new(1, false, 2, "x"), new(3, true, -.125, "")];
        using var stream = new MemoryStream();
        RecordText.Write(stream, records, options);
        Assert.Equal("1,\"a,b\",2,x\n1,1,2,x\n3,\"a,b\",-0.125,\n", Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(records, RecordText.Read<Reading>(stream.ToArray(), options));
    }

    [Fact]
    public void OptionsThatContradictEachOtherAreRefusedByName()
    {
        (TextOptions, string)[] wrong =
        [
            (TextOptions.Csv with { Quote = null, ThousandsSeparator = ',' }, "ThousandsSeparator"),
            (TextOptions.Tsv with { ThousandsSeparator = '.' }, "ThousandsSeparator"),
            (TextOptions.Tsv with { ThousandsSeparator = '1' }, "ThousandsSeparator"),
            (TextOptions.Whitespace with { ThousandsSeparator = ' ' }, "ThousandsSeparator"),
            (TextOptions.Tsv with { TrueValues = ["y"], FalseValues = ["y"] }, "TrueValues"),
            (TextOptions.Tsv with { TrueValues = null! }, "TrueValues"),
            (TextOptions.Tsv with { FalseValues = [null!] }, "FalseValues"),
            (TextOptions.Tsv with { FieldNullValues = null! }, "FieldNullValues"),
            (TextOptions.Tsv with { MaxErrors = -1 }, "MaxErrors"),
            (TextOptions.Tsv with { MaxErrorCount = -1 }, "MaxErrorCount"),
            (TextOptions.Tsv with { Encoding = null! }, "Encoding"),
        ];
        foreach ((TextOptions options, string name) in wrong)
        {
            Assert.Contains($"TextOptions.{name}", Assert.Throws<ArgumentException>(() => RecordText.Read<Reading>(""u8, options)).Message);
        }
    }

    private static T[] Read<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Null(EveryWay.Read<T>(bytes, options).Error);
        return RecordText.Read<T>(bytes, options);
    }

    private static string Fails<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        string? error = EveryWay.Read<T>(Encoding.UTF8.GetBytes(text), options).Error;
        Assert.NotNull(error);
        return error;
    }
}
