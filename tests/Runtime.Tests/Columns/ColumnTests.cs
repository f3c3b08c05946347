using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Records;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Columns;

/// <summary>Columns: views with a stride, and their sums.</summary>
public class ColumnTests
{
    private static readonly CpgSite[] _sites = [.. Enumerable.Range(0, 100).Select(static i => new CpgSite($"chr{i % 5}", i * 37, i / 8f, i % 60, i % 7))];

    [Fact]
    public void AColumnIsAViewOfTheRecords()
    {
        CpgSite[] sites = [.. _sites];
        Column<int> pos = sites.Columns.Pos;
        Assert.Equal(100, pos.Length);
        Assert.Equal(370, pos[10]);
        sites[10].Pos = -1;
        Assert.Equal(-1, pos[10]);
        Assert.Equal(sites.Select(static s => s.Pos), pos.ToArray());
        Assert.True(sites.Columns.Chr[3] == "chr3");
        Assert.Equal(37 * 7, _sites.AsSpan(5, 10).Columns.Pos[2]);
        ReadOnlySpan<CpgSite> span = _sites;
        Assert.Equal(100, span.Columns.T.Length);
    }

    [Fact]
    public void AColumnIsEnumeratedAndCopied()
    {
        var seen = new List<int>();
        foreach (ref readonly int pos in _sites.Columns.Pos)
        {
            seen.Add(pos);
        }

        Assert.Equal(_sites.Select(static s => s.Pos), seen);
        var longer = new int[101];
        _sites.Columns.Pos.CopyTo(longer);
        Assert.Equal([.. seen, 0], longer);
        Assert.Throws<ArgumentException>(() => _sites.Columns.Pos.CopyTo(new int[99]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void AnIndexOutsideThrows(int index) => Assert.Throws<IndexOutOfRangeException>(() => _sites.Columns.Pos[index]);

    [Fact]
    public void AnEnumeratorHasNoValueBeforeTheFirstAndBehindTheLast()
    {
        Assert.Throws<IndexOutOfRangeException>(static () => _sites.AsSpan(1, 2).Columns.Pos.GetEnumerator().Current);
        Assert.Throws<IndexOutOfRangeException>(static () =>
        {
            Column<int>.Enumerator values = _sites.AsSpan(1, 2).Columns.Pos.GetEnumerator();
            while (values.MoveNext())
            {
            }

            return values.Current;
        });
        Assert.Throws<IndexOutOfRangeException>(static () => default(Column<int>).GetEnumerator().Current);
    }

    [SoakFact]
    public void ASearchEndsAtTheLongestColumn()
    {
        byte value = 7;
        Column<byte> column = Column<byte>.Of(in value, stride: 0, int.MaxValue);
        Assert.Empty(column.Where(static v => v != 7));
    }

    [Fact]
    public void AColumnLiesWithinTheRecord()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Column<int>.Of<CpgSite>(_sites, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Column<int>.Of<CpgSite>(_sites, 23));
        Assert.Equal(_sites[0].T, Column<int>.Of<CpgSite>(_sites, 22)[0]);
    }

    [Fact]
    public void ABoolIsTrueOrFalseWhateverItsByte()
    {
        Numbers[] numbers = new Numbers[5];
        byte[] bytes = [2, 1, 0, 0x80, 0xff];
        for (int i = 0; i < bytes.Length; i++)
        {
            RawBytes(ref numbers[i])[Numbers.Schema.Fields.Single(static f => f.MemberName == "Flag").Offset] = bytes[i];
        }

        byte[] expected = [1, 1, 0, 1, 1];
        Column<bool> flags = numbers.Columns.Flag;
        bool[] copy = [true, true, true, true, true, true];
        flags.CopyTo(copy);
        Assert.Equal([.. expected, 1], MemoryMarshal.AsBytes(copy.AsSpan()).ToArray());
        Assert.Equal(expected, MemoryMarshal.AsBytes(flags.ToArray().AsSpan()).ToArray());
        bool[] indexed = new bool[5];
        bool[] enumerated = new bool[5];
        bool[] boxed = new bool[5];
        Column<bool>.Enumerator enumerator = flags.GetEnumerator();
        for (int i = 0; i < indexed.Length; i++)
        {
            Assert.True(enumerator.MoveNext());
            indexed[i] = flags[i];
            enumerated[i] = enumerator.Current;
            boxed[i] = First(enumerator);
        }

        Assert.Equal(expected, MemoryMarshal.AsBytes(indexed.AsSpan()).ToArray());
        Assert.Equal(expected, MemoryMarshal.AsBytes(enumerated.AsSpan()).ToArray());
        Assert.Equal(expected, MemoryMarshal.AsBytes(boxed.AsSpan()).ToArray());
        Assert.Equal(4, flags.Sum());
        Assert.Equal(bytes, numbers.Select(static n => RawBytes(ref n)[^1]));

        static bool First<TEnumerator>(TEnumerator values)
            where TEnumerator : IEnumerator<bool>, allows ref struct
            => values.Current;
    }

    [Fact]
    public void BoolsWithinValuesAreTrueOrFalse()
    {
        Kinds[] kinds = new Kinds[3];
        MemoryMarshal.AsBytes(kinds.AsSpan()).Fill(2);
        kinds[1] = default;
        kinds[2].Flags[1] = true;
        byte[] before = MemoryMarshal.AsBytes(kinds.AsSpan()).ToArray();

        AreBools(kinds.Columns.Flags, 0, 1, 2, 3);
        AreBools(kinds.Columns.Aligned, 16);
        AreBools(kinds.Columns.Points, 16, 40);
        Assert.Equal(before, MemoryMarshal.AsBytes(kinds.AsSpan()).ToArray());
    }

    [Fact]
    public void SumsAreExact()
    {
        Assert.Equal(_sites.Sum(static s => (long)s.Pos), _sites.Columns.Pos.Sum());
        Assert.Equal(_sites.Sum(static s => (double)s.Pct), _sites.Columns.Pct.Sum());
        Numbers most = new(sbyte.MaxValue, byte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, 1, 1, (Half)1.5, float.MaxValue, 2.5, true);
        Numbers[] numbers = [most, most, most];
        long signed = numbers.Columns.I4.Sum();
        ulong unsigned = numbers.Columns.U4.Sum();
        Assert.Equal(3L * int.MaxValue, signed);
        Assert.Equal(3UL * uint.MaxValue, unsigned);
        Assert.Equal(3L * sbyte.MaxValue, numbers.Columns.I1.Sum());
        Assert.Equal(3UL * byte.MaxValue, numbers.Columns.U1.Sum());
        Assert.Equal(3L * short.MaxValue, numbers.Columns.I2.Sum());
        Assert.Equal(3UL * ushort.MaxValue, numbers.Columns.U2.Sum());
        Assert.Equal(4.5, numbers.Columns.F2.Sum());
        Assert.Equal(3.0 * float.MaxValue, numbers.Columns.F4.Sum());
        Assert.Equal(7.5, numbers.Columns.F8.Sum());
    }

    [Fact]
    public void ASumThatDoesNotFitThrows()
    {
        Numbers[] numbers = [new() { I8 = long.MaxValue, U8 = ulong.MaxValue }, new() { I8 = 1, U8 = 1 }];
        Assert.Throws<OverflowException>(() => numbers.Columns.I8.Sum());
        Assert.Throws<OverflowException>(() => numbers.Columns.U8.Sum());
        numbers[1] = new() { I8 = -1 };
        Assert.Equal(long.MaxValue - 1, numbers.Columns.I8.Sum());
        Assert.Equal(ulong.MaxValue, numbers.Columns.U8.Sum());
    }

    [Fact]
    public void ASumThatFitsDoesNotThrowOnItsWay()
    {
        long[][] sums =
        [
            [long.MaxValue, 1, -2],
            [long.MinValue, -1, 2],
            [long.MinValue, long.MinValue, long.MaxValue, long.MaxValue, 2],
            [-1, long.MinValue, 1],
            [0x7fff_ffff, 0xffff_ffff, -0x8000_0000, -1],
        ];
        foreach (long[] values in sums)
        {
            long expected = (long)values.Aggregate(Int128.Zero, static (sum, value) => sum + value);
            Assert.Equal(expected, values.Select(static v => new Numbers { I8 = v }).ToArray().Columns.I8.Sum());
            Assert.Equal(expected, values.Select(static v => new Swapped { I8 = v }).ToArray().Columns.I8.Sum());
        }

        Swapped[] large = [new() { I8 = long.MinValue, U8 = ulong.MaxValue }, new() { I8 = -1, U8 = 1 }];
        Assert.Contains("-9223372036854775809", Assert.Throws<OverflowException>(() => large.Columns.I8.Sum()).Message);
        Assert.Contains("18446744073709551616", Assert.Throws<OverflowException>(() => large.Columns.U8.Sum()).Message);
        large[1].U8 = 0;
        Assert.Equal(ulong.MaxValue, large.Columns.U8.Sum());
    }

    [Fact]
    public void ExtremesAndMeanAreThoseOfNumpy()
    {
        Numbers[] numbers = [new() { I8 = long.MinValue, F4 = -0f, F8 = 1000.25 }, new() { I8 = long.MaxValue, F4 = 0f, F8 = 2 }, new() { I8 = 5, F4 = -1.5f, F8 = -4 }];
        string numpy = Python.Run("""
            a = np.array([(-2**63, -0.0, 1000.25), (2**63-1, 0.0, 2), (5, -1.5, -4)], [('i8','i8'),('f4','f4'),('f8','f8')])
            print(a['i8'].min(), a['i8'].max(), a['f4'].min(), a['f8'].max(), a['f8'].mean(), a['f4'].mean())
            """);
        Assert.Equal(numpy, FormattableString.Invariant($"{numbers.Columns.I8.Min()} {numbers.Columns.I8.Max()} {numbers.Columns.F4.Min()} {numbers.Columns.F8.Max()} {numbers.Columns.F8.Mean()} {numbers.Columns.F4.Mean()}"));
    }

    [Fact]
    public void NanPropagates()
    {
        Numbers[] numbers = [new() { F2 = (Half)1, F4 = 1, F8 = 1 }, new() { F2 = Half.NaN, F4 = float.NaN, F8 = double.NaN }, new() { F2 = (Half)3, F4 = 3, F8 = 3 }];
        Assert.True(double.IsNaN(numbers.Columns.F8.Sum()) && double.IsNaN(numbers.Columns.F8.Min()) && double.IsNaN(numbers.Columns.F8.Max()) && double.IsNaN(numbers.Columns.F8.Mean()));
        Assert.True(double.IsNaN(numbers.Columns.F4.Sum()) && float.IsNaN(numbers.Columns.F4.Min()) && float.IsNaN(numbers.Columns.F4.Max()) && double.IsNaN(numbers.Columns.F4.Mean()));
        Assert.True(double.IsNaN(numbers.Columns.F2.Sum()) && Half.IsNaN(numbers.Columns.F2.Min()) && Half.IsNaN(numbers.Columns.F2.Max()) && double.IsNaN(numbers.Columns.F2.Mean()));
    }

    [Fact]
    public void NothingHasASumButNoExtremes()
    {
        CpgSite[] none = [];
        Assert.Equal(0, none.Columns.Pos.Length);
        Assert.Equal(0, none.Columns.Pos.Sum());
        Assert.Empty(none.Columns.Pos.ToArray());
        Assert.Throws<InvalidOperationException>(() => none.Columns.Pos.Min());
        Assert.Throws<InvalidOperationException>(() => none.Columns.Pos.Max());
        Assert.Throws<InvalidOperationException>(() => none.Columns.Pct.Mean());
        Assert.Throws<IndexOutOfRangeException>(() => none.Columns.Pos[0]);
    }

    // Columns of three records, whose bytes are 2, 0, and 2 or 1.
    private static void AreBools<T>(Column<T> column, params int[] bools)
        where T : unmanaged
    {
        T[] copy = new T[3];
        column.CopyTo(copy);
        T[] enumerated = new T[3];
        int count = 0;
        foreach (ref readonly T value in column)
        {
            enumerated[count++] = value;
        }

        foreach (T[] values in (T[][])[copy, column.ToArray(), enumerated, [column[0], column[1], column[2]]])
        {
            foreach (int at in bools)
            {
                Assert.Equal([1, 0, 1], values.Select(v => RawBytes(ref v)[at]));
            }

            Assert.Equal(bools[0] == 0 ? 1 : 2, RawBytes(ref values[0])[0]);
        }
    }

    private static Span<byte> RawBytes<T>(ref T value)
        where T : unmanaged
        => MemoryMarshal.AsBytes(new Span<T>(ref value));
}
