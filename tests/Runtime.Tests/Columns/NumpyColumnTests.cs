using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Records;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Columns;

/// <summary>Columns compute what numpy computes.</summary>
public class NumpyColumnTests
{
    private static readonly int[] _lengths = [0, 1, 7, 8, 9, 15, 16, 127, 128, 129, 135, 136, 255, 256, 257, 1000, 1023, 4096, 8192, 8193, 16_384, 100_003];

    [Fact]
    public void SumsOfDoublesHaveNumpysBits()
    {
        using var directory = new TempDirectory();
        var random = new Random(1);
        var ours = new List<string>();
        foreach (int length in _lengths)
        {
            OneDouble[] one = [.. Enumerable.Range(0, length).Select(_ => new OneDouble((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-5, 15))))];
            TwoDoubles[] two = [.. one.Select(static o => new TwoDoubles(1, o.x))];
            RecordNpy.Save(directory[$"{length}.npy"], one);
            RecordNpy.Save(directory[$"two{length}.npy"], two);
            ours.Add($"{Bits(one.Columns.x.Sum())} {Bits(two.Columns.x.Sum())}");
        }

        string numpy = Python.Run("""
            import struct
            bits = lambda x: struct.pack('>d', float(x)).hex()
            for n in sys.argv[2].split(','):
                print(bits(np.load(f'{sys.argv[1]}/{n}.npy')['x'].sum()), bits(np.load(f'{sys.argv[1]}/two{n}.npy')['x'].sum()))
            """, directory.Path, string.Join(',', _lengths));
        Assert.Equal(numpy, string.Join('\n', ours));
    }

    [Fact]
    public void RoundingErrorsHardlyGrow()
    {
        var ones = new OneDouble[1_000_000];
        var floats = new OneFloat[1_000_000];
        var strided = new TwoDoubles[1_000_000];
        ones.AsSpan().Fill(new OneDouble(0.1));
        floats.AsSpan().Fill(new OneFloat(0.1f));
        strided.AsSpan().Fill(new TwoDoubles(3, 0.1));
        Assert.Equal(Python.Run("print(repr(float(np.full(1000000, 0.1).sum())))"), ones.Columns.x.Sum().ToString("R", CultureInfo.InvariantCulture));
        Assert.Equal(ones.Columns.x.Sum(), strided.Columns.x.Sum());
        Assert.Equal(0.1f * 1e6, floats.Columns.x.Sum(), 1e-7);
        Assert.Equal(0.1, ones.Columns.x.Mean(), 1e-15);
    }

    [Fact]
    public void ContiguousColumnsGiveWhatOthersGive()
    {
        var random = new Random(2);
        foreach (int length in _lengths.Where(static l => l > 0))
        {
            int[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(int.MinValue, int.MaxValue))];
            OneInt[] ints = [.. values.Select(static v => new OneInt(v))];
            OneUint[] uints = [.. values.Select(static v => new OneUint((uint)v))];
            OneLong[] longs = [.. values.Select(static v => new OneLong((long)v << 20))];
            OneShort[] shorts = [.. values.Select(static v => new OneShort((short)v))];
            OneFloat[] floats = [.. values.Select(static v => new OneFloat(v / 3f))];
            Assert.Equal((values.Sum(static v => (long)v), values.Min(), values.Max()), (ints.Columns.x.Sum(), ints.Columns.x.Min(), ints.Columns.x.Max()));
            Assert.Equal(((ulong)values.Sum(static v => (long)(uint)v), values.Min(static v => (uint)v), values.Max(static v => (uint)v)), (uints.Columns.x.Sum(), uints.Columns.x.Min(), uints.Columns.x.Max()));
            Assert.Equal((values.Sum(static v => (long)v << 20), values.Min(static v => (long)v << 20), values.Max(static v => (long)v << 20)), (longs.Columns.x.Sum(), longs.Columns.x.Min(), longs.Columns.x.Max()));
            Assert.Equal((values.Sum(static v => (long)(short)v), values.Min(static v => (short)v), values.Max(static v => (short)v)), (shorts.Columns.x.Sum(), shorts.Columns.x.Min(), shorts.Columns.x.Max()));
            Assert.Equal((values.Min(static v => v / 3f), values.Max(static v => v / 3f)), (floats.Columns.x.Min(), floats.Columns.x.Max()));
            Assert.Equal(values, ints.Columns.x.ToArray());
            floats[random.Next(length)].x = float.NaN;
            Assert.True(float.IsNaN(floats.Columns.x.Min()) && float.IsNaN(floats.Columns.x.Max()) && double.IsNaN(floats.Columns.x.Sum()));
            longs[random.Next(length)].x = long.MaxValue;
            Int128 exact = longs.Aggregate(Int128.Zero, static (sum, one) => sum + one.x);
            Assert.Equal(exact, exact <= long.MaxValue ? longs.Columns.x.Sum() : exact);
        }

        OneLong[] large = [.. Enumerable.Repeat(new OneLong(long.MaxValue), 9), .. Enumerable.Repeat(new OneLong(long.MinValue), 9)];
        Assert.Equal(-9, large.Columns.x.Sum());
        Assert.Throws<OverflowException>(() => large.AsSpan(0, 9).Columns.x.Sum());
    }

    [Fact]
    public void EveryCopyIsTheValues()
    {
        for (int length = 0; length < 20; length++)
        {
            CpgSite[] sites = [.. Enumerable.Range(0, length).Select(static i => new CpgSite($"chr{i}", i, i / 2f, i, -i))];
            Assert.Equal(sites.Select(static s => s.Chr), sites.Columns.Chr.ToArray());
            Assert.Equal(sites.Select(static s => s.T), sites.Columns.T.ToArray());
        }

        OneBool[] flags = new OneBool[40];
        MemoryMarshal.AsBytes(flags.AsSpan()).Fill(2);
        Assert.Equal(Enumerable.Repeat((byte)1, 40), MemoryMarshal.AsBytes(flags.Columns.x.ToArray().AsSpan()).ToArray());
    }

    [Fact]
    public void KindsHaveTheirExtremes()
    {
        Kinds[] kinds = new Kinds[3];
        for (int i = 0; i < 3; i++)
        {
            kinds[i] = new Kinds
            {
                Level = (Level)(i - 1),
                Wide = (Wide)(ulong.MaxValue - (ulong)i),
                BLevel = (Level)(1 - i),
                BComplex = new Complex(i, -i),
                BComplex64 = new Complex64(i, 1),
                BAt = new Datetime64(10 - i),
                Word = $"w{i}",
                Took = new Timedelta64(-i),
                Aligned = new AlignedPoint { Valid = i == 1 },
            };
        }

        Assert.Equal(((Level)(-1), (Level)1), (kinds.Columns.Level.Min(), kinds.Columns.Level.Max()));
        Assert.Equal(((Wide)(ulong.MaxValue - 2), (Wide)ulong.MaxValue), (kinds.Columns.Wide.Min(), kinds.Columns.Wide.Max()));
        Assert.Equal(((Level)(-1), (Level)1), (kinds.Columns.BLevel.Min(), kinds.Columns.BLevel.Max()));
        Assert.Equal((new Complex(3, -3), new Complex(1, -1)), (kinds.Columns.BComplex.Sum(), kinds.Columns.BComplex.Mean()));
        Assert.Equal((new Complex(3, 3), new Complex(1, 1)), (kinds.Columns.BComplex64.Sum(), kinds.Columns.BComplex64.Mean()));
        Assert.Equal((new Datetime64(8), new Datetime64(10)), (kinds.Columns.BAt.Min(), kinds.Columns.BAt.Max()));
        Assert.True(kinds.Columns.Word.Min() == "w0" && kinds.Columns.Word.Max() == "w2");
        Assert.Equal((new Timedelta64(-3), new Timedelta64(-1)), (kinds.Columns.Took.Sum(), kinds.Columns.Took.Mean()));
        Assert.Equal((false, true, 1L, 1 / 3.0), (kinds.Columns.Aligned.Valid.Min(), kinds.Columns.Aligned.Valid.Max(), kinds.Columns.Aligned.Valid.Sum(), kinds.Columns.Aligned.Valid.Mean()));
        kinds[1].BAt = Datetime64.NaT;
        kinds[1].Took = Timedelta64.NaT;
        Assert.True(kinds.Columns.BAt.Min().IsNaT && kinds.Columns.BAt.Max().IsNaT && kinds.Columns.Took.Sum().IsNaT && kinds.Columns.Took.Mean().IsNaT);
        Kinds[] none = [];
        Assert.Throws<InvalidOperationException>(() => none.Columns.Word.Min());
        Assert.Throws<InvalidOperationException>(() => none.Columns.Level.Max());
        Assert.Throws<InvalidOperationException>(() => none.Columns.Aligned.Valid.Mean());
        Assert.Throws<InvalidOperationException>(() => none.Columns.Took.Mean());
        Assert.Equal(new Timedelta64(0), none.Columns.Took.Sum());
    }

    [Fact]
    public void PartsOfNestedRecordsAndArraysAreColumns()
    {
        Mixed[] mixed = new Mixed[4];
        for (int i = 0; i < 4; i++)
        {
            mixed[i].took = new Timedelta64(i - 5);
            mixed[i].chr = $"chr{i % 3}";
            mixed[i].line.from.x = i / 2f;
            mixed[i].line.from.ok = i > 2;
            mixed[i].line.Length = i;
            mixed[i].grid[1][2] = (short)(i * 10);
            mixed[i].ends[1].y = i;
        }

        Assert.Equal(3, mixed.Columns.line.from.x.Sum());
        Assert.Equal(1, mixed.Columns.line.from.ok.Sum());
        Assert.Equal(4, mixed.Columns.line.Length);
        Assert.Equal(60, mixed.Columns.gridAt(1, 2).Sum());
        Assert.Equal(6, mixed.Columns.endsAt(1).y.Sum());
        Assert.Equal((new Timedelta64(-14), new Timedelta64(-3), new Timedelta64(-5)), (mixed.Columns.took.Sum(), mixed.Columns.took.Mean(), mixed.Columns.took.Min()));
        Assert.True(mixed.Columns.chr.Max() == "chr2" && mixed.Columns.chr.Min() == "chr0");
        IndexOutOfRangeException outside = Assert.Throws<IndexOutOfRangeException>(() => mixed.Columns.gridAt(2, 0).Length);
        Assert.Contains("(2, 3) has no element [2, 0]", outside.Message);
        Assert.Throws<IndexOutOfRangeException>(() => mixed.Columns.endsAt(-1).Length);
    }

    [Fact]
    public void StatisticsAreThoseOfNumpy()
    {
        using var directory = new TempDirectory();
        var random = new Random(3);
        OneDouble[] values = [.. Enumerable.Range(0, 1001).Select(i => new OneDouble(i % 10 == 3 ? double.NaN : random.NextDouble() * 100))];
        OneDouble[] whole = [.. values.Where(static v => !double.IsNaN(v.x))];
        RecordNpy.Save(directory["nan.npy"], values);
        RecordNpy.Save(directory["whole.npy"], whole);
        double[] numpy = [.. Python.Run("""
            a, w = (np.load(f'{sys.argv[1]}/{n}.npy')['x'] for n in ('nan', 'whole'))
            for v in (w.std(), w.std(ddof=1), w.var(), np.nansum(a), np.nanmean(a), np.nanstd(a), np.nanstd(a, ddof=1), np.nanmin(a), np.nanmax(a)): print(repr(float(v)))
            """, directory.Path).Split('\n').Select(static s => double.Parse(s, CultureInfo.InvariantCulture))];
        Column<double> a = values.Columns.x;
        Column<double> w = whole.Columns.x;
        double[] ours = [w.Std(), w.Std(1), w.Var(), a.NanSum(), a.NanMean(), a.NanStd(), a.NanStd(1), a.NanMin(), a.NanMax()];
        for (int i = 0; i < ours.Length; i++)
        {
            Assert.Equal(numpy[i], ours[i], 1e-12 * Math.Abs(numpy[i]));
        }

        Assert.True(double.IsNaN(a.Std()) && double.IsNaN(new OneDouble[1].Columns.x.Std(1)));
        OneDouble[] nan = [new(double.NaN)];
        Assert.Equal(0, nan.Columns.x.NanSum());
        Assert.True(double.IsNaN(nan.Columns.x.NanMean()) && double.IsNaN(nan.Columns.x.NanMin()) && double.IsNaN(nan.Columns.x.NanStd()));
        Assert.Equal(0.5, new OneInt[] { new(1), new(2) }.Columns.x.Std());
    }

    [Fact]
    public void RecordsAreFoundAndSorted()
    {
        using var directory = new TempDirectory();
        var random = new Random(4);
        OneFloat[] floats = [.. Enumerable.Range(0, 500).Select(i => new OneFloat(i % 7 == 0 ? float.NaN : random.Next(20)))];
        RecordNpy.Save(directory["a.npy"], floats);
        string numpy = Python.Run("a = np.load(sys.argv[1])['x']; print(a.argsort(kind='stable').tolist(), np.flatnonzero(a > 17).tolist())", directory["a.npy"]);
        Assert.Equal(numpy, $"[{string.Join(", ", floats.Columns.x.ArgSort())}] [{string.Join(", ", floats.Columns.x.Where(static x => x > 17))}]");

        CpgSite[] sites = [new("chr2", 5, 1, 1, 1), new("chr1", 7, 2, 1, 1), new("chr2", 1, 3, 1, 1)];
        Assert.Equal([1, 0, 2], sites.Columns.Chr.ArgSort());
        Assert.Equal([1, 5, 7], sites.SortBy(sites.Columns.Pos).Columns.Pos.ToArray());
        Assert.Equal((1, -1, 0), (sites.Columns.Chr.IndexOf("chr1"), sites.Columns.Pos.IndexOf(6), sites.Columns.Pct.IndexOf(1f)));
        Assert.Equal([7, 5], sites.Columns.Pos.At(1, 0));
        Assert.Equal([sites[2], sites[2]], sites.At([2, 2]));
        Assert.Throws<IndexOutOfRangeException>(() => sites.At([3]));

        // LINQ's own method on an array stays LINQ's.
        Assert.Equal([sites[0], sites[1]], sites.Take(2));
        Assert.Throws<ArgumentException>(() => sites.AsSpan(1).SortBy(sites.Columns.Pos));
        CpgSite[] none = [];
        Assert.Empty(none.Columns.Pos.ArgSort());
        Datetime64[] times = [Datetime64.NaT, new(3), new(-3)];
        Assert.Equal([2, 1, 0], times.Select(static t => new Kinds { At = t }).ToArray().Columns.At.ArgSort());
    }

    /// <summary>The smallest count is NaT, so it is no sum.</summary>
    [Fact]
    public void ASumThatWouldBeNaTDoesNotFit()
    {
        Kinds[] spans = [new Kinds { Took = new(long.MinValue / 2) }, new Kinds { Took = new(long.MinValue / 2) }];
        Assert.Throws<OverflowException>(() => spans.Columns.Took.Sum());
        Assert.Equal(long.MinValue / 2, spans.Columns.Took.Mean().Value);
        spans[1].Took = new((long.MinValue / 2) + 1);
        Assert.Equal(long.MinValue + 1, spans.Columns.Took.Sum().Value);
    }

    [Fact]
    public void MeansOfGroups()
    {
        CpgSite[] sites = [new("chr2", 5, 10, 1, 1), new("chr1", 7, 2, 1, 1), new("chr2", 1, 30, 1, 1), new("chr10", 1, float.NaN, 1, 1)];
        ColumnGroups<S10> byChr = sites.Columns.Chr.GroupBy();
        Assert.Equal(["chr2", "chr1", "chr10"], byChr.Keys.ToArray().Select(static k => k.ToString()));
        Assert.Equal([2, 1, 1], byChr.Counts.ToArray());
        Assert.Equal([20, 2, double.NaN], byChr.Mean(sites.Columns.Pct));
        Assert.Equal([6, 7, 1], byChr.Sum(sites.Columns.Pos));
        Assert.Equal([0, 2], byChr.Records(0));
        Assert.Equal([0, 1, 0, 2], byChr.Groups.ToArray());
        Assert.Throws<ArgumentException>(() => byChr.Mean(sites.AsSpan(1).Columns.Pct));
        Assert.Throws<ArgumentOutOfRangeException>(() => byChr.Records(3));
        Assert.Equal(0, sites.AsSpan(0, 0).Columns.Chr.GroupBy().Length);
        OneDouble[] cancelling = [new(1e100), new(1), new(-1e100)];
        Assert.Equal([1], new OneInt[3].Columns.x.GroupBy().Sum(cancelling.Columns.x));
        Assert.Equal([double.PositiveInfinity], new OneInt[2].Columns.x.GroupBy().Sum(new OneDouble[] { new(double.PositiveInfinity), new(1) }.Columns.x));
    }

    [Fact]
    public void OwnersAreUsedAsCollections()
    {
        using var directory = new TempDirectory();
        using RecordBuffer<CpgSite> buffer = RecordText.Load<CpgSite>(directory.Write("t", "chr1\t5\t1.5\t3\t1\nchr2\t6\t2.5\t3\t1\n"), TextOptions.Tsv);
        Assert.Equal(6, buffer[1].Pos);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer[2].Pos);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer[-1].Pos);
        int sum = 0;
        foreach (ref readonly CpgSite site in buffer)
        {
            sum += site.Pos;
        }

        Assert.Equal((11, 11L, 2), (sum, buffer.Columns.Pos.Sum(), buffer.ToArray().Length));
        using SharedRecords<CpgSite> shared = RecordText.LoadShared<CpgSite>(directory["t"], TextOptions.Tsv);
        Assert.Equal(4.0, shared.Columns.Pct.Sum());
        Assert.Equal(buffer.ToArray(), shared.ToArray());
    }

    private static string Bits(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);
}
