using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct OneBool
{
    public bool Flag;
}

/// <summary>What is written is read back equal, by this library and by numpy.</summary>
public class WriteTests
{
    private static readonly TextOptions[] _dialects =
    [
        TextOptions.Csv,
        TextOptions.Csv with { Header = HeaderMode.MapByName },
        TextOptions.Csv with { Header = HeaderMode.Skip, Trim = TrimMode.All },
        TextOptions.Tsv with { Quote = '\'', CommentPrefixes = ["//", "%"] },
        TextOptions.Whitespace with { Quote = '"', Header = HeaderMode.MapByName },
        TextOptions.Whitespace with { Quote = '"', NullValues = ["1", "nan", "", "-0"] },
        TextOptions.Csv with { Delimiter = '-', CommentPrefixes = ["E+", "1"], DecimalSeparator = ',' },
        TextOptions.Csv with { Delimiter = ';', DecimalSeparator = ',', Compression = TextCompression.Gzip },
    ];

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        Gen<string> text = Gen.Elements("", "a", "chr1", "é", "b c", " x", "y ", "\t", "a,b", "\"", "\"\"", "'", "#", "a#b", "//", "%", "\n", "1", "nan", "-0", "\uFEFF", "PK", "-", "E+");
        Gen<MixedRow> record = from name in text
                               from count in ArbMap.Default.GeneratorFor<int>()
                               from ratio in ArbMap.Default.GeneratorFor<float>()
                               from bits in ArbMap.Default.GeneratorFor<long>()
                               from value in Gen.OneOf(ArbMap.Default.GeneratorFor<double>(), Gen.Constant(BitConverter.Int64BitsToDouble(bits)))
                               select new MixedRow(name, count, Tame(ratio), Tame(value));
        Prop.ForAll(record.ArrayOf().ToArbitrary(), records =>
        {
            foreach (TextOptions options in _dialects)
            {
                using var stream = new MemoryStream();
                RecordText.Write(stream, records, options);
                Assert.Equal(records, RecordText.Read<MixedRow>(stream.ToArray(), options));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void EveryPowerOfTwoIsReadBack()
    {
        var records = new List<TwoFloats>();
        for (int exponent = 0; exponent < 2047; exponent++)
        {
            for (int beside = -1; beside <= 1; beside++)
            {
                double value = BitConverter.Int64BitsToDouble(Math.Max(0, ((long)exponent << 52) + beside));
                float single = BitConverter.Int32BitsToSingle(Math.Max(0, ((exponent % 255) << 23) + beside));
                records.Add(new TwoFloats { F4 = single, F8 = value });
                records.Add(new TwoFloats { F4 = -single, F8 = -value });
            }
        }

        foreach (TextOptions options in _dialects)
        {
            using var stream = new MemoryStream();
            RecordText.Write(stream, records.ToArray(), options);
            Assert.Equal(records, RecordText.Read<TwoFloats>(stream.ToArray(), options));
        }
    }

    [Fact]
    public void ASingleColumnOfEmptyTextIsReadBack()
    {
        TextRow[] records = [new(""), new("a"), new(""), new("\n"), new("#")];
        foreach (TextOptions options in _dialects)
        {
            using var stream = new MemoryStream();
            RecordText.Write(stream, records, options);
            Assert.Equal(records, RecordText.Read<TextRow>(stream.ToArray(), options));
        }
    }

    [Fact]
    public void TextThatLooksLikeTheStartOfAFileIsQuotedThere()
    {
        TextRow[] records = [new("\uFEFF"), new("\uFEFF"), new("Ｆ")];
        using var stream = new MemoryStream();
        RecordText.Write(stream, records, TextOptions.Csv);
        Assert.Equal("\"\uFEFF\"\n\uFEFF\nＦ\n", Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(records, RecordText.Read<TextRow>(stream.ToArray(), TextOptions.Csv));
        Assert.Throws<RecordTextException>(() => RecordText.Write(Stream.Null, records, TextOptions.Tsv));
    }

    [Fact]
    public void NumpyReadsWhatIsWritten()
    {
        using var directory = new TempDirectory();
        MixedRow[] records = [new("chr1", -5, 0.1f, 1e300), new("", 7, float.NaN, double.NegativeInfinity), new("a,\"b", 0, -0f, 5e-324)];
        RecordText.Write(directory["t.csv"], records, TextOptions.Csv);
        Assert.Equal("chr1,-5,0.1,1E+300\n,7,nan,-inf\n\"a,\"\"b\",0,-0,5E-324\n", File.ReadAllText(directory["t.csv"]).Replace("-nan", "nan"));
        byte[]? read = NumpyOracle.LoadText([(File.ReadAllBytes(directory["t.csv"]), NumpyOracle.Dtype<MixedRow>(), """{"delimiter":",","quotechar":"\""}""")])[0];
        Assert.Equal(Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(records.AsSpan())), Convert.ToHexString(read!));
    }

    [Fact]
    public void TextThatWouldNotBeReadBackIsAnError()
    {
        foreach ((string text, TextOptions options) in ((string, TextOptions)[])[("a\tb", TextOptions.Tsv), ("", TextOptions.Whitespace), ("a#", TextOptions.Whitespace), ("#a", TextOptions.Tsv), ("a\r", TextOptions.Csv), ("a\0b", TextOptions.Csv)])
        {
            using var directory = new TempDirectory();
            MixedRow[] records = [new("fine", 1, 1, 1), new(text, 1, 1, 1)];
            var error = Assert.Throws<RecordTextException>(() => RecordText.Write(directory["t"], records, options));
            Assert.Equal(1, error.RowNumber);
            Assert.Equal("name", error.FieldName);
            Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
        }
    }

    [Fact]
    public void WhatWouldNotReadBackIsRefused()
    {
        MixedRow[] records = [new("fine", 1, 1, 1), new("", 1, 1, 1)];
        BitConverter.GetBytes((short)0x28E9).CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(records.AsSpan(1)));
        using var stream = new MemoryStream();
        Assert.Equal(TextErrorReason.Encoding, Assert.Throws<RecordTextException>(() => RecordText.Write(stream, records, TextOptions.Csv with { ValidateUtf8 = true })).Reason);
        RecordText.Write(stream, records, TextOptions.Csv with { ValidateUtf8 = true, Encoding = System.Text.Encoding.Latin1 });
        Assert.Equal(TextErrorReason.LineTooLong, Assert.Throws<RecordTextException>(() => RecordText.Write(stream, records, TextOptions.Csv with { MaxLineLength = 8 })).Reason);
        foreach (TextOptions options in (TextOptions[])[TextOptions.Csv with { Quote = ' ' }, TextOptions.Csv with { SkipLines = 1 }, TextOptions.Csv with { MaxRows = 1 }, TextOptions.Csv with { DecimalSeparator = 'e' }, TextOptions.Csv with { Header = HeaderMode.MapByName, RowNames = true }])
        {
            Assert.Throws<ArgumentException>(() => RecordText.Write(stream, records, options));
        }
    }

    [Fact]
    public void ABooleanIsWrittenAsAWordThatMeansIt()
    {
        TextOptions options = TextOptions.Csv with { TrueValues = ["0"] };
        OneBool[] records = [new(true), new(false)];
        using var stream = new MemoryStream();
        RecordText.Write(stream, records, options);
        Assert.Equal("0\nfalse\n", System.Text.Encoding.ASCII.GetString(stream.ToArray()));
        Assert.Equal(records, RecordText.Read<OneBool>(stream.ToArray(), options));
        Assert.Throws<ArgumentException>(() => RecordText.Write(stream, records, options with { TrueValues = ["0", "false"] }));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void AFileIsReplacedWhenItIsCompleteOrNotAtAll()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(directory["link"], path);
        TextRow[] records = [.. Enumerable.Repeat(new TextRow("x"), 300_000), new("a b")];
        Assert.Throws<RecordTextException>(() => RecordText.Write(directory["link"], records));
        Assert.Equal("old", File.ReadAllText(path));
        RecordText.Write(directory["link"], records.AsSpan(0, 1));
        Assert.Equal("x\n", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.Equal(path, File.ResolveLinkTarget(directory["link"], false)!.FullName);
        Assert.Equal(2, Directory.GetFileSystemEntries(directory.Path).Length);
        Assert.Throws<DirectoryNotFoundException>(() => RecordText.Write(directory["no/such"], records));
    }

    [Fact]
    public void APathThatEndsInGzIsCompressed()
    {
        using var directory = new TempDirectory();
        TextRow[] records = [new("a"), new("b")];
        RecordText.Write(directory["t.gz"], records);
        Assert.Equal("a b", Python.Run("import gzip\nprint(*gzip.open(sys.argv[1], 'rt').read().split())", directory["t.gz"]));
        Assert.Equal(records, RecordText.Read<TextRow>(directory["t.gz"]));
    }

    [Fact]
    public void OneRowIsFormatted()
    {
        var record = new MixedRow("a,b", 1, 0.5f, -2);
        Span<byte> row = stackalloc byte[64];
        Assert.True(record.TryFormat(row, out int length, TextOptions.Csv));
        Assert.Equal("\"a,b\",1,0.5,-2", Encoding.UTF8.GetString(row[..length]));
        for (int room = 0; room < length; room++)
        {
            Assert.False(record.TryFormat(row[..room], out int none, TextOptions.Csv));
            Assert.Equal(0, none);
        }

        Assert.True(record.TryFormat(row[..length], out _, TextOptions.Csv));
        Assert.Throws<ArgumentException>(() => record.TryFormat(new byte[64], out _, TextOptions.Csv with { Columns = [0, 1, 2, 3] }));
    }

    // A NaN keeps its sign alone.
    private static float Tame(float value) => float.IsNaN(value) ? BitConverter.UInt32BitsToSingle(0x7FC00000) : value;

    private static double Tame(double value) => double.IsNaN(value) ? BitConverter.UInt64BitsToDouble(0x7FF8000000000000) : value;
}
