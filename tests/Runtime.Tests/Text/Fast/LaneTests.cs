using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

public enum Strand : byte
{
    Forward = 1,
    Reverse = 2,
}

/// <summary>Fields of every kind that the vectors read, and of some that they leave to the parser of cells.</summary>
[SharedRecord]
public partial struct LaneRow
{
    public S3 Name;
    public int I4;
    public float F4;
    public double F8;
    public S20 Long;
    public long I8;
    public sbyte I1;
    public ushort U2;
    public uint U4;
    public bool Flag;
    public Strand Strand;
    public Half F2;
}

[FixedText(70)]
public partial struct SeventyBytes;

/// <summary>Numbers that do and do not lie close together, with and without padding between them, of both byte orders.</summary>
[SharedRecord(Layout = RecordLayout.Aligned)]
public partial struct ScatteredRow
{
    public sbyte A;
    public float B;
    public double C;
    public SeventyBytes Name;
    public BigEndian<int> D;
    public BigEndian<float> E;
    public short F;
    public ulong G;
    public float H;
    public BigEndian<double> I;
    public float J;
    public S17 Code;
    public sbyte K;
    public float L;
    public sbyte M;
    public double N;
    public double O;
    public double P;
    public double Q;
    public BigEndian<ushort> R;
    public bool S;
    public long T;
    public float U;
    public float V;
    public uint W;
    public S16 X;
}

[SharedRecord("a i4, b f4, c f8, d i8, e u2, f i1, g >f8, h b1, i f4")]
public partial struct NumberRow;

[FixedText(5, TextEncoding.Utf32)]
public partial struct FiveRunes;

[FixedText(21, TextEncoding.Utf32)]
public partial struct ManyRunes;

/// <summary>Text of UTF-32, shorter and longer than a vector.</summary>
[SharedRecord]
public partial struct WideRow
{
    public FiveRunes Name;
    public int Number;
    public ManyRunes Long;
    public S2 Short;
}

[SharedRecord]
public partial struct OneText
{
    public S8 Text;
}

[SharedRecord]
public partial struct OneFloat
{
    public float Value;
}

/// <summary>Every kernel against the general path, on made tables of all shapes, whole and with odd rows among them.</summary>
public class LaneTests
{
    private const int Tables = 700;

    [Fact]
    public void EveryKernelReadsWhatTheGeneralPathReads()
    {
        for (int seed = 0; seed < Tables; seed++)
        {
            var table = new LaneTable(seed);
            switch (seed % 6)
            {
                case 0:
                    Compare<CpgSite>(table, LaneTable.Kinds.Cpg);
                    break;
                case 1:
                    Compare<OneText>(table, LaneTable.Kinds.Text);
                    break;
                case 2:
                    Compare<OneFloat>(table, LaneTable.Kinds.Float);
                    break;
                case 3:
                    Compare<ScatteredRow>(table, LaneTable.Kinds.Scattered);
                    break;
                case 4:
                    Compare<WideRow>(table, LaneTable.Kinds.Wide);
                    break;
                default:
                    Compare<LaneRow>(table, LaneTable.Kinds.All);
                    break;
            }
        }
    }

    public static TheoryData<string> OddCells =>
    [
        "", "-", ".", "-.", "+", "--1", "1-", "-1-", "1-2", "------------", "3-------------", "1..2", "1.2.3", "....", "...............", "x", "1x", "x1", "/", ":", "1:", "0x1", "e5", "1e",
        "-0", "-0.", "-.0", ".5", "5.", "-.5", "+5", "007", "1.0", "1e2", "-1E-2", "nan", "-nan", "inf", "NA", "-9999.9", "7", " 7", "7 ", "true", "2", "-1", "128", "-129", "65536", "2147483648",
        "4294967296", "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "999999999999999", "9999999999999999", "0.892857142857143", "-0.892857142857143", "1.892857142857143", "0-892857142857143", "-0-892857142857143", "0-92857142857143", "00892857142857143", "0892857142857143",
        "0.8928571428571431", "00000000000000001", "-00000000000000001", "000000000000000001", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "16777217",
        ".0000000000000001", ".000000000000001", "-.000000000000001", "1.40129846432e-45", "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
    ];

