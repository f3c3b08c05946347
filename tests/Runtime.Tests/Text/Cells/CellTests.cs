using System.Collections.Immutable;
using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>One cell of every kind of field, against real numpy, and back to text.</summary>
public class CellTests
{
    private static readonly TextDialect _dialect = new(TextOptions.Tsv);

    private static readonly string[] _times =
    [
        "2020-01-01", "2020-01-01T12:34:56", "2020-01-01 12:34:56.789", "2020-02-29", "2100-02-28", "NaT", "nat", "2020", "2020-03", "-0005-01-01", "0000-03-01", "+2020-01-01", "02020-01-01",
        "1969-12-31T23:59:59.9", "1969-12-31T23", "1970-01-01T00:01", "1600-02-29T23:59:59.999999999", "2020-01-01T12:34:56.789123456789012345", "2020-01-01T12:34:56.7891234567890123456",
        "2020-01-01T12Z", "2023-03-11T17:06:29Z", "1990-01-01 01:00:00-05:00", "1990-01-01T01:00:00.25+0530", "2020-01-01T00:30+01", "2019-12-31T23:59:59-00:01", "2020-01-01Z", "2020-01-01T12:00z", "2020-01-01T12:00+24:00", "2020-01-01T12:00+1", "2020-01-01T12:00 +01:00", "2020-13-01", "2020-02-30", "2019-02-29", "2020-1-1", "2020-01-01T", "2020-01-01T24", "2020-01-01T12:60", "2020-01-01T12:5", "2020-01-01T12:34:56.", "2020-01-01X12", "x", "2020-", "--2020", "1",
    ];

    private static readonly string[] _complex = ["1+2j", "(1+2j)", "1-2j", "2j", "-.5e3j", "3.5", " 3.5 ", "(3)", "nan+nanj", "1-infj", "1e400", "1+2J", "j", "1+j", "1 2j", "1+2", "(1", "1+2j)", "0.1-0.3j", "-0-0j"];

    private static readonly string[] _texts = ["", "a", "abcd", "é☃𝄞", "a b"];

    public static TheoryData<string> Types => ["<M8[Y]", "<M8[M]", "<M8[W]", "<M8[D]", "<M8[h]", "<M8[m]", "<M8[s]", ">M8[s]", "<M8[ms]", "<M8[us]", "<m8[s]", ">m8[ns]", "<c8", "<c16", ">c8", ">c16", "<f2", ">f2", ">f4", ">f8", ">i2", ">i4", ">i8", ">u2", ">u4", ">u8", "<U4", ">U4", "|b1"];

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryKindIsReadAsNumpyReadsIt(string dtype)
    {
        FieldType type = TypeOf(dtype);
        string[] cells = type.Kind switch
        {
            FieldKind.Datetime64 => _times,
            FieldKind.Timedelta64 => ["0", "5", "-5", "+5", "NaT", "1.5", "5s", "9223372036854775807", "-9223372036854775807"],
            FieldKind.Complex64 or FieldKind.Complex128 => _complex,
            FieldKind.Utf32Text => _texts,
            FieldKind.Boolean => ["0", "1", "2", "-7", "+0", "1.0", "yes", "x"],
            FieldKind.Half or FieldKind.Single or FieldKind.Double => ["1.5", "-0", "inf", "-nan", "65504", "1e5", "1e-8", ".", "x", "100.25"],
            _ => ["0", "1", "-1", "300", "70000", "5000000000", "20000000000000000000", "1.0"],
        };
        byte[]?[] answers = NumpyOracle.LoadText([.. cells.Select(cell => (Encoding.UTF8.GetBytes($"{cell},\n"), $"[[\"x\",\"{dtype}\"],[\"y\",\"S1\"]]", """{"delimiter":","}"""))]);
        var parser = new CellParser(_dialect);
        byte[] bytes = new byte[type.Size];
        byte[] text = new byte[64];
        for (int i = 0; i < cells.Length; i++)
        {
            CellStatus status = parser.Parse(Encoding.UTF8.GetBytes(cells[i]), isQuoted: false, type, bytes);
            Assert.True((status == CellStatus.Ok) == (answers[i] is not null), $"{dtype} of {cells[i]}: {status}");
            if (status != CellStatus.Ok)
            {
                continue;
            }

            Assert.True(Convert.ToHexString(answers[i]!.AsSpan(0, type.Size)) == Convert.ToHexString(bytes), $"{dtype} of {cells[i]}: {Convert.ToHexString(answers[i]!)}, not {Convert.ToHexString(bytes)}");
            Assert.True(CellFormatter.TryFormat(bytes, type, (byte)'.', text, out int length));
            byte[] back = new byte[type.Size];
            Assert.Equal(CellStatus.Ok, parser.Parse(text.AsSpan(0, length), isQuoted: false, type, back));
            Assert.True(bytes.AsSpan().SequenceEqual(back), $"{dtype} of {cells[i]}, written as {Encoding.UTF8.GetString(text, 0, length)}");
            for (int room = 0; room < length; room++)
            {
                Assert.False(CellFormatter.TryFormat(bytes, type, (byte)'.', text.AsSpan(0, room), out _));
            }
        }
    }

    [Theory]
    [InlineData("<M8[ns]", "2300-01-01")]
    [InlineData("<M8[as]", "1980-01-01")]
    public void ATimeOutOfRangeIsAnError(string dtype, string cell)
        => Assert.Equal(CellStatus.OutOfRange, new CellParser(_dialect).Parse(Encoding.UTF8.GetBytes(cell), isQuoted: false, TypeOf(dtype), new byte[8]));

