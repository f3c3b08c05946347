using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Columns;

/// <summary>Values are added and compared many at a time: wherever they lie and however many there are, the result is that of one at a
/// time.</summary>
public class ColumnKernelTests
{
    private static readonly int[] _lengths = [1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 511, 512, 513, 1023, 1500, 20_000];

    [Fact]
    public void NumbersOfEveryKindAreThoseOfNumpy()
    {
        using var directory = new TempDirectory();
        Ordered[] numbers = Random(3000, seed: 1);
        RecordNpy.Save(directory["n.npy"], numbers);
        string numpy = Python.Run("""
            a = np.load(sys.argv[1])
            big = lambda x: sum(int(v) for v in x)
            for n in ('i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'b2', 'b4', 'b8'):
                print(n, big(a[n]), a[n].min(), a[n].max(), round(float(np.float64(a[n].mean())), 6) if n not in ('i8', 'u8', 'b8') else '')
            for n in ('f4', 'f8', 'bf'):
                print(n, float(np.nanmin(a[n])), float(np.nanmax(a[n])), np.isnan(a[n].min()), np.isnan(a[n].max()))
            print('ok', a['ok'].sum())
            """, directory["n.npy"]);
        var lines = new List<string>();
        void Whole(string name, object sum, object least, object most, double? mean)
            => lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {sum} {least} {most} {(mean is { } m ? Text(m) : "")}"));
        Whole("i1", numbers.Columns.i1.Sum(), numbers.Columns.i1.Min(), numbers.Columns.i1.Max(), numbers.Columns.i1.Mean());
        Whole("u1", numbers.Columns.u1.Sum(), numbers.Columns.u1.Min(), numbers.Columns.u1.Max(), numbers.Columns.u1.Mean());
        Whole("i2", numbers.Columns.i2.Sum(), numbers.Columns.i2.Min(), numbers.Columns.i2.Max(), numbers.Columns.i2.Mean());
        Whole("u2", numbers.Columns.u2.Sum(), numbers.Columns.u2.Min(), numbers.Columns.u2.Max(), numbers.Columns.u2.Mean());
        Whole("i4", numbers.Columns.i4.Sum(), numbers.Columns.i4.Min(), numbers.Columns.i4.Max(), numbers.Columns.i4.Mean());
        Whole("u4", numbers.Columns.u4.Sum(), numbers.Columns.u4.Min(), numbers.Columns.u4.Max(), numbers.Columns.u4.Mean());
        Whole("i8", numbers.Columns.i8.Sum(), numbers.Columns.i8.Min(), numbers.Columns.i8.Max(), null);
        Whole("u8", numbers.Columns.u8.Sum(), numbers.Columns.u8.Min(), numbers.Columns.u8.Max(), null);
        Whole("b2", numbers.Columns.b2.Sum(), numbers.Columns.b2.Min(), numbers.Columns.b2.Max(), numbers.Columns.b2.Mean());
        Whole("b4", numbers.Columns.b4.Sum(), numbers.Columns.b4.Min(), numbers.Columns.b4.Max(), numbers.Columns.b4.Mean());
        Whole("b8", numbers.Columns.b8.Sum(), numbers.Columns.b8.Min(), numbers.Columns.b8.Max(), null);
        void Real(string name, double least, double most, bool noLeast, bool noMost) => lines.Add($"{name} {Text(least)} {Text(most)} {noLeast} {noMost}");
        Real("f4", numbers.Columns.f4.NanMin(), numbers.Columns.f4.NanMax(), float.IsNaN(numbers.Columns.f4.Min()), float.IsNaN(numbers.Columns.f4.Max()));
        Real("f8", numbers.Columns.f8.NanMin(), numbers.Columns.f8.NanMax(), double.IsNaN(numbers.Columns.f8.Min()), double.IsNaN(numbers.Columns.f8.Max()));
        double[] swapped = [.. numbers.Select(static n => n.bf.Value).Where(static v => !double.IsNaN(v))];
        Real("bf", swapped.Min(), swapped.Max(), double.IsNaN(numbers.Columns.bf.Min()), double.IsNaN(numbers.Columns.bf.Max()));
        lines.Add($"ok {numbers.Columns.ok.Sum()}");
        Assert.Equal(numpy.Split('\n').Select(static l => l.Trim()), lines.Select(static l => l.Trim()));
    }