    [Theory]
    [MemberData(nameof(OddCells))]
    public void EveryKernelTakesOneOddCellAsTheGeneralPathDoes(string cell)
    {
        TextOptions[] tables =
        [
            TextOptions.Tsv,
            TextOptions.Tsv with { NullValues = ["NA", "-9999.9", "7"] },
            TextOptions.Tsv with { NullValues = ["0.892857142857143", "", "1x"] },
            TextOptions.Tsv with { NullValues = [".892857142857143"] },
            TextOptions.Tsv with { NullValues = ["NA", "-9999.9", "7", "0.892857142857143"], Quote = '"' },
            TextOptions.Tsv with { NullValues = ["NA", "-9999.9", "7", "0.892857142857143", ""], Quote = '"', QuotedNulls = true },
        ];
        foreach (TextOptions options in tables)
        {
            OneOddCell<LaneRow>("ab\t7\t.5\t1.25\tseventeen_bytes_x\t8\t-12\t65\t42\t1\tForward\t65504", cell, options);
            OneOddCell<ScatteredRow>("1\t2.5\t-3\tseventy\t-4\t5.5\t6\t17\t8\t9\t10\tcode\t12\t13\t14\t15\t16\t17.75\t18\t19\t1\t21\t22\t23.0625\t24\tx", cell, options);
        }
    }

    [Fact]
    public void QuotesArePairedTheSameWithAndWithoutTheInstruction()
    {
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            ulong bits = (ulong)random.NextInt64() << (i % 2);
            Assert.Equal(PrefixXor.OfBits(bits), PrefixXor.ByShifts(bits));
        }

