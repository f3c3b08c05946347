using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Records;

/// <summary>A record is, byte for byte, what numpy lays out.</summary>
public class SchemaTests
{
    [Fact]
    public void TheRecordOfTheProductPage()
    {
        Assert.Equal("[('chr', '|S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]", CpgSite.Schema.NumpyDescr);
        Assert.Equal("CpgSite: " + CpgSite.Schema.NumpyDescr, CpgSite.Schema.ToString());
        Assert.Equal([0, 10, 14, 18, 22], CpgSite.Schema.Fields.Select(static f => f.Offset));
        Assert.Equal(["Chr", "Pos", "Pct", "C", "T"], CpgSite.Schema.Fields.Select(static f => f.MemberName));
        Assert.Equal((26, 1, false), (CpgSite.Schema.Size, CpgSite.Schema.Alignment, CpgSite.Schema.HasPadding));
    }

    [Fact]
    public void TheFingerprintIsTheSameForever() => Assert.Equal(CpgSiteFingerprint, CpgSite.Schema.Fingerprint);

    // sha256("[('chr', '|S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]"), its first eight bytes.
    private const ulong CpgSiteFingerprint = 0x40cfe59ee287fad9;

    [Fact]
    public void DescrIsWhatNumpyPrints()
    {
        string[] printed = Python.Run("""
            print(np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')]).descr)
            print(np.dtype([('i1','i1'),('u1','u1'),('i2','i2'),('u2','u2'),('i4','i4'),('u4','u4'),('i8','i8'),('u8','u8'),('f2','f2'),('f4','f4'),('f8','f8'),('flag','?')]).descr)
            print(np.dtype([('i1','i1'),('f8','f8'),('flag','?'),('i2','i2'),('text','S3'),('f2','f2'),('i8','i8'),('u1','u1')], align=True).descr)
            print(np.dtype([("it's",'i4'),("\"both\" 'quotes'",'i4'),("tab\tline\nback\\slash",'i4'),("\x01 \u00a0 \u200b \u00e9 \ue000 \U0001f600 \U000e0001",'i4'),('mean_temp','i4')]).descr)
            """).Split('\n');
        Assert.Equal<string[]>(printed, [CpgSite.Schema.NumpyDescr, Numbers.Schema.NumpyDescr, AlignedNumbers.Schema.NumpyDescr, Quoted.Schema.NumpyDescr]);
    }

    [Fact]
    public void BothWaysToDeclareGiveTheSameSchema()
    {
        Assert.Equal(CpgSite.Schema, CpgSiteByDtype.Schema);
        Assert.Equal(CpgSite.Schema, CpgSiteByDescr.Schema);
        Assert.Equal(CpgSiteFingerprint, CpgSiteByDtype.Schema.Fingerprint);
        Assert.Equal(CpgSiteFingerprint, CpgSiteByDescr.Schema.Fingerprint);
        var site = new CpgSiteByDtype("chr1", 1, 2f, 3, 4);
        var same = new CpgSite("chr1", 1, 2f, 3, 4);
        Assert.Equal(RecordBytes.Of(in same), RecordBytes.Of(in site));
        Assert.Equal((1, 3), (new[] { site }.Columns.pos[0], site.c));
    }

    [Fact]
    public void OffsetsAreKept()
    {
        Sparse sparse = default;
        AssertOffsets(ref sparse, Offset(ref sparse, ref sparse.a), Offset(ref sparse, ref sparse.b), Offset(ref sparse, ref sparse.c));
        Assert.Equal(
            Python.Run("d = np.dtype({'names': ['a', 'b', 'c'], 'formats': ['<i4', '>f8', [('x', '?'), ('y', '<M8[s]', (2,))]], 'offsets': [2, 9, 20], 'itemsize': 40}); print(d.descr, d.alignment)"),
            $"{Sparse.Schema.NumpyDescr} {Sparse.Schema.Alignment}");
        sparse.c.y[1] = Datetime64.From(DateTime.UnixEpoch, TimeUnit.Seconds);
        Assert.Equal("Sparse { a = 0, b = 0, c = { x = False, y = [1970-01-01T00:00:00, 1970-01-01T00:00:00] } }", sparse.ToString());
    }

    [Fact]
    public void NumpyHasTheSameLayout()
    {
        string printed = Python.Run("""
            d = np.dtype([('i1','i1'),('f8','f8'),('flag','?'),('i2','i2'),('text','S3'),('f2','f2'),('i8','i8'),('u1','u1')], align=True)
            print([d.fields[n][1] for n in d.names], d.itemsize, d.alignment)
            """);
        RecordSchema schema = AlignedNumbers.Schema;
        Assert.Equal(printed, $"[{string.Join(", ", schema.Fields.Select(static f => f.Offset))}] {schema.Size} {schema.Alignment}");
        Assert.True(schema.HasPadding);
    }

