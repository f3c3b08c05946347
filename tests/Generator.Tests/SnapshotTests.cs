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

    private static void Match(string name, string source) => Snapshot.Match(name, Generated.From(source).Clean().File);
}
