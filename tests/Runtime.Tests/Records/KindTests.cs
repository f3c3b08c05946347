using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Records;

/// <summary>Every kind of field is, byte for byte, what numpy has.</summary>
public class KindTests
{
    private const string Dtypes = """
        point = np.dtype([('kind','u1'),('x','f8'),('y','f8')])
        aligned_point = np.dtype([('kind','u1'),('x','f8'),('valid','?')], align=True)
        kinds = np.dtype([('level','i2'),('wide','u8'),('b2','>i2'),('b4','>u4'),('b8','>f8'),('b_half','>f2'),('b_level','>i2'),
            ('b_complex','>c16'),('b_complex64','>c8'),('complex','c16'),('complex64','c8'),('at','M8[ns]'),('day','M8[D]'),('b_at','>M8[s]'),
            ('took','m8[ms]'),('word','U5'),('point',point),('aligned',aligned_point),('vector','f4',(3,)),('matrix','f4',(2,3)),
            ('points',aligned_point,(2,)),('flags','?',(4,)),('words','U5',(2,)),('chromosomes','S5',(2,)),('times','>M8[h]',(2,))])
        aligned = np.dtype([('a','?'),('b4','>i4'),('b','u1'),('b_complex64','>c8'),('c','?'),('complex','c16'),('d','?'),('word','U5'),
            ('e','?'),('point',point),('f','?'),('aligned',aligned_point),('g','?'),('points',aligned_point,(2,)),('h','?'),
            ('matrix','f4',(2,3)),('i','?'),('at','M8[ns]'),('chromosomes','S5',(2,))], align=True)

        """;

    [Fact]
    public void DescrAndLayoutAreThoseOfNumpy()
    {
        string[] printed = Python.Run(Dtypes + """
            for d in (point, aligned_point, kinds, aligned):
                print(d.descr)
                print([d.fields[n][1] for n in d.names], d.itemsize, d.alignment)
            """).Split('\n');
        Assert.Equal<string[]>(printed, [.. Lines<Point>(), .. Lines<AlignedPoint>(), .. Lines<Kinds>(), .. Lines<AlignedKinds>()]);
    }

    [Fact]
    public void NumpyReadsWhatIsWritten()
    {
        using var directory = new TempDirectory();
        Kinds kinds = Sample();
        File.WriteAllBytes(directory["kinds.bin"], RecordBytes.Of(in kinds).ToArray());
        string printed = Python.Run(Dtypes + """
            r = np.fromfile(sys.argv[1], kinds)[0]
            for n in kinds.names: print(n, r[n].tolist() if n not in ('at',) else r[n])
            """, directory["kinds.bin"]);
        Assert.Equal("""
            level 300
            wide 9223372036854775808
            b2 -2
            b4 4000000000
            b8 -1.5
            b_half 0.5
            b_level -1
            b_complex (1-2j)
            b_complex64 (3+4.5j)
            complex (-1+0.25j)
            complex64 (7-8j)
            at 2011-03-12T05:06:07.123456700
            day 2011-03-12
            b_at 2011-03-12 05:06:07
            took 0:00:01.500000
            word naïve
            point (7, 1.5, -2.5)
            aligned (8, 3.5, True)
            vector [1.0, 2.0, 3.0]
            matrix [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
            points [(1, 10.0, True), (2, 20.0, False)]
            flags [True, False, True, True]
            words ['ab', '😀']
            chromosomes [b'chr1', b'chr10']
            times [datetime.datetime(1970, 1, 1, 1, 0), datetime.datetime(1969, 12, 31, 23, 0)]
            """, printed);
    }

    [Fact]
    public void WhatNumpyWritesIsRead()
    {
        using var directory = new TempDirectory();
        Python.Run(Dtypes + """
            r = np.zeros(1, kinds)
            r[0] = (300, 2**63, -2, 4000000000, -1.5, 0.5, -1, 1-2j, 3+4.5j, -1+0.25j, 7-8j, np.datetime64('2011-03-12T05:06:07.1234567','ns'), np.datetime64('2011-03-12'),
                np.datetime64('2011-03-12T05:06:07'), np.timedelta64(1500,'ms'), 'naïve', (7, 1.5, -2.5), (8, 3.5, True), [1,2,3], [[1,2,3],[4,5,6]],
                [(1, 10, True), (2, 20, False)], [True, False, True, True], ['ab', '😀'], [b'chr1', b'chr10'], [np.datetime64(1,'h'), np.datetime64(-1,'h')])
            r.tofile(sys.argv[1])
            """, directory["kinds.bin"]);
        Assert.Equal(Sample(), MemoryMarshal.Read<Kinds>(File.ReadAllBytes(directory["kinds.bin"])));
    }

