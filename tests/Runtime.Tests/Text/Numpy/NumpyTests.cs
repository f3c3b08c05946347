using System.Globalization;
using System.Text;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct MixedRow
{
    public S6 Name;
    public int Count;
    public float Ratio;
    public double Value;
}

[SharedRecord]
public partial struct IntegerRow
{
    public sbyte A;
    public byte B;
    public short C;
    public ushort D;
    public int E;
    public uint F;
    public long G;
    public ulong H;
    public bool I;
}

[SharedRecord]
public partial struct TextRow
{
    public S3 Text;
}

/// <summary>The same texts through real <c>np.loadtxt</c>: what it reads is read to the same bytes, what it refuses is
/// refused. Text that is too long is cut here as there.</summary>
public class NumpyTests
{
    private const int Seed = 20260726;

    private static readonly string[] _blanks = ["", "", "", "", " ", "\t", "  "];
    private static readonly string[] _words = ["chr1", "chrUn_gl000220", "", "a", "é", "x y", "12", "\"q\"", "\"a\"\"b\"", "\"a\nb\"", "\"a,b\"", "\"\"", "it's", "a#b", "\"#\"", "\"x\"y", "a\"b", "\"\t\""];
    private static readonly string[] _integers = ["0", "1", "-1", "+5", "007", "127", "128", "-128", "-129", "255", "256", "32767", "32768", "65535", "65536", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "00000000000000000000000012", "-0", "", "1.0", "1e3", "nan", "x", "1_0", "0x10", "--1", "+", "-", "1 2", "\"7\"", "1\"", "12#3"];
    private static readonly string[] _floats = ["0", "-0", "1.5", "-.25", "5.", ".5", ".", "", "1e5", "1E+05", "1e-3", "1e", "e5", "1e400", "-1e400", "1e-400", "nan", "NaN", "-nan", "inf", "-Infinity", "+INF", "infinit", "1.2.3", "1,5", "0x1p3", "1_000.0", "100.00", "17.4603", "+3.25", "007.50", "1d5", "3.4028235e38", "1.17549435e-38", "4.9e-324", "2.2250738585072014e-308", "9007199254740993", "123456789012345678901234567890", "0.1", "0.30000000000000004", "\"2.5\"", "  ", "1.5#", "\u00bd"];
    private static readonly string[] _lineEnds = ["\n", "\n", "\n", "\n", "\r\n", "\r"];

    // numpy's comments are anywhere.
    private static readonly TextOptions _tsv = TextOptions.Tsv with { CommentPlacement = CommentPlacement.Anywhere };
    private static readonly TextOptions _csv = TextOptions.Csv with { CommentPlacement = CommentPlacement.Anywhere };

    private static readonly (TextOptions Options, string Arguments, string Separator)[] _dialects =
    [
        (TextOptions.Whitespace, "{}", " "),
        (TextOptions.Whitespace with { Quote = '"' }, """{"quotechar":"\""}""", "  "),
        (_tsv, """{"delimiter":"\t"}""", "\t"),
        (_csv, """{"delimiter":",","quotechar":"\""}""", ","),
        (_csv with { CommentPrefixes = [] }, """{"delimiter":",","quotechar":"\"","comments":null}""", ","),
        (_tsv with { CommentPrefixes = ["%%", "//"] }, """{"delimiter":"\t","comments":["%%","//"]}""", "\t"),
        (new TextOptions { Delimiter = ' ' }, """{"delimiter":" "}""", " "),
        (new TextOptions { Delimiter = ';', SkipLines = 2 }, """{"delimiter":";","skiprows":2}""", ";"),
        (new TextOptions { Delimiter = ';', MaxRows = 2 }, """{"delimiter":";","max_rows":2}""", ";"),
    ];

    [Fact]
    public void ReadsWhatNumpyReads()
    {
        var random = new Random(Seed);
        var cases = new List<Case>();
        for (int i = 0; i < 300; i++)
        {
            cases.Add(Make<MixedRow>(random, [_words, _integers, _floats, _floats]));
            cases.Add(Make<IntegerRow>(random, [.. Enumerable.Repeat(_integers, 9)]));
            cases.Add(Make<TextRow>(random, [_words]));
        }

        Compare(cases);
    }

