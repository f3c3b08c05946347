using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

[SharedRecord("i i4, s S16")]
public partial struct IntText;

[SharedRecord("a S4, b S4, c S4")]
public partial struct ThreeTexts;

[SharedRecord("a S4, b S4, c S4, d S4")]
public partial struct FourTexts;

[SharedRecord("a i4, b S4, c i4")]
public partial struct IntTextInt;

/// <summary>What begins a comment, a cell, quotes: the same to every kernel, whatever bytes they are.</summary>
public class CommentTests
{
    private const string HashInside = "1\tC# minor\n2\t#FF0000\n3\tLsp1=INE-1#4\n";

    [Fact]
    public void ACommentIsALineInTsvAndCsv()
    {
        IntText[] whole = [new(1, "C# minor"), new(2, "#FF0000"), new(3, "Lsp1=INE-1#4")];
        Reads(HashInside, TextOptions.Tsv, whole);
        Reads(HashInside.Replace('\t', ','), TextOptions.Csv, whole);
        Reads($"#a\n{HashInside}# b\n#", TextOptions.Tsv, whole);
        Reads($"##a\n#{HashInside}", TextOptions.Tsv, whole[1..]);

        // Blanks before it make it text: the cell could be meant.
        Fails<IntText>(" # no comment\n", TextOptions.Tsv);
        Reads(" # x,b,c\n", TextOptions.Csv, new ThreeTexts(" # x", "b", "c"));
        Reads("\"#a\",b,c\n\"x\n#\",b,c\n", TextOptions.Csv, new ThreeTexts("#a", "b", "c"), new ThreeTexts("x\n#", "b", "c"));
    }

    [Fact]
    public void ACommentIsAnywhereAsInNumpy()
    {
        Reads(HashInside, TextOptions.Tsv with { CommentPlacement = CommentPlacement.Anywhere }, new IntText(1, "C"), new(2, ""), new(3, "Lsp1=INE-1"));
        Reads("1 a#b\n # c\n2 b # d\n", TextOptions.Whitespace, new IntText(1, "a"), new(2, "b"));
        Reads("1 a#b\n # c\n2 b\n", TextOptions.Whitespace with { CommentPlacement = CommentPlacement.LineStart }, new IntText(1, "a#b"), new(2, "b"));
        string error = Fails<IntTextInt>("1 a #b 2\n", TextOptions.Whitespace);
        Assert.Contains("a comment ends it; CommentPlacement.LineStart", error);
    }

    [Fact]
    public void APrefixCanBePartOfANumber()
    {
        Reads("1,2\n3,4\n", TextOptions.Csv with { CommentPrefixes = ["1"] }, new TwoColumns(3, 4));
        Reads("2,31\n3,4\n", TextOptions.Csv with { CommentPrefixes = ["1"], CommentPlacement = CommentPlacement.Anywhere }, new TwoColumns(2, 3), new TwoColumns(3, 4));
        Reads("-- a\n-2,3--x\n3,-4\n-5,-6--\n", TextOptions.Csv with { CommentPrefixes = ["--"], CommentPlacement = CommentPlacement.Anywhere }, new TwoColumns(-2, 3), new TwoColumns(3, -4), new TwoColumns(-5, -6));
        Reads("-- a\n-2,3\n3,-4\n", TextOptions.Csv with { CommentPrefixes = ["--"] }, new TwoColumns(-2, 3), new TwoColumns(3, -4));
        string error = Fails<IntTextInt>("2020-a--5\n", TextOptions.Whitespace with { Delimiter = '-', CommentPrefixes = [] });
        Assert.StartsWith("ColumnCount line 1", error);
        Assert.Contains("4 columns", error);
    }