    [Fact]
    public void TimesOfEveryUnitAreWrittenAsNumpyPrintsThem()
    {
        var random = new Random(3);
        byte[] text = new byte[64];
        foreach (string unit in (string[])["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"])
        {
            FieldType type = TypeOf($"<M8[{unit}]");
            long range = unit is "Y" or "M" or "W" or "D" ? 50_000 : unit.Length == 1 ? 60_000_000_000 : long.MaxValue;
            long[] values = [.. Enumerable.Range(0, 50).Select(_ => random.NextInt64(-range / (unit == "Y" ? 30 : 1), range)), 0, -1];
            string[] printed = SchemaToolkit.Tests.Support.Python.Run("print(*np.array([int(x) for x in sys.argv[2:]]).view(f'M8[{sys.argv[1]}]'), sep='\\n')", [unit, .. values.Select(static value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))]).Split('\n');
            for (int i = 0; i < values.Length; i++)
            {
                Assert.True(CellFormatter.TryFormat(BitConverter.GetBytes(values[i]), type, (byte)'.', text, out int length));
                string written = Encoding.UTF8.GetString(text, 0, length);

                // numpy 1.24 prints years before 0 with three digits.
                Assert.True(printed[i].StartsWith('-') || printed[i] == written, $"{values[i]} {unit}: {printed[i]}, not {written}");
                byte[] back = new byte[8];
                Assert.Equal(CellStatus.Ok, new CellParser(_dialect).Parse(text.AsSpan(0, length), isQuoted: false, type, back));
                Assert.Equal(values[i], BitConverter.ToInt64(back));
            }
        }
    }

    [Fact]
    public void AnEnumIsReadByNameOrNumber()
    {
        FieldType type = FieldType.Enum(FieldType.Int16, ImmutableArray.Create(new EnumMember("Forward", 1), new EnumMember("Reverse", -2)));
        var parser = new CellParser(_dialect);
        byte[] bytes = new byte[2];
        byte[] text = new byte[16];
        foreach ((string cell, short value, string written) in ((string, short, string)[])[("Forward", 1, "Forward"), (" Reverse ", -2, "Reverse"), ("-2", -2, "Reverse"), ("7", 7, "7")])
        {
            Assert.Equal(CellStatus.Ok, parser.Parse(Encoding.UTF8.GetBytes(cell), isQuoted: false, type, bytes));
            Assert.Equal(value, BitConverter.ToInt16(bytes));
            Assert.True(CellFormatter.TryFormat(bytes, type, (byte)'.', text, out int length));
            Assert.Equal(written, Encoding.UTF8.GetString(text, 0, length));
        }

        Assert.Equal(CellStatus.Invalid, parser.Parse("forward"u8, isQuoted: false, type, bytes));
        Assert.Equal(CellStatus.OutOfRange, parser.Parse("40000"u8, isQuoted: false, type, bytes));
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("False", 0)]
    [InlineData("TRUE", 1)]
    public void ABoolIsReadByName(string cell, byte value)
    {
        byte[] bytes = [9];
        Assert.Equal(CellStatus.Ok, new CellParser(_dialect).Parse(Encoding.UTF8.GetBytes(cell), isQuoted: false, FieldType.Boolean, bytes));
        Assert.Equal(value, bytes[0]);
    }

    [Fact]
    public void NullsHaveTheBytesOfNumpy()
    {
        foreach ((string dtype, string hex) in ((string, string)[])[("<f2", "007E"), (">f4", "7FC00000"), ("<c8", "0000C07F0000C07F"), (">c16", "7FF80000000000007FF8000000000000"), ("<M8[s]", "0000000000000080"), (">m8[s]", "8000000000000000"), ("<U4", new string('0', 32))])
        {
            FieldType type = TypeOf(dtype);
            byte[] bytes = new byte[type.Size];
            Assert.Equal(CellStatus.Ok, CellParser.Null(type, bytes));
            Assert.Equal(hex, Convert.ToHexString(bytes));
        }

        Assert.Equal(CellStatus.NoNull, CellParser.Null(FieldType.Int32, new byte[4]));
    }

    private static FieldType TypeOf(string dtype)
    {
        int unit = dtype.IndexOf('[');
        FieldType type = (dtype[1], unit < 0 ? dtype[2..] : dtype[(unit + 1)..^1]) switch
        {
            ('M', var code) => FieldType.Datetime64(Units[code]),
            ('m', var code) => FieldType.Timedelta64(Units[code]),
            ('c', "8") => FieldType.Complex64,
            ('c', _) => FieldType.Complex128,
            ('f', "2") => FieldType.Half,
            ('f', "4") => FieldType.Single,
            ('f', _) => FieldType.Double,
            ('i', "2") => FieldType.Int16,
            ('i', "4") => FieldType.Int32,
            ('i', _) => FieldType.Int64,
            ('u', "2") => FieldType.UInt16,
            ('u', "4") => FieldType.UInt32,
            ('u', _) => FieldType.UInt64,
            ('U', var length) => FieldType.Utf32Text(int.Parse(length)),
            _ => FieldType.Boolean,
        };
        type = dtype[0] == '>' ? type.AsBigEndian() : type;
        Assert.Equal(dtype, type.NumpyType);
        return type;
    }

    private static Dictionary<string, TimeUnit> Units => Enum.GetValues<TimeUnit>().ToDictionary(static unit => unit.Code());
}