    [Fact]
    public void TheOrderIsThatOfNumpy()
    {
        using var directory = new TempDirectory();
        foreach (int length in new[] { 0, 1, 2, 300, 5000 })
        {
            Ordered[] numbers = Random(length, seed: length);
            RecordNpy.Save(directory["n.npy"], numbers);
            int[][] ours =
            [
                numbers.Columns.i1.ArgSort(), numbers.Columns.u1.ArgSort(), numbers.Columns.i2.ArgSort(), numbers.Columns.u2.ArgSort(),
                numbers.Columns.i4.ArgSort(), numbers.Columns.u4.ArgSort(), numbers.Columns.i8.ArgSort(), numbers.Columns.u8.ArgSort(),
                numbers.Columns.f4.ArgSort(), numbers.Columns.f8.ArgSort(), numbers.Columns.b2.ArgSort(), numbers.Columns.b4.ArgSort(),
                numbers.Columns.b8.ArgSort(), numbers.Columns.bf.ArgSort(), numbers.Columns.s.ArgSort(), numbers.Columns.w.ArgSort(),
                numbers.Columns.t.ArgSort(), numbers.Columns.m.ArgSort(), numbers.Columns.ok.ArgSort(),
            ];
            string numpy = Python.Run("""
                a = np.load(sys.argv[1])
                for n in a.dtype.names: print(n, a[n].argsort(kind='stable').tolist())
                """, directory["n.npy"]);
            Assert.Equal(numpy.Split('\n'), Ordered.Schema.Fields.Select((field, i) => $"{field.Name} [{string.Join(", ", ours[i])}]"));
        }
    }

    [Fact]
    public void SideBySideOrApartIsTheSame()
    {
        foreach (int length in _lengths)
        {
            Ordered[] apart = Random(length, seed: length);
            OneSbyte[] i1 = [.. apart.Select(static n => new OneSbyte(n.i1))];
            OneByte[] u1 = [.. apart.Select(static n => new OneByte(n.u1))];
            OneUshort[] u2 = [.. apart.Select(static n => new OneUshort(n.u2))];
            OneLong[] i8 = [.. apart.Select(static n => new OneLong(n.i8))];
            OneUlong[] u8 = [.. apart.Select(static n => new OneUlong(n.u8))];
            OneFloat[] f4 = [.. apart.Select(static n => new OneFloat(n.f4))];
            OneDouble[] f8 = [.. apart.Select(static n => new OneDouble(n.f8))];
            Same(i1.Columns.x, apart.Columns.i1, i1.Columns.x.Sum(), apart.Columns.i1.Sum());
            Same(u1.Columns.x, apart.Columns.u1, u1.Columns.x.Sum(), apart.Columns.u1.Sum());
            Same(u2.Columns.x, apart.Columns.u2, u2.Columns.x.Sum(), apart.Columns.u2.Sum());
            Same(i8.Columns.x, apart.Columns.i8, i8.Columns.x.Sum(), apart.Columns.i8.Sum());
            Same(u8.Columns.x, apart.Columns.u8, u8.Columns.x.Sum(), apart.Columns.u8.Sum());
            Same(f4.Columns.x, apart.Columns.f4, f4.Columns.x.Sum(), apart.Columns.f4.Sum());
            Same(f8.Columns.x, apart.Columns.f8, f8.Columns.x.Sum(), apart.Columns.f8.Sum());
            Assert.Equal(f4.Columns.x.NanStd(), apart.Columns.f4.NanStd());
            Assert.Equal(f8.Columns.x.NanSum(), apart.Columns.f8.NanSum());
        }
    }

    [Fact]
    public void OneNanAnywhereIsFoundAndPassedOver()
    {
        foreach (int length in _lengths.Where(static l => l < 2000))
        {
            for (int at = 0; at < length; at += length > 100 ? 37 : 1)
            {
                OneFloat[] floats = [.. Enumerable.Range(0, length).Select(static i => new OneFloat(i + 1))];
                OneDouble[] doubles = [.. Enumerable.Range(0, length).Select(static i => new OneDouble(-i - 1))];
                floats[at].x = float.NaN;
                doubles[at].x = -double.NaN;
                Assert.True(float.IsNaN(floats.Columns.x.Min()) && float.IsNaN(floats.Columns.x.Max()));
                Assert.True(double.IsNaN(doubles.Columns.x.Min()) && double.IsNaN(doubles.Columns.x.Max()));
                if (length > 1)
                {
                    Assert.Equal((at == 0 ? 2 : 1, at == length - 1 ? length - 1 : length), (floats.Columns.x.NanMin(), floats.Columns.x.NanMax()));
                    Assert.Equal((at == length - 1 ? 1 - length : -length, at == 0 ? -2 : -1), (doubles.Columns.x.NanMin(), doubles.Columns.x.NanMax()));
                }
            }
        }
    }