    /// <summary>Short rows of the bytes that numbers are made of, in dialects where these bytes mean something else.</summary>
    [Fact]
    public void EveryByteOfANumberMeansTheSameToEveryKernel()
    {
        char[] bytes = ['1', '-', '.', '0', '+', 'e', 'n', '#', '"', '\''];
        var dialects = new List<TextOptions>();
        foreach (CommentPlacement placement in Enum.GetValues<CommentPlacement>())
        {
            foreach (char special in bytes)
            {
                dialects.Add(TextOptions.Csv with { CommentPrefixes = [$"{special}"], Quote = special == '"' ? null : '"', CommentPlacement = placement });
                dialects.Add(TextOptions.Whitespace with { CommentPrefixes = [$"{special}{special}", $"{special}5"], CommentPlacement = placement });
                dialects.Add(TextOptions.Csv with { Delimiter = special, Quote = null, DecimalSeparator = special == '.' ? ',' : '.', CommentPrefixes = [], CommentPlacement = placement });
                dialects.Add(TextOptions.Csv with { Quote = special, CommentPrefixes = [], CommentPlacement = placement });
                dialects.Add(TextOptions.Whitespace with { Quote = special, CommentPrefixes = ["%"], ExtraColumns = ExtraColumns.Ignore, CommentPlacement = placement });
            }
        }

        var random = new Random(14);
        foreach (TextOptions dialect in dialects)
        {
            for (int table = 0; table < 6; table++)
            {
                char delimiter = dialect.Delimiter ?? ' ';
                var text = new StringBuilder();
                for (int row = 0; row < 30; row++)
                {
                    text.Append(string.Join(delimiter, Enumerable.Range(0, 2).Select(_ => Cell(random, table < 3 ? "123450" : "1234567890-.+e15")))).Append('\n');
                }

                Agree<TwoColumns>(text.ToString(), dialect);
                Agree<TempDepth>(text.ToString(), dialect with { ErrorPolicy = ErrorPolicy.Collect });
            }
        }
    }

    [Fact]
    public void ADelimiterIsNeverTrimmed()
    {
        TextOptions options = TextOptions.Tsv with { Quote = '"', Trim = TrimMode.All };
        Assert.Contains("4 columns", Fails<ThreeTexts>("x\t\t\"y\"\tz\n", options));
        Reads("x\t\t\"y\"\tz\n \"a\" \t \t\"\t\"\t\" b \"\n", options, new FourTexts("x", "", "y", "z"), new FourTexts("a", "", "\t", " b "));
        Reads("x  \"y\" z\n", TextOptions.Whitespace with { Delimiter = ' ', Quote = '"', Trim = TrimMode.All }, new FourTexts("x", "", "y", "z"));
        FourTexts[] rows = [new("", "", "\t", ""), new("", " a", "", "\""), new("\t\t", "", "", "b ")];
        using var stream = new MemoryStream();
        RecordText.Write(stream, rows, options);
        Reads(Encoding.UTF8.GetString(stream.ToArray()), options, rows);
    }

    [Fact]
    public void ANullWordHasNoBlanksAroundIt()
    {
        foreach (TextOptions options in (TextOptions[])[TextOptions.Tsv with { NullValues = [" NA"] }, TextOptions.Tsv with { TrueValues = ["yes\t"] }, TextOptions.Csv with { FalseValues = [" "], Trim = TrimMode.All }])
        {
            Assert.Contains("without the blanks around them", Assert.Throws<ArgumentException>(() => RecordText.Read<OneFloat>(" NA\n1.5\n"u8, options)).Message);
        }

        Reads(" NA\n1.5\n", TextOptions.Tsv with { NullValues = ["NA"] }, new OneFloat(BitConverter.UInt32BitsToSingle(0x7FC00000)), new OneFloat(1.5f));
        Reads(" NA\n1.5\n", TextOptions.Tsv with { NullValues = [" NA"], Trim = TrimMode.None }, new OneFloat(BitConverter.UInt32BitsToSingle(0x7FC00000)), new OneFloat(1.5f));
    }

    private static string Cell(Random random, string bytes) => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => bytes[random.Next(bytes.Length)]));

    private static void Reads<T>(string text, TextOptions options, params T[] expected)
        where T : unmanaged, ISharedRecord<T>
    {
        Assert.Null(EveryWay.Read<T>(Encoding.UTF8.GetBytes(text), options).Error);
        Assert.Equal(expected, RecordText.Read<T>(Encoding.UTF8.GetBytes(text), options));
    }

    private static string Fails<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        string? error = EveryWay.Read<T>(Encoding.UTF8.GetBytes(text), options).Error;
        Assert.NotNull(error);
        return error;
    }

    // Long enough for the indexes to be used: some rows that every kernel takes stand before and behind.
    private static void Agree<T>(string text, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        string plain = string.Concat(Enumerable.Repeat($"2{options.Delimiter ?? ' '}3\n", 40));
        byte[] all = Encoding.UTF8.GetBytes(plain + text + plain);
        EveryWay.Answer expected = EveryWay.Try(report => RecordText.Read<T>(all, options with { Kernel = TextKernel.General }, report));
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            EveryWay.Answer actual = EveryWay.Try(report => RecordText.Read<T>(all, options with { Kernel = kernel }, report));
            Assert.True(expected == actual, $"{kernel} {options}\n{text}\n{actual}\nis not\n{expected}");
        }
    }
}