    [Fact]
    public void TheFieldsLieWhereTheSchemaSays()
    {
        CpgSite site = default;
        AssertOffsets(ref site, Offset(ref site, ref site.Chr), Offset(ref site, ref site.Pos), Offset(ref site, ref site.Pct), Offset(ref site, ref site.C), Offset(ref site, ref site.T));
        AlignedNumbers aligned = default;
        AssertOffsets(
            ref aligned,
            Offset(ref aligned, ref aligned.I1),
            Offset(ref aligned, ref aligned.F8),
            Offset(ref aligned, ref aligned.Flag),
            Offset(ref aligned, ref aligned.I2),
            Offset(ref aligned, ref aligned.Text),
            Offset(ref aligned, ref aligned.F2),
            Offset(ref aligned, ref aligned.I8),
            Offset(ref aligned, ref aligned.U1));
    }

    [Fact]
    public void FirstDifferenceNamesTheField()
    {
        RecordSchema Schema(params (string Name, FieldType Type)[] fields)
        {
            int offset = 0;
            return new RecordSchema("Other", fields.Sum(static f => f.Type.Size), 1, [.. fields.Select(f => new FieldSchema(f.Name, f.Name, (offset += f.Type.Size) - f.Type.Size, f.Type))]);
        }

        RecordSchema mine = Schema(("a", FieldType.Int32), ("b", FieldType.Text(3)));
        Assert.Null(mine.FirstDifference(Schema(("a", FieldType.Int32), ("b", FieldType.Text(3)))));
        Assert.Equal("field 'b' is '|S4' where '|S3' is expected", mine.FirstDifference(Schema(("a", FieldType.Int32), ("b", FieldType.Text(4)))));
        Assert.Equal("field 0 is 'x' ('<i4') where 'a' ('<i4') is expected", mine.FirstDifference(Schema(("x", FieldType.Int32))));
        Assert.Equal("field 'b' ('|S3') is missing", mine.FirstDifference(Schema(("a", FieldType.Int32))));
        Assert.Equal("field 'c' ('|i1') is not expected", mine.FirstDifference(Schema(("a", FieldType.Int32), ("b", FieldType.Text(3)), ("c", FieldType.SByte))));
        Assert.Equal("field 'a' is '>i4' where '<i4' is expected", mine.FirstDifference(Schema(("a", FieldType.Int32.AsBigEndian()), ("b", FieldType.Text(3)))));
        Assert.Equal("a record has 8 bytes where 7 are expected", mine.FirstDifference(new RecordSchema("Padded", 8, 1, mine.Fields)));
        Assert.True(mine.Equals((object)Schema(("a", FieldType.Int32), ("b", FieldType.Text(3)))));
        Assert.Equal(mine.GetHashCode(), Schema(("a", FieldType.Int32), ("b", FieldType.Text(3))).GetHashCode());
    }

    [Fact]
    public void ASchemaThatCannotBeIsRefused()
    {
        FieldSchema field = new("a", "A", 0, FieldType.Int32);
        Assert.Throws<ArgumentException>(() => new RecordSchema("X", 4, 1, []));
        Assert.Throws<ArgumentException>(() => new RecordSchema("X", 3, 1, [field]));
        Assert.Throws<ArgumentException>(() => new RecordSchema("X", 8, 1, [field, field with { Offset = 4 }]));
        Assert.Throws<ArgumentException>(() => new RecordSchema("X", 8, 1, [field, field with { Name = "b", Offset = 3 }]));
        Assert.Throws<InvalidOperationException>(FieldType.SByte.AsBigEndian);
        Assert.Throws<ArgumentException>(() => FieldType.Enum(FieldType.Single, ImmutableArray<EnumMember>.Empty));
        Assert.Throws<OverflowException>(() => FieldType.Array(FieldType.Double, int.MaxValue));
    }

    private static void AssertOffsets<T>(ref T record, params int[] offsets)
        where T : unmanaged, ISharedRecord<T>
    {
        Assert.Equal(T.Schema.Size, RecordBytes.Of(in record).Length);
        Assert.Equal(T.Schema.Fields.Select(static f => f.Offset), offsets);
    }

    private static int Offset<T, TField>(ref T record, ref TField field)
        => (int)Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref record), ref Unsafe.As<TField, byte>(ref field));
}
