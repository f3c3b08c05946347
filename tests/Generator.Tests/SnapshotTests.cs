using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>What the generator writes, whole: one case for every kind of declaration, each compiled without a warning.</summary>
public class SnapshotTests
{
    [Fact]
    public void APackedRecord() => Match("CpgSite", """
        using SchemaToolkit;
        namespace Genomics;

        [SharedRecord]
        public partial struct CpgSite
        {
            public S10   Chr;
            public int   Pos;
            public float Pct;
            public int   C;
            public int   T;
        }
        """);

    [Fact]
    public void ARowOfSep()
    {
        const string Source = """
            using SchemaToolkit;
            namespace Genomics;

            [SharedRecord]
            public partial struct CpgSite
            {
                public S10   Chr;
                public int   Pos;
            }

            internal static partial class Outer
            {
                [SharedRecord]
                private partial struct Hidden
                {
                    public S4 Name;
                    public double Value;
                }
            }

            [SharedRecord]
            public partial struct WithItsOwn
            {
                public int Format;
                public static WithItsOwn Parse(nietras.SeparatedValues.SepReader.Row row) => default;
            }
            """;
        Microsoft.CodeAnalysis.MetadataReference sep = Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(nietras.SeparatedValues.SepReader).Assembly.Location);
        Generated generated = Generated.From([sep], Source).Compiles();
        Assert.Equal(["Genomics.CpgSite.Sep.g.cs", "Genomics.CpgSite.g.cs", "Genomics.Outer+Hidden.Sep.g.cs", "Genomics.Outer+Hidden.g.cs", "Genomics.WithItsOwn.g.cs"], generated.Files.Keys.Order(StringComparer.Ordinal));
        Snapshot.Match("SepRow", generated.Files["Genomics.CpgSite.Sep.g.cs"]);
        Assert.DoesNotContain(Generated.From(Source[..Source.IndexOf("internal static", StringComparison.Ordinal)]).Clean().Files.Keys, static file => file.Contains("Sep", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryNumber() => Match("Numbers", """
        using System;
        using SchemaToolkit;

        [SharedRecord]
        public partial struct Numbers
        {
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
            public bool Flag;
        }
        """);

    [Fact]
    public void AnAlignedRecord() => Match("Aligned", """
        using SchemaToolkit;
        namespace Climate;

        [SharedRecord(Layout = RecordLayout.Aligned)]
        internal partial record struct Reading
        {
            public bool Valid;
            public double MeanTemp;
            [Column("station id")] public S5 Station;
            public readonly short Year;
        }
        """);

    [Fact]
    public void ANestedRecordOfAwkwardNames() => Match("AwkwardNames", """
        namespace @namespace
        {
            static partial class @class
            {
                internal partial record Outer
                {
                    [global::SchemaToolkit.SharedRecord]
                    internal partial struct @event
                    {
                        public int @int;
                        public int Writer;
                        [global::SchemaToolkit.Column("writer2")] public int writer;
                        [global::SchemaToolkit.Column("<a> \"b\"\n")] public int RecordColumns;
                    }
                }
            }
        }
        """);

    [Fact]
    public void FixedText() => Match("FixedText", """
        using SchemaToolkit;
        namespace Library;

        [FixedText(75)]
        public partial struct Title;
        """);

    [Fact]
    public void Utf32Text() => Match("Utf32Text", """
        using SchemaToolkit;
        namespace Library;

        [FixedText(12, TextEncoding.Utf32)]
        internal partial struct Word;
        """);

    [Fact]
    public void EnumsAndOrders() => MatchFirst("EnumsAndOrders", """
        using SchemaToolkit;

        [SharedRecord]
        public partial struct Packet
        {
            public Level Level;
            public BigEndian<int> Sequence;
            public BigEndian<double> Value;
            public BigEndian<Level> Wide;
            public Flags Flags;
        }

        public enum Level : short { Low = -1, @default, High = 7 }
        [System.Flags] public enum Flags : ulong { None, Top = 1ul << 63 }
        """);

    [Fact]
    public void ComplexAndTimes() => MatchFirst("ComplexAndTimes", """
        using System.Numerics;
        using SchemaToolkit;

        [SharedRecord(Layout = RecordLayout.Aligned)]
        public partial struct Signal
        {
            public byte Channel;
            public Complex Wide;
            public Complex64 Narrow;
            public Datetime64 At;
            [TimeUnit(TimeUnit.Days)] public Datetime64 Day;
            [TimeUnit(TimeUnit.Milliseconds)] public Timedelta64 Took;
            [TimeUnit(TimeUnit.Seconds)] public BigEndian<Datetime64> Big;
            public Label Label;
        }

        [FixedText(3, TextEncoding.Utf32)] public partial struct Label;
        """);

    [Fact]
    public void NestedRecordsAndArrays() => MatchFirst("NestedRecordsAndArrays", """
        using System.Runtime.CompilerServices;
        using SchemaToolkit;
        namespace Shapes;

        [SharedRecord]
        public partial struct Body
        {
            public S4 Name;
            public Point Center;
            public Three<Point>.Points Corners;
            public Matrix Turn;
            public Names Aliases;
        }

        [SharedRecord(Layout = RecordLayout.Aligned)] public partial struct Point { public byte Kind; public double X, Y; }
        public static class Three<T> { [InlineArray(3)] public struct Points { private Point _first; } }
        [InlineArray(2)] public struct Matrix { private Row _first; }
        [InlineArray(3)] public struct Row { private float _first; }
        [InlineArray(2)] public struct Names { private S3 _first; }
        """);

    [Fact]
    public void ARecordByItsDtype() => Match("DtypeShort", """
        using SchemaToolkit;
        namespace Genomics;

        [SharedRecord("chr S10, pos i4, pct f4, c i4, t i4")]
        public partial struct CpgSite;
        """);

    [Fact]
    public void ARecordByOffsets() => Match("DtypeOffsets", """
        using SchemaToolkit;

        [SharedRecord("{'names': ['a', 'b'], 'formats': ['<i4', '>f8'], 'offsets': [2, 8], 'itemsize': 20}")]
        internal partial struct Sparse;
        """);

    [Fact]
    public void ARecordByWhatNumpyPrints()
    {
        Generated generated = Generated.From("""
            using SchemaToolkit;
            namespace Sky;

            [SharedRecord("dtype([('name', 'S75'), ('class', '<U5'), ('mean temp', '<f4', (2, 3)), ('at', '<M8[s]'), ('pos', [('x', '<f8'), ('tags', 'S3', (2,)), ('more', [('y', '?')])], (2,)), ('2nd', '|b1')])")]
            public partial struct Star
            {
                public readonly bool IsFirst => !_2nd && @class == "A" && pos[0].x > 0;
            }
            """).Compiles();
        Assert.Equal(["STK0016 'm'", "STK0016 '2'"], generated.Diagnostics.Select(Generated.At));
        Snapshot.Match("DtypeLists", generated.File);
    }

    private static void MatchFirst(string name, string source)
        => Snapshot.Match(name, Generated.From(source).Clean().Files.First().Value);

    private static void Match(string name, string source) => Snapshot.Match(name, Generated.From(source).Clean().File);
}
