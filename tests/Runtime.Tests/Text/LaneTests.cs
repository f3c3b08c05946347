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
    private const int Tables = 400;

    [Fact]
    public void EveryKernelReadsWhatTheGeneralPathReads()
    {
        for (int seed = 0; seed < Tables; seed++)
        {
            var table = new LaneTable(seed);
            switch (seed % 4)
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
                default:
                    Compare<LaneRow>(table, LaneTable.Kinds.All);
                    break;
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