    [Fact]
    public void TheVisitorSeesTheLeavesInOrder()
    {
        Kinds kinds = Sample();
        var visitor = new Sizes { Found = [] };
        Assert.True(Visit(ref visitor, ref kinds));
        Assert.Equal(Kinds.Schema.Leaves.Select(static l => l.Size), visitor.Found);
        Assert.Equal(["aligned.valid", "vector[0]", "vector[1]", "vector[2]", "matrix[0][0]"], Kinds.Schema.Leaves.Select(static l => l.Name).SkipWhile(static n => n != "aligned.valid").Take(5));

        for (int refused = 0; refused < visitor.Found.Count; refused++)
        {
            var stops = new Sizes { Found = [], Most = refused };
            Assert.False(Visit(ref stops, ref kinds));
            Assert.Equal(refused + 1, stops.Found.Count);
        }
    }

    [Fact]
    public void TheTextIsForPeople() => Assert.Equal(
        "Kinds { Level = High, Wide = Top, B2 = -2, B4 = 4000000000, B8 = -1.5, BHalf = 0.5, BLevel = Low, BComplex = <1; -2>, BComplex64 = <3; 4.5>, "
        + "Complex = <-1; 0.25>, Complex64 = <7; -8>, At = 2011-03-12T05:06:07.123456700, Day = 2011-03-12, BAt = 2011-03-12T05:06:07, Took = 1500, Word = naïve, "
        + "Point = { Kind = 7, X = 1.5, Y = -2.5 }, Aligned = { Kind = 8, X = 3.5, Valid = True }, Vector = [1, 2, 3], Matrix = [[1, 2, 3], [4, 5, 6]], "
        + "Points = [{ Kind = 1, X = 10, Valid = True }, { Kind = 2, X = 20, Valid = False }], Flags = [True, False, True, True], Words = [ab, 😀], "
        + "Chromosomes = [chr1, chr10], Times = [1970-01-01T01, 1969-12-31T23] }",
        Sample().ToString());

    [Fact]
    public void EqualityLooksThroughNestedPadding()
    {
        Kinds[] kinds = [Sample(), Sample()];
        Span<byte> bytes = MemoryMarshal.AsBytes(kinds.AsSpan(1));
        Assert.True(Kinds.Schema.HasPadding);
        int padding = Kinds.Schema.Fields.Single(static f => f.MemberName == "Points").Offset + AlignedPoint.Schema.Size + 1;
        bytes[padding] = 0xff;
        Assert.Equal(kinds[0], kinds[1]);
        Assert.Equal(kinds[0].GetHashCode(), kinds[1].GetHashCode());
        bytes[padding - 1] ^= 1;
        Assert.NotEqual(kinds[0], kinds[1]);
    }

    [Fact]
    public void BoolsInNestedRecordsAndArraysAreNormalised()
    {
        Kinds[] kinds = [default];
        MemoryMarshal.AsBytes(kinds.AsSpan()).Fill(2);
        RecordBytes.NormalizeBooleans(kinds.AsSpan());
        ReadOnlySpan<byte> bytes = RecordBytes.Of(in kinds[0]);
        foreach (FieldSchema leaf in Kinds.Schema.Leaves)
        {
            Assert.Equal(leaf.Type.Kind == FieldKind.Boolean ? 1 : 2, bytes[leaf.Offset]);
        }
    }

    [Fact]
    public void ColumnsOfEveryKind()
    {
        Kinds[] kinds = [Sample(), Sample()];
        kinds[1].B4 = 5u;
        kinds[1].At = new(kinds[1].At.Value + 1);
        Assert.Equal(4000000005ul, kinds.Columns.B4.Sum());
        Assert.Equal((5u, 4000000000u, 2000000002.5), (kinds.Columns.B4.Min(), kinds.Columns.B4.Max(), kinds.Columns.B4.Mean()));
        Assert.Equal((-3.0, -1.5), (kinds.Columns.B8.Sum(), kinds.Columns.B8.Min()));
        Assert.Equal(new Complex(-2, 0.5), kinds.Columns.Complex.Sum());
        Assert.Equal(new Complex(7, -8), kinds.Columns.Complex64.Mean());
        Assert.Equal(kinds[1].At, kinds.Columns.At.Max());
        Assert.Equal(kinds[0].At, kinds.Columns.At.Min());
        Assert.Equal(Level.High, kinds.Columns.Level[1]);
        Assert.Equal(-2.5, kinds.Columns.Point[1].Y);
        Assert.Equal(6f, kinds.Columns.Matrix[1][1][2]);
        Assert.True(kinds.Columns.Word[0] == "naïve");
        kinds[0].At = Datetime64.NaT;
        Assert.True(kinds.Columns.At.Min().IsNaT && kinds.Columns.At.Max().IsNaT);
        AlignedPoint[] points = [new(1, 2, true), new(1, 2, false), new(1, 2, true)];
        Assert.Equal(2, points.Columns.Valid.Sum());
        Assert.Throws<InvalidOperationException>(() => kinds.AsSpan(0, 0).Columns.At.Max());
        Assert.Throws<InvalidOperationException>(() => kinds.AsSpan(0, 0).Columns.B4.Mean());
        Assert.Throws<InvalidOperationException>(() => kinds.AsSpan(0, 0).Columns.Complex.Mean());
    }

