using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit.Tests.Text;

[InlineArray(2)]
public struct TwoS16
{
    private S16 _first;
}

/// <summary>Text of every length that is loaded in its own way, and every kind of number.</summary>
[SharedRecord]
internal partial struct PlainRow
{
    public S1 One;
    public S3 Three;
    public S4 Four;
    public S7 Seven;
    public S8 Eight;
    public S13 Thirteen;
    public TwoS16 Sixteens;
    public S17 Seventeen;
    public S40 Forty;
    public bool Flag;
    public sbyte I1;
    public byte U1;
    public short I2;
    public ushort U2;
    public int I4;
    public uint U4;
    public long I8;
    public ulong U8;
    public Half F2;
    public float F4;
    public double F8;
    public Quality Enum;
    public BigEndian<int> Big;
    public BigEndian<double> BigReal;
    public System.Numerics.Complex C16;
    public Datetime64 At;
    public Timedelta64 Took;
}

/// <summary>Plain rows against the general path, which writes each row by itself; and what a row costs.</summary>
public class PlainRowTests
{
    private static readonly TextOptions[] _dialects =
    [
        TextOptions.Tsv,
        TextOptions.Csv,
        TextOptions.Whitespace with { Quote = '\'' },
        TextOptions.Csv with { Delimiter = '|', CommentPrefixes = ["~~", "é"] },
        TextOptions.Csv with { CommentPrefixes = ["~~", "^"], NullValues = ["0", "1", "", "XY", "Q", "inf"] },
    ];

    [Fact]
    public void RowsAreThoseOfTheGeneralPath()
    {
        var random = new Random(1);
        foreach (TextOptions options in _dialects)
        {
            PlainRow[] records = [Make(random, mayBeSpecial: false), .. Enumerable.Range(0, 3_000).Select(_ => Make(random, mayBeSpecial: true))];
            var expected = new StringBuilder();
            var writable = new List<PlainRow>();
            byte[] row = new byte[2048];
            foreach (PlainRow record in records)
            {
                try
                {
                    Assert.True(record.TryFormat(row, out int length, options));
                    expected.Append(Encoding.Latin1.GetString(row, 0, length)).Append('\n');
                    writable.Add(record);
                }
                catch (RecordTextException)
                {
                    Assert.Throws<RecordTextException>(() => RecordText.Write(Stream.Null, [records[0], record], options));
                }
            }

            Assert.InRange(writable.Count, 500, records.Length - 10);
            using var stream = new MemoryStream();
            RecordText.Write(stream, writable.ToArray(), options);
            Assert.Equal(expected.ToString(), Encoding.Latin1.GetString(stream.ToArray()));
            Assert.Equal(writable, RecordText.Read<PlainRow>(stream.ToArray(), options));
        }
    }

    [Fact]
    public void RowsCostNoMemory()
    {
        CpgSite[] sites = [.. Enumerable.Range(0, 20_000).Select(static i => new CpgSite($"chr{i % 22}", i, i / 7f, -i, i))];
        NoMemory(sites, TextOptions.Tsv);
        NoMemory(sites, TextOptions.Csv with { NullValues = ["chr1", "5"], DecimalSeparator = ',', Delimiter = ';' });
        byte[] row = Encoding.UTF8.GetBytes("52.5;a b;1.5;-2;nan;x;yz;Good;70000;-0.1;1+2j;3-.5j;2020-02-29T12:34:56;1500;é\"x;0.333;1;18446744073709551615\n");
        Everything[] rows = [.. Enumerable.Repeat(RecordText.Read<Everything>(row, TextOptions.Csv with { Delimiter = ';', Quote = null })[0], 20_000)];
        NoMemory(rows, TextOptions.Csv);
        var random = new Random(1);
        NoMemory([.. Enumerable.Range(0, 2_000).Select(_ => Make(random, mayBeSpecial: false))], TextOptions.Csv);
        NoMemory(rows, TextOptions.Csv with { Delimiter = ' ', Encoding = Encoding.Latin1 });
    }

    private static void NoMemory<T>(T[] records, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        // The least there is has 24 bytes.
        const long Stray = 4096;
        Assert.True(records.Length * 24 > 10 * Stray);
        Allocated(records);

        // A collection in between can add or hide what is left of the thread's piece of the heap.
        long few = Enumerable.Range(0, 5).Max(_ => Allocated(records.AsSpan(0, 10)));
        long many = Enumerable.Range(0, 5).Min(_ => Allocated(records));
        Assert.True(many <= few + Stray, $"{records.Length} rows allocate {many} bytes, 10 rows {few}");

        long Allocated(ReadOnlySpan<T> written)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            RecordText.Write(Stream.Null, written, options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    // Text of letters; now and then empty, or with a byte that calls for quotes, or that no text may hold, anywhere in it.
    private static PlainRow Make(Random random, bool mayBeSpecial)
    {
        var record = default(PlainRow);
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<PlainRow>(ref record));
        random.NextBytes(bytes);
        foreach (FieldSchema leaf in SchemaOf<PlainRow>().Leaves.Where(static leaf => leaf.Type.Kind == FieldKind.Text))
        {
            Span<byte> text = bytes.Slice(leaf.Offset, leaf.Size);
            int length = mayBeSpecial && random.Next(20) == 0 ? 0 : 1 + random.Next(leaf.Size);
            text[length..].Clear();
            for (int i = 0; i < length; i++)
            {
                text[i] = (byte)random.Next('A', 'Z' + 1);
            }

            if (mayBeSpecial && length > 0 && random.Next(20) == 0)
            {
                ReadOnlySpan<byte> special = "\n\r\t\v ,\"'|#~\0é"u8;
                text[random.Next(length)] = special[random.Next(special.Length)];
            }
        }

        // Of a NaN the sign alone is kept.
        record.Flag = random.Next(2) == 0;
        record.F2 = Half.IsNaN(record.F2) ? Half.NegativeZero : record.F2;
        record.F4 = float.IsNaN(record.F4) ? float.NegativeInfinity : record.F4;
        record.F8 = double.IsNaN(record.F8) ? 0.5 : record.F8;
        record.BigReal = record.F8;
        record.C16 = new(record.F4, record.F8);
        record.Enum = random.Next(2) == 0 ? Quality.Good : record.Enum;
        return record;
    }

    private static RecordSchema SchemaOf<T>()
        where T : unmanaged, ISharedRecord<T>
        => T.Schema;
}