    [Fact]
    public void SelectsTheColumnsThatNumpySelects()
    {
        var random = new Random(Seed + 1);
        var cases = new List<Case>();
        foreach (int[] columns in (int[][])[[0, 1, 2, 3], [0, 1, 3, 5], [3, 1, 2, 4], [0, -2, -3, -1], [0, 4, 4, 1], [1, 4, 2, 6], [0, 1, 2, -9]])
        {
            for (int i = 0; i < 40; i++)
            {
                int which = random.Next(_dialects.Length);
                Case made = Make<MixedRow>(random, [_words, _integers, _floats, _floats, _integers, _floats], which, wildEvery: 6);
                cases.Add(made with
                {
                    Options = made.Options with { Columns = columns },
                    Arguments = made.Arguments.Replace("{", $$"""{"usecols":[{{string.Join(',', columns)}}]{{(made.Arguments == "{}" ? "" : ",")}}"""),
                });
            }
        }

        Compare(cases);
    }

    private static void Compare(List<Case> cases)
    {
        byte[]?[] answers = NumpyOracle.LoadText([.. cases.Select(static c => (c.Text, c.Dtype, c.Arguments))]);
        int read = 0;
        for (int i = 0; i < cases.Count; i++)
        {
            Case c = cases[i];
            EveryWay.Answer ours = c.Read(c.Text, c.Options);
            string what = $"{Encoding.UTF8.GetString(c.Text)}\n{c.Arguments}\n{c.Dtype}\n{ours.Error}";
            if (answers[i] is { } bytes)
            {
                read++;

                // The one thing numpy takes and this does not: a quote that never closes.
                Assert.True(ours.Error is null || ours.Error.StartsWith("Quote", StringComparison.Ordinal), what);
                Assert.True(ours.Error is not null || ours.Bytes == Convert.ToHexString(bytes), $"{what}\nnumpy: {Convert.ToHexString(bytes)}\nours:  {ours.Bytes}");
            }
            else if (c.Options is not { Delimiter: null, Quote: not null })
            {
                // (Runs of blanks with quotes: numpy sees an empty cell at a line's end where the first cell is quoted.)
                Assert.True(ours.Error is not null, $"numpy refuses\n{what}\n{ours.Bytes}");
            }
        }

        // A corpus that numpy refuses throughout would prove little.
        Assert.InRange(read, cases.Count / 5, cases.Count - (cases.Count / 10));
    }

    private static Case Make<T>(Random random, string[][] columns, int? dialect = null, int wildEvery = 2)
        where T : unmanaged, ISharedRecord<T>
    {
        (TextOptions options, string arguments, string separator) = _dialects[dialect ?? random.Next(_dialects.Length)];

        // Many tables are nearly clean, so that they get beyond the first row.
        bool isWild = random.Next(wildEvery) == 0;
        var text = new StringBuilder(options.SkipLines > 0 ? "skipped \"\r\nskipped\n" : "");
        for (int rows = random.Next(6); rows >= 0; rows--)
        {
            if (random.Next(12) == 0)
            {
                text.Append(Pick(random, ["", " ", "# comment", "  # comment", "%% x", "#", "//"])).Append(Pick(random, _lineEnds));
            }

            int count = columns.Length + (isWild && random.Next(10) == 0 ? random.Next(-1, 2) : 0);
            for (int i = 0; i < count; i++)
            {
                string cell = isWild && random.Next(4) == 0
                    ? Pick(random, columns[Math.Min(i, columns.Length - 1)])
                    : Clean(random, columns[Math.Min(i, columns.Length - 1)]);
                string blank = options.Delimiter is null || isWild ? Pick(random, _blanks) : "";
                text.Append(i > 0 ? separator : "").Append(blank).Append(cell).Append(isWild ? Pick(random, _blanks) : "");
            }

            if (rows > 0 || random.Next(3) > 0)
            {
                text.Append(random.Next(20) == 0 ? "  # end" : "").Append(Pick(random, _lineEnds));
            }
        }

        return new Case(Encoding.UTF8.GetBytes(text.Replace("\u00e9", "").ToString()), NumpyOracle.Dtype<T>(), arguments, options with { StringOverflow = StringOverflow.Truncate }, EveryWay.Read<T>);
    }

    private static string Clean(Random random, string[] pool)
        => pool == _words ? Pick(random, ["chr1", "chrX", "ab", "a_long_name"])
            : pool == _integers ? random.Next(0, 100).ToString(CultureInfo.InvariantCulture)
            : (random.Next(-100000, 100000) / Math.Pow(10, random.Next(5))).ToString("0.####", CultureInfo.InvariantCulture);

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private sealed record Case(byte[] Text, string Dtype, string Arguments, TextOptions Options, Func<byte[], TextOptions, EveryWay.Answer> Read);
}