        Assert.Equal(0b0001_1100UL, PrefixXor.ByShifts(0b0010_0100UL));
    }

    [Fact]
    public void EveryKernelTakesWhatNumbersAreMadeOfAsTheGeneralPathDoes()
    {
        // One cell of each row is anything that digits, points and signs can be put together to.
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            string letters = random.Next(3) == 0 ? "0.-" : "0123456789.-0123456789";
            var text = new StringBuilder();
            for (int row = 0; row < 200; row++)
            {
                string[] cells = ["1", "2.5", "-3.25", "4", "5", "6", "7.5", "1", "9"];
                cells[random.Next(cells.Length)] = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => letters[random.Next(letters.Length)]));
                text.AppendJoin('\t', cells).Append('\n');
            }

            byte[] bytes = Encoding.ASCII.GetBytes(text.ToString());
            TextOptions options = TextOptions.Tsv with { ErrorPolicy = ErrorPolicy.Skip, MaxErrorCount = null };
            EveryWay.Answer answer = EveryWay.Try(report => RecordText.Read<NumberRow>(bytes, options with { Kernel = TextKernel.General }, report));
            foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
            {
                EveryWay.Answer other = EveryWay.Try(report => RecordText.Read<NumberRow>(bytes, options with { Kernel = kernel }, report));
                Assert.True(answer == other, $"seed {seed} by {kernel}: {other.Report} {other.Error}, not {answer.Report} {answer.Error}");
            }
        }
    }

    [Theory]
    [InlineData("1\t2\t3\t4\t5\n\n\n", "\n1\t2\t3\t4\tx\n")]
    [InlineData("1 2 3 4 5\n \n\n", "1 2 3 4 5\n1 2 3 4 x\n")]
    [InlineData("1 2 3 4 5\r\n \r\n\r\n", "1 2 3 4 5\r\n1 2 3 4 x\r\n")]
    public void LinesWithoutRowsAreCounted(string rows, string end)
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(rows, 400)) + end);
        TextOptions options = rows.Contains('\t') ? TextOptions.Tsv : TextOptions.Whitespace;
        string? error = null;
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            var e = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(text, options with { Kernel = kernel }));
            error ??= e.Message;
            Assert.Equal(error, e.Message);
            Assert.Equal(text.AsSpan()[..(int)e.ByteOffset].Count((byte)'\n') + 1, e.LineNumber);
        }
    }

    [Fact]
    public void ACarriageReturnAloneEndsALineWhereverItStands()
    {
        // At any place in the pieces that are indexed.
        for (int at = 0; at < 700; at++)
        {
            var text = new StringBuilder();
            for (int row = 0; row < 700; row++)
            {
                text.Append("ab\t1\t2\t3\t4").Append(row == at ? "\r" : "\r\n");
            }

            byte[] bytes = Encoding.ASCII.GetBytes(text.ToString());
            foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
            {
                CpgSite[] records = RecordText.Read<CpgSite>(bytes, TextOptions.Tsv with { Kernel = kernel });
                Assert.Equal(700, records.Length);
                Assert.All(records, static record => Assert.True(record.Chr == "ab" && record is { Pos: 1, T: 4 }));
            }
        }
    }

    [Fact]
    public void NothingIsReadOutsideTheText()
    {
        foreach (string eol in (string[])["\n", "\r\n", ""])
        {
            for (int rows = 1; rows < 40; rows++)
            {
                byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, rows).Select(static row => $"c{row}\t{row}\t{row}.5\t{row}\t0\n")) + "c\t1\t.5\t1\t9" + eol);
                using var atEnd = new GuardedText(text, atEnd: true);
                using var atStart = new GuardedText(text, atEnd: false);
                foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
                {
                    foreach (TextOptions options in (TextOptions[])[TextOptions.Tsv, TextOptions.Whitespace, TextOptions.Tsv with { Quote = '"', NullValues = ["none"] }])
                    {
                        Assert.Equal(rows + 1, RecordText.Read<CpgSite>(atEnd.Text, options with { Kernel = kernel }).Length);
                        Assert.Equal(rows + 1, RecordText.Read<CpgSite>(atStart.Text, options with { Kernel = kernel }).Length);
                    }
                }
            }
        }
    }

    // In each column.
    private static void OneOddCell<T>(string row, string cell, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        string[] cells = row.Split('\t');
        if (options.Quote is { } quote)
        {
            // Quoted cells beside others.
            cells = [.. cells.Select((each, i) => i % 3 == 0 ? each : $"{quote}{each}{quote}")];
            cell = $"{quote}{cell}{quote}";
        }

        string rows = string.Concat(Enumerable.Repeat(string.Join('\t', cells) + "\n", 70));
        for (int i = 0; i < cells.Length; i++)
        {
            string odd = string.Join('\t', [.. cells[..i], cell, .. cells[(i + 1)..]]) + "\n";
            byte[] text = Encoding.ASCII.GetBytes(rows + odd + rows);
            EveryWay.Answer answer = EveryWay.Try(report => RecordText.Read<T>(text, options with { Kernel = TextKernel.General }, report));
            foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
            {
                EveryWay.Answer other = EveryWay.Try(report => RecordText.Read<T>(text, options with { Kernel = kernel }, report));
                Assert.True(answer == other, $"\"{cell}\" in column {i} of {typeof(T).Name} by {kernel}: {other.Error ?? "no error"}, not {answer.Error ?? "no error"}");
            }
        }
    }

    private static void Compare<T>(LaneTable table, LaneTable.Kinds kinds)
        where T : unmanaged, ISharedRecord<T>
    {
        byte[] text = table.Write(kinds);
        EveryWay.Answer answer = EveryWay.Try(report => RecordText.Read<T>(text, table.Options with { Kernel = TextKernel.General }, report));
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            TextOptions forced = table.Options with { Kernel = kernel };
            Check(report => RecordText.Read<T>(text, forced, report));
            Check(report => RecordText.Read<T>(new MemoryStream(text), forced with { BufferSize = 700 }, report));

            void Check(Func<TextReadReport, T[]> read)
            {
                EveryWay.Answer other = EveryWay.Try(read);
                Assert.True(answer == other, $"{table} by {kernel}: {other.Error ?? "no error"}, not {answer.Error ?? "no error"}");
            }
        }
    }
}