    [Fact]
    public void SumsOfTheLargestAndTheSmallestAreExact()
    {
        const int Count = 300_000;
        Assert.Equal((long)Count * sbyte.MinValue, Filled(new OneSbyte(sbyte.MinValue)).Columns.x.Sum());
        Assert.Equal((long)Count * sbyte.MaxValue, Filled(new OneSbyte(sbyte.MaxValue)).Columns.x.Sum());
        Assert.Equal((ulong)Count * byte.MaxValue, Filled(new OneByte(byte.MaxValue)).Columns.x.Sum());
        Assert.Equal((long)Count * short.MinValue, Filled(new OneShort(short.MinValue)).Columns.x.Sum());
        Assert.Equal((ulong)Count * ushort.MaxValue, Filled(new OneUshort(ushort.MaxValue)).Columns.x.Sum());
        Assert.Equal((long)Count * int.MinValue, Filled(new OneInt(int.MinValue)).Columns.x.Sum());
        Assert.Equal((ulong)Count * uint.MaxValue, Filled(new OneUint(uint.MaxValue)).Columns.x.Sum());
        Assert.Contains("5534023222112865484500000", Assert.Throws<OverflowException>(() => Filled(new OneUlong(ulong.MaxValue)).Columns.x.Sum()).Message, StringComparison.Ordinal);
        Assert.Equal(ulong.MaxValue, new OneUlong[] { new(ulong.MaxValue - 3), new(3) }.Columns.x.Sum());
        Assert.Equal(long.MinValue, new OneLong[] { new(long.MinValue), new(long.MinValue), new(long.MaxValue), new(1) }.Columns.x.Sum());
        Assert.Throws<OverflowException>(() => new OneLong[] { new(long.MinValue), new(-1) }.Columns.x.Sum());

        static T[] Filled<T>(T value)
        {
            var values = new T[Count];
            values.AsSpan().Fill(value);
            return values;
        }
    }

    [Fact]
    public void AConditionMayThrowAndMayHoldForNoneOrAll()
    {
        OneInt[] ints = [.. Enumerable.Range(0, 5000).Select(static i => new OneInt(i))];
        Assert.Equal(Enumerable.Range(0, 5000), ints.Columns.x.Where(static _ => true));
        Assert.Empty(ints.Columns.x.Where(static _ => false));
        Assert.Equal([1023, 1024, 4999], ints.Columns.x.Where(static x => x is 1023 or 1024 or 4999));
        Assert.Throws<InvalidTimeZoneException>(() => ints.Columns.x.Where(static x => x < 2000 ? true : throw new InvalidTimeZoneException()));
    }

    private static void Same<T>(Column<T> together, Column<T> apart, object sum, object sumApart)
        where T : unmanaged, INumber<T>
    {
        Assert.Equal(sum, sumApart);
        Assert.Equal((together.Min(), together.Max(), together.Mean(), together.Var()), (apart.Min(), apart.Max(), apart.Mean(), apart.Var()));
        T least = together[0];
        T most = together[0];
        foreach (T value in together)
        {
            least = T.Min(least, value);
            most = T.Max(most, value);
        }

        Assert.Equal((least, most), (together.Min(), together.Max()));
        Assert.Equal(together.ArgSort(), apart.ArgSort());
    }

    private static Ordered[] Random(int length, int seed)
    {
        var random = new Random(seed);
        var numbers = new Ordered[length];
        random.NextBytes(MemoryMarshal.AsBytes(numbers.AsSpan()));
        foreach (ref Ordered n in numbers.AsSpan())
        {
            n.i8 >>= 14;
            n.u8 >>= 14;
            n.b8 = n.b8.Value >> 14;
            n.f4 = random.Next(20) == 0 ? float.NaN : random.Next(10) == 0 ? -0f : (float)random.Next(-100, 100) / 4;
            n.f8 = random.Next(20) == 0 ? double.NaN : random.Next(10) == 0 ? double.NegativeInfinity : random.Next(-100_000, 100_000) / 4d;
            n.bf = random.Next(50) == 0 ? double.NaN : random.Next(-100, 100) / 8d;
            n.s = $"{(random.Next(2) == 0 ? "chr" : "é")}{random.Next(200)}";
            n.w = random.Next(3) == 0 ? "😀" : $"ab{random.Next(10)}";
            n.t = random.Next(10) == 0 ? Datetime64.NaT : new Datetime64(random.NextInt64(long.MinValue + 1, long.MaxValue));
            n.m = random.Next(10) == 0 ? Timedelta64.NaT : new Timedelta64(random.Next(-9, 9));
            n.ok = random.Next(2) == 0;
        }

        return numbers;
    }

    // As Python prints it, rounded.
    private static string Text(double value)
    {
        string text = Math.Round(value, 6).ToString("R", CultureInfo.InvariantCulture);
        return double.IsInfinity(value) ? (value < 0 ? "-inf" : "inf")
            : text.Contains('.', StringComparison.Ordinal) ? text
            : $"{text}.0";
    }
}
