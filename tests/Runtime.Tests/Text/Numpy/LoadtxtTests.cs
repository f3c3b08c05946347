using System.Text;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct OneDouble
{
    public double X;
}

[SharedRecord]
public partial struct TwoDoubles
{
    public double X;
    public double Y;
}

[SharedRecord]
public partial struct OneLong
{
    public long X;
}

[SharedRecord]
public partial struct TwoInts
{
    public int X;
    public int Y;
}

[SharedRecord]
public partial struct OneByte
{
    public byte X;
}

[SharedRecord]
public partial struct OneFlag
{
    public bool X;
}

[SharedRecord]
public partial struct TwoTexts
{
    public S20 X;
    public S20 Y;
}

[SharedRecord]
public partial struct TextAndDouble
{
    public S8 X;
    public double Y;
}

/// <summary>What numpy's own tests ask of its <c>loadtxt</c>, restated: each text is read in every way here and once by
/// the numpy that is installed.</summary>
public class LoadtxtTests
{
    private const string Comma = """{"delimiter":","}""";
    private const string Quoted = """{"delimiter":",","quotechar":"\""}""";

    private static readonly TextOptions _comma = new() { Delimiter = ',' };

    private static readonly (Type Record, string Text, TextOptions Options, string Arguments)[] _cases =
    [
        // Comments: of one character, of several, several of them, in the middle of a line, none.
        (typeof(TwoInts), "# comment\n1,2\n3,4\n", _comma, Comma),
        (typeof(TwoInts), "@ comment\n1,2@ x\n3,4\n", _comma with { CommentPrefixes = ["@"] }, """{"delimiter":",","comments":"@"}"""),
        (typeof(TwoInts), "@# comment\n1,2\n3,4@# x\n", _comma with { CommentPrefixes = ["@#"] }, """{"delimiter":",","comments":"@#"}"""),
        (typeof(TwoInts), "% a\n// b\n1 2 // c\n3 4 % d", new TextOptions { CommentPrefixes = ["%", "//"] }, """{"comments":["%","//"]}"""),
        (typeof(TwoTexts), "a,#b\nc,d#e", _comma with { CommentPrefixes = [] }, """{"delimiter":",","comments":null}"""),
        (typeof(TwoInts), "1,2 #\n#\n   # x\n3,4#5\n", _comma, Comma),
        (typeof(TwoTexts), "\"#a\",b # c\n\"x\n#y\",z\n", TextOptions.Csv with { CommentPlacement = CommentPlacement.Anywhere }, Quoted),

        // Lines: skipped, blank, ended by CR and CRLF, the last without an end.
        (typeof(TwoInts), "comment\n1,2\n3,4\n", _comma with { SkipLines = 1 }, """{"delimiter":",","skiprows":1}"""),
        (typeof(TwoInts), "# comment\n1,2\n3,5\n", _comma with { SkipLines = 1 }, """{"delimiter":",","skiprows":1}"""),
        (typeof(TwoInts), "1,2\n3,4\n", _comma with { SkipLines = 7 }, """{"delimiter":",","skiprows":7}"""),
        (typeof(TwoInts), "1 2\n\n\n3 4\n\n", TextOptions.Whitespace, "{}"),
        (typeof(TwoInts), "1 2\r3 4\r", TextOptions.Whitespace, "{}"),
        (typeof(TwoInts), "1 2\r\n\r\n3 4\r\n5 6", TextOptions.Whitespace, "{}"),
        (typeof(TwoInts), "1,2\n3,4\n5,6\n7,8", _comma with { MaxRows = 3 }, """{"delimiter":",","max_rows":3}"""),
        (typeof(TwoInts), "# a\n1,2\n\n# b\n3,4\n\n5,6\n", _comma with { MaxRows = 2 }, """{"delimiter":",","max_rows":2}"""),
        (typeof(TwoInts), "a\nb\n1,2\n3,4\n5,6\n", _comma with { SkipLines = 2, MaxRows = 2 }, """{"delimiter":",","skiprows":2,"max_rows":2}"""),
        (typeof(TwoInts), "", _comma, Comma),
        (typeof(TwoInts), "\n\n#\n", _comma, Comma),

        // Blanks: leading, trailing, of several kinds; around numbers behind a delimiter.
        (typeof(TwoInts), "  1 2\n3\t\t4  \n\t5 \t 6\t\n", TextOptions.Whitespace, "{}"),
        (typeof(TwoDoubles), " 1.5 ,\t2 \n 3 , 4\n", _comma, Comma),
        (typeof(TwoTexts), " a , b \nc,d\n", _comma, Comma),
        (typeof(TwoInts), "1 2 ", new TextOptions { Delimiter = ' ' }, """{"delimiter":" "}"""),
        (typeof(TwoTexts), "a  b", new TextOptions { Delimiter = ' ' }, """{"delimiter":" "}"""),
        (typeof(OneDouble), "   \n", _comma, Comma),
        (typeof(OneDouble), "   \n", TextOptions.Whitespace, "{}"),

        // Columns: too few, too many, an empty one, a delimiter at the end, selected ones.
        (typeof(TwoInts), "1,2\n3\n", _comma, Comma),
        (typeof(TwoInts), "1,2\n3,4,5\n", _comma, Comma),
        (typeof(TwoInts), "1,\n", _comma, Comma),
        (typeof(TwoInts), "1,2,\n", _comma, Comma),
        (typeof(TwoTexts), ",\na,\n,b\n", _comma, Comma),
        (typeof(TwoInts), "1,x,3\n4,y,6\n", _comma with { Columns = [0, 2] }, """{"delimiter":",","usecols":[0,2]}"""),
        (typeof(TwoInts), "1,x,3\n4,y,6\n", _comma with { Columns = [-1, 0] }, """{"delimiter":",","usecols":[-1,0]}"""),
        (typeof(TwoInts), "1,2\n3,4,5\n", _comma with { Columns = [0, 1] }, """{"delimiter":",","usecols":[0,1]}"""),
        (typeof(TwoInts), "1,2\n3\n", _comma with { Columns = [0, 1] }, """{"delimiter":",","usecols":[0,1]}"""),
        (typeof(TwoInts), "1 2 3 4\n5 6 7\n", TextOptions.Whitespace with { Columns = [0, -1] }, """{"usecols":[0,-1]}"""),
        (typeof(TwoInts), "1,2\n3,4\n", _comma with { Columns = [0, 5] }, """{"delimiter":",","usecols":[0,5]}"""),
        (typeof(TwoInts), "1,2\n3,4\n", _comma with { Columns = [0, -3] }, """{"delimiter":",","usecols":[0,-3]}"""),
        (typeof(TwoInts), "1,2\n3,4\n", _comma with { Columns = [1, 1] }, """{"delimiter":",","usecols":[1,1]}"""),

        // Quotes.
        (typeof(TextAndDouble), "\"a,b\",1\n\"c\",2\n", TextOptions.Csv, Quoted),
        (typeof(TwoTexts), "\"a \"\"b\"\" c\",\"\"\"\"\n\"\",\"\"\n", TextOptions.Csv, Quoted),
        (typeof(TwoTexts), "a\"b,c\"\n\"x\"y,\"z\" \n", TextOptions.Csv, Quoted),
        (typeof(TwoTexts), "\"two\nlines\",\"and\r\nmore\"\n", TextOptions.Csv, Quoted),
        (typeof(TwoTexts), "'a b' c\n''  d\n", new TextOptions { Quote = '\'' }, """{"quotechar":"'"}"""),
        (typeof(TwoTexts), "\"a\",\"b\"\n", _comma, Comma),
        (typeof(TwoDoubles), "\"1.5\",\" 2 \"\n", TextOptions.Csv, Quoted),
        (typeof(OneDouble), "\"\"\n", TextOptions.Csv, Quoted),

        // Numbers.
        (typeof(OneDouble), "1.0e-3\n+1E5\n-.5\n5.\ninf\n-INF\nnan\n+NaN\ninfinity\n-Infinity\n0\n-0\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "1e400\n-1e400\n1e-400\n4.9e-324\n2e-324\n1.7976931348623157e308\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "1_000\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "0x1p-3\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "1.5j\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "1,5\n", new TextOptions { Delimiter = ';' }, """{"delimiter":";"}"""),
        (typeof(OneDouble), "e5\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "nano\n", TextOptions.Whitespace, "{}"),
        (typeof(OneLong), "9223372036854775807\n-9223372036854775808\n+7\n-0\n007\n", TextOptions.Whitespace, "{}"),
        (typeof(OneLong), "9223372036854775808\n", TextOptions.Whitespace, "{}"),
        (typeof(OneLong), "1.0\n", TextOptions.Whitespace, "{}"),
        (typeof(OneLong), "1e3\n", TextOptions.Whitespace, "{}"),
        (typeof(OneLong), "nan\n", TextOptions.Whitespace, "{}"),
        (typeof(OneLong), "- 1\n", _comma, Comma),
        (typeof(OneLong), "0x10\n", TextOptions.Whitespace, "{}"),
        (typeof(OneByte), "255\n0\n+3", TextOptions.Whitespace, "{}"),
        (typeof(OneByte), "256\n", TextOptions.Whitespace, "{}"),
        (typeof(OneByte), "-1\n", TextOptions.Whitespace, "{}"),
        (typeof(OneFlag), "1\n0\n2\n-3\n", TextOptions.Whitespace, "{}"),
        (typeof(OneFlag), "1.0\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "\u0661\n", TextOptions.Whitespace, "{}"),
        (typeof(OneDouble), "1\0\n", TextOptions.Whitespace, "{}"),
    ];

    [Fact]
    public void ReadsAndRefusesWhatNumpyDoes()
    {
        byte[]?[] numpy = NumpyOracle.LoadText([.. _cases.Select(static c => (Encoding.UTF8.GetBytes(c.Text), Dtype(c.Record), c.Arguments))]);
        var wrong = new List<string>();
        for (int i = 0; i < _cases.Length; i++)
        {
            (Type record, string text, TextOptions options, _) = _cases[i];
            EveryWay.Answer ours = Read(record, Encoding.UTF8.GetBytes(text), options with { StringOverflow = StringOverflow.Truncate });
            string? expected = numpy[i] is { } bytes ? Convert.ToHexString(bytes) : null;
            if ((expected is null) != (ours.Error is not null) || (expected is not null && expected != ours.Bytes))
            {
                wrong.Add($"{text.ReplaceLineEndings("\\n")} of {record.Name}: numpy {expected ?? "refuses"}, here {ours.Error ?? ours.Bytes}");
            }
        }

        Assert.Equal([], wrong);
        Assert.InRange(numpy.Count(static answer => answer is null), 20, 40);
    }

    [Fact]
    public void OfNumpysOwnBlanksOnlyThoseOfAsciiAreBlanks()
    {
        // numpy, as Python, also takes the separators 0x1C to 0x1F and other blanks of Unicode: here they are text.
        foreach (string blank in (string[])["\u001c", "\u001f", "\u0085", "\u00a0", "\u2003"])
        {
            Assert.StartsWith("Conversion", Read(typeof(OneDouble), Encoding.UTF8.GetBytes($"1{blank}\n"), _comma).Error);
            Assert.StartsWith("ColumnCount", Read(typeof(TwoInts), Encoding.UTF8.GetBytes($"1{blank}2\n"), TextOptions.Whitespace).Error);
        }
    }

    private static string Dtype(Type record) => On(record, new DtypeOf());

    private static EveryWay.Answer Read(Type record, byte[] text, TextOptions options) => On(record, new ReadOf(text, options));

    private static TResult On<TResult>(Type record, IOnRecord<TResult> action)
        => record == typeof(OneDouble) ? action.Do<OneDouble>()
            : record == typeof(TwoDoubles) ? action.Do<TwoDoubles>()
            : record == typeof(OneLong) ? action.Do<OneLong>()
            : record == typeof(TwoInts) ? action.Do<TwoInts>()
            : record == typeof(OneByte) ? action.Do<OneByte>()
            : record == typeof(OneFlag) ? action.Do<OneFlag>()
            : record == typeof(TwoTexts) ? action.Do<TwoTexts>()
            : action.Do<TextAndDouble>();

    private interface IOnRecord<TResult>
    {
        TResult Do<T>()
            where T : unmanaged, ISharedRecord<T>;
    }

    private sealed class DtypeOf : IOnRecord<string>
    {
        public string Do<T>()
            where T : unmanaged, ISharedRecord<T>
            => NumpyOracle.Dtype<T>();
    }

    private sealed class ReadOf(byte[] text, TextOptions options) : IOnRecord<EveryWay.Answer>
    {
        public EveryWay.Answer Do<T>()
            where T : unmanaged, ISharedRecord<T>
            => EveryWay.Read<T>(text, options);
    }
}
