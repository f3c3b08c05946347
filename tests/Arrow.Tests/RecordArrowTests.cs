using System.Numerics;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using SchemaToolkit;

namespace SchemaToolkit.Tests.Arrow;

/// <summary>Records go into Arrow and back, and Apache.Arrow itself reads what is written.</summary>
public sealed partial class RecordArrowTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"schematoolkit-{Guid.NewGuid():N}.arrow");

    /// <summary>A plain record.</summary>
    [SharedRecord]
    public partial struct Site
    {
        public S10 Chr;
        public int Pos;
        public float Pct;
    }

    /// <summary>A record of the kinds that other implementations have too.</summary>
    [SharedRecord]
    public partial struct Call
    {
        public S10 Chr;
        public S40 Name;
        public long Pos;
        public byte Quality;
        public double Pct;
        public bool Deep;
        [TimeUnit(TimeUnit.Milliseconds)] public Datetime64 At;
        [TimeUnit(TimeUnit.Days)] public Datetime64 Day;
    }

    /// <summary>A record of every kind.</summary>
    [SharedRecord]
    public partial struct Everything
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
        public double F8;
        public bool Flag;
        public DayOfWeek Day;
        public BigEndian<int> Swapped;
        public Complex Wide;
        public Complex64 Narrow;
        public Datetime64 At;
        [TimeUnit(TimeUnit.Days)] public Datetime64 Date;
        [TimeUnit(TimeUnit.Hours)] public Datetime64 Hour;
        [TimeUnit(TimeUnit.Milliseconds)] public BigEndian<Timedelta64> Took;
        public Word Word;
        public S64 Long;
        public Site Nested;
        public Rows Rows;
        public Sites Sites;
    }

    /// <summary>UTF-32 text.</summary>
    [FixedText(5, TextEncoding.Utf32)]
    public partial struct Word;

    /// <summary>A matrix.</summary>
    [InlineArray(2)]
    public struct Rows
    {
        private Row _first;
    }

    /// <summary>A row.</summary>
    [InlineArray(3)]
    public struct Row
    {
        private short _first;
    }

    /// <summary>Records.</summary>
    [InlineArray(2)]
    public struct Sites
    {
        private Site _first;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(100)]
    public void EveryKindGoesThereAndBack(int count)
    {
        Everything[] records = Make(count);
        foreach (ArrowText text in Enum.GetValues<ArrowText>())
        {
            using RecordBatch batch = RecordArrow.ToRecordBatch<Everything>(records, text);
            Assert.Equal(records, RecordArrow.FromRecordBatch<Everything>(batch));
            RecordArrow.Save<Everything>(_path, records, text);
            Assert.Equal(records, RecordArrow.Load<Everything>(_path));
        }
    }

    [Fact]
    public void ApacheArrowReadsTheFile()
    {
        RecordArrow.Save<Site>(_path, [new("chr1", 1, 0.5f), new("chr2", 2, 1.5f), new("chr1", 3, float.NaN)]);
        using FileStream stream = File.OpenRead(_path);
        using var reader = new ArrowFileReader(stream);
        using RecordBatch batch = reader.ReadNextRecordBatch();
        Assert.Equal(["chr", "pos", "pct"], batch.Schema.FieldsList.Select(static f => f.Name));
        Assert.Equal([1, 2, 3], ((Int32Array)batch.Column("pos")).Values.ToArray());
        var chr = (DictionaryArray)batch.Column("chr");
        Assert.Equal(["chr1", "chr2"], Enumerable.Range(0, chr.Dictionary.Length).Select(i => ((StringArray)chr.Dictionary).GetString(i)));
        Assert.Equal([0, 1, 0], ((Int32Array)chr.Indices).Values.ToArray());
    }

    [NodeFact("apache-arrow")]
    public void ApacheArrowOfJavaScriptReadsTheFile()
    {
        RecordArrow.Save<Site>(_path, [new("chr1", 1, 0.5f), new("chr2", 2, 1.5f), new("chr1", 3, 2)]);
        string printed = Node.Run("""
            const { tableFromIPC } = require('apache-arrow');
            const t = tableFromIPC(require('fs').readFileSync(process.argv[1]));
            console.log(String(t.schema.fields.map(f => f.type)), JSON.stringify(t.toArray()));
            """, _path);
        Assert.Equal("""Dictionary<Int32, Utf8>,Int32,Float32 [{"chr":"chr1","pos":1,"pct":0.5},{"chr":"chr2","pos":2,"pct":1.5},{"chr":"chr1","pos":3,"pct":2}]""", printed);
    }

    [Fact]
    public void TheSchemaSaysWhatArrowHas()
    {
        Schema schema = RecordArrow.SchemaOf(Everything.Schema);
        Assert.Equal("timestamp", schema.GetFieldByName("at").DataType.Name);
        Assert.True(schema.GetFieldByName("at").IsNullable && !schema.GetFieldByName("i4").IsNullable);
        Assert.IsType<Date32Type>(schema.GetFieldByName("date").DataType);
        Assert.Equal("<M8[h]", schema.GetFieldByName("hour").Metadata["numpy.dtype"]);
        Assert.IsType<DictionaryType>(schema.GetFieldByName("word").DataType);
        Assert.IsType<StringType>(schema.GetFieldByName("long").DataType);
    }

    /// <summary>Polars is written in Rust, with an Arrow of its own.</summary>
    [NodeFact("nodejs-polars")]
    public void PolarsReadsTheFile()
    {
        RecordArrow.Save<Call>(_path, [new("chr1", "first", 1, 255, 0.5, true, new Datetime64(1), new Datetime64(-1)), new("chr2", "é", -1L << 40, 0, double.NaN, false, Datetime64.NaT, Datetime64.NaT)]);
        string printed = Node.Run("""
            const calls = require('nodejs-polars').readIPC(require('fs').readFileSync(process.argv[1]));
            console.log(String(calls.dtypes.map(t => t.variant)), JSON.stringify(calls.toRecords(), (_, v) => typeof v === 'bigint' ? String(v) : v));
            """, _path);
        Assert.Equal(
            "Categorical,String,Int64,UInt8,Float64,Bool,Datetime,Date "
            + """[{"chr":"chr1","name":"first","pos":1,"quality":255,"pct":0.5,"deep":true,"at":"1970-01-01T00:00:00.001Z","day":"1969-12-31T00:00:00.000Z"},"""
            + """{"chr":"chr2","name":"é","pos":-1099511627776,"quality":0,"pct":null,"deep":false,"at":null,"day":null}]""",
            printed);
    }

    /// <summary>Its categories have other indexes, its texts another layout.</summary>
    [NodeFact("nodejs-polars")]
    public void WhatPolarsWritesIsRead()
    {
        Call[] calls = [new("chr1", "first", 1, 255, 0.5, true, new Datetime64(1), new Datetime64(-1)), new("chr2", "a name of more than twelve bytes", -1, 0, -1, false, Datetime64.NaT, Datetime64.NaT)];
        RecordArrow.Save<Call>(_path, calls);
        Node.Run("""
            const calls = require('nodejs-polars').readIPC(require('fs').readFileSync(process.argv[1]));
            calls.writeIPC(process.argv[1]);
            """, _path);
        Assert.Equal(calls, RecordArrow.Load<Call>(_path));
    }

    /// <summary>Texts in every layout that Arrow has, and a dictionary that does not have what it is asked for.</summary>
    [Fact]
    public void TextsInEveryLayoutAreRead()
    {
        Func<IArrowArray>[] layouts =
        [
            static () => new StringArray.Builder().Append("chr1").Append("chr10").Build(),
            static () => new StringViewArray.Builder().Append("chr1").Append("chr10").Build(),
            static () => new LargeStringArray(2, Buffer<long>(0, 4, 9), Buffer("chr1chr10"u8.ToArray()), ArrowBuffer.Empty),
        ];
        foreach (Func<IArrowArray> names in layouts)
        {
            Assert.Equal(["chr1", "chr10"], Names(names()).Select(static s => s.Chr.ToString()));
            Assert.Equal(["chr10", "chr1"], Names(Coded(names(), 1, 0)).Select(static s => s.Chr.ToString()));
            Assert.Contains("row 1 is text 2 of a dictionary that has 2", Assert.Throws<RecordFormatException>(() => Names(Coded(names(), 0, 2))).Message, StringComparison.Ordinal);
            Assert.Contains("row 0 is text -1 of", Assert.Throws<RecordFormatException>(() => Names(Coded(names(), -1, 0))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NatIsNull()
    {
        using RecordBatch batch = RecordArrow.ToRecordBatch<Everything>([new Everything { At = Datetime64.NaT, Date = Datetime64.NaT }, default]);
        Assert.Equal((1, 1, 0), (batch.Column("at").NullCount, batch.Column("date").NullCount, batch.Column("took").NullCount));
    }

    [Fact]
    public void SlicesAreRead()
    {
        Everything[] records = Make(20);
        using RecordBatch batch = RecordArrow.ToRecordBatch<Everything>(records);
        using RecordBatch slice = batch.Slice(5, 7);
        Assert.Equal(records[5..12], RecordArrow.FromRecordBatch<Everything>(slice));
    }

    /// <summary>Arrow itself does not look.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AColumnOfAnotherLengthThanItsBatchIsAnError(int length)
    {
        using RecordBatch whole = RecordArrow.ToRecordBatch<Site>([new("chr1", 1, 0.5f), new("chr2", 2, 1.5f)], ArrowText.Plain);
        using var batch = new RecordBatch(whole.Schema, whole.Arrays, length);
        RecordFormatException error = Assert.Throws<RecordFormatException>(() => RecordArrow.FromRecordBatch<Site>(batch));
        Assert.Equal($"Arrow column 'chr' has 2 values, and its table {length} rows.", error.Message);
    }

    [Fact]
    public void AnIndexThatNoDictionaryHasIsAnError()
    {
        StringArray texts = new StringArray.Builder().Append("chr1").Build();
        UInt32Array indexes = new UInt32Array.Builder().Append(0).Append(uint.MaxValue).Build();
        var coded = new DictionaryArray(new DictionaryType(UInt32Type.Default, StringType.Default, false), indexes, texts);
        Assert.Contains("4294967295", Assert.Throws<RecordFormatException>(() => Names(coded)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotFitIsAnError()
    {
        Site bad = new("chr1", 1, 0);
        bad.Chr = new byte[] { 0xff };
        Site[] sites = [new("chr1", 1, 0), bad];
        Assert.Contains("record 1 is not UTF-8; ArrowText.Binary", Assert.Throws<ArgumentException>(() => RecordArrow.Save<Site>(_path, sites)).Message);
        Assert.False(File.Exists(_path));
        RecordArrow.Save<Site>(_path, sites, ArrowText.Binary);
        Assert.Equal(sites, RecordArrow.Load<Site>(_path));

        Assert.Contains("no column 'i1'", Assert.Throws<SchemaMismatchException>(() => RecordArrow.Load<Everything>(_path)).Message);
        using RecordBatch other = new RecordBatch.Builder().Append("chr", false, c => c.String(a => a.AppendRange(["a", "much too long for ten"])))
            .Append("pos", false, c => c.Int32(a => a.AppendRange([1, 2]))).Append("pct", true, c => c.Float(a => a.Append(1).AppendNull())).Build();
        Assert.Contains("row 1 has 21 bytes", Assert.Throws<RecordFormatException>(() => RecordArrow.FromRecordBatch<Site>(other)).Message);
        using RecordBatch wrong = new RecordBatch.Builder().Append("chr", false, c => c.String(a => a.Append("a")))
            .Append("pos", false, c => c.Int64(a => a.Append(1))).Append("pct", true, c => c.Float(a => a.AppendNull())).Build();
        Assert.Contains("'pos' is int64", Assert.Throws<SchemaMismatchException>(() => RecordArrow.FromRecordBatch<Site>(wrong)).Message);
        using RecordBatch nulls = new RecordBatch.Builder().Append("chr", true, c => c.String(a => a.Append("a")))
            .Append("pos", true, c => c.Int32(a => a.Append(1))).Append("pct", true, c => c.Float(a => a.AppendNull())).Build();
        Assert.True(float.IsNaN(RecordArrow.FromRecordBatch<Site>(nulls)[0].Pct));
        using RecordBatch noPos = new RecordBatch.Builder().Append("chr", true, c => c.String(a => a.Append("a")))
            .Append("pos", true, c => c.Int32(a => a.AppendNull())).Append("pct", true, c => c.Float(a => a.AppendNull())).Build();
        Assert.Contains("'pos' in row 0 is null", Assert.Throws<RecordFormatException>(() => RecordArrow.FromRecordBatch<Site>(noPos)).Message);
        File.WriteAllText(_path, "not arrow at all, but long enough to look at");
        Assert.Throws<RecordFormatException>(() => RecordArrow.Load<Site>(_path));
    }

    public void Dispose() => File.Delete(_path);

    private static ArrowBuffer Buffer<T>(params T[] values)
        where T : struct
        => new ArrowBuffer.Builder<T>().AppendRange(values).Build();

    private static DictionaryArray Coded(IArrowArray texts, params int[] indexes)
        => new(new DictionaryType(Int32Type.Default, texts.Data.DataType, false), new Int32Array.Builder().AppendRange(indexes).Build(), texts);

    private static Site[] Names(IArrowArray names)
    {
        using RecordBatch batch = new RecordBatch.Builder().Append("chr", false, names)
            .Append("pos", false, static c => c.Int32(static a => a.AppendRange([1, 2]))).Append("pct", false, static c => c.Float(static a => a.AppendRange([1, 2]))).Build();
        return RecordArrow.FromRecordBatch<Site>(batch);
    }

    private static Everything[] Make(int count)
    {
        var records = new Everything[count];
        for (int i = 0; i < count; i++)
        {
            ref Everything e = ref records[i];
            e = new Everything
            {
                I1 = (sbyte)i,
                U1 = (byte)(255 - i),
                I2 = (short)-i,
                U2 = (ushort)i,
                I4 = i << 20,
                U4 = uint.MaxValue,
                I8 = long.MinValue + i,
                U8 = ulong.MaxValue,
                F2 = (Half)i,
                F8 = i / 3.0,
                Flag = i % 3 == 1,
                Day = (DayOfWeek)(i % 7),
                Swapped = i * 1000,
                Wide = new Complex(i, -i),
                Narrow = new Complex64(-i, i),
                At = i % 4 == 2 ? Datetime64.NaT : new Datetime64(i * 1_000_000L),
                Date = new Datetime64(i - 50),
                Hour = new Datetime64(i),
                Took = new Timedelta64(-i),
                Word = $"w{i % 3}é",
                Long = $"a long text {i}",
                Nested = new Site($"chr{i % 5}", i, i / 2f),
            };
            e.Rows[1][2] = (short)i;
            e.Sites[1] = new Site($"chr{i}", -i, i);
        }

        return records;
    }
}