    [Fact]
    public void EnumsHaveNames()
    {
        FieldType level = Kinds.Schema.Fields[0].Type;
        Assert.Equal<EnumMember[]>([new("Low", -1), new("Middle", 0), new("High", 300)], [.. level.EnumMembers]);
        Assert.Equal((FieldKind.Int16, false), (level.Kind, level.IsBigEndian));
        Assert.Equal(FieldType.Int16, level);
        Assert.Equal<EnumMember[]>([new("None", 0), new("Top", long.MinValue)], [.. Kinds.Schema.Fields[1].Type.EnumMembers]);
        Assert.True(Kinds.Schema.Fields.Single(static f => f.MemberName == "BLevel").Type is { IsBigEndian: true, EnumMembers.Length: 3 });
    }

    private static Kinds Sample()
    {
        Kinds kinds = default;
        kinds.Level = Level.High;
        kinds.Wide = Wide.Top;
        kinds.B2 = -2;
        kinds.B4 = 4000000000;
        kinds.B8 = -1.5;
        kinds.BHalf = (Half)0.5;
        kinds.BLevel = Level.Low;
        kinds.BComplex = new Complex(1, -2);
        kinds.BComplex64 = new Complex64(3, 4.5f);
        kinds.Complex = new Complex(-1, 0.25);
        kinds.Complex64 = new Complex64(7, -8);
        var at = DateTime.Parse("2011-03-12T05:06:07.1234567Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        kinds.At = Datetime64.From(at, TimeUnit.Nanoseconds);
        kinds.Day = Datetime64.From(at, TimeUnit.Days);
        kinds.BAt = Datetime64.From(at, TimeUnit.Seconds);
        kinds.Took = Timedelta64.From(TimeSpan.FromSeconds(1.5), TimeUnit.Milliseconds);
        kinds.Word = "naïve";
        kinds.Point = new Point(7, 1.5, -2.5);
        kinds.Aligned = new AlignedPoint(8, 3.5, true);
        for (int i = 0; i < 6; i++)
        {
            kinds.Vector[i % 3] = (i % 3) + 1;
            kinds.Matrix[i / 3][i % 3] = i + 1;
        }

        kinds.Points[0] = new AlignedPoint(1, 10, true);
        kinds.Points[1] = new AlignedPoint(2, 20, false);
        kinds.Flags[0] = kinds.Flags[2] = kinds.Flags[3] = true;
        kinds.Words[0] = "ab";
        kinds.Words[1] = "😀";
        kinds.Chromosomes[0] = "chr1";
        kinds.Chromosomes[1] = "chr10";
        kinds.Times[0] = new Datetime64(1);
        kinds.Times[1] = new Datetime64(-1);
        return kinds;
    }

    private static string[] Lines<T>()
        where T : unmanaged, ISharedRecord<T>
    {
        RecordSchema schema = T.Schema;
        Assert.Equal(schema.Size, Unsafe.SizeOf<T>());
        return [schema.NumpyDescr, $"[{string.Join(", ", schema.Fields.Select(static f => f.Offset))}] {schema.Size} {schema.Alignment}"];
    }

    private static bool Visit<TVisitor, T>(ref TVisitor visitor, ref T record)
        where TVisitor : struct, IFieldVisitor
        where T : unmanaged, ISharedRecord<T>
        => T.Visit(ref visitor, ref record);

    private struct Sizes : IFieldVisitor
    {
        public required List<int> Found;
        public int? Most;

        public readonly bool Value<T>(scoped ref T value)
            where T : unmanaged
            => Add(Unsafe.SizeOf<T>());

        public readonly bool Text(scoped Span<byte> bytes) => Add(bytes.Length);

        private readonly bool Add(int size)
        {
            Found.Add(size);
            return Found.Count <= (Most ?? int.MaxValue);
        }
    }
}
