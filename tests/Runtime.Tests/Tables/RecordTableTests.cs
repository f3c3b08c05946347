using System.Numerics;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.RuntimeTables;

/// <summary>Records whose dtype is known at run time, without a struct.</summary>
public class RecordTableTests
{
    private const string Cpg = "chr S10, pos i4, pct f4, c i4, t i4";

    private static readonly CpgSite[] _sites = [.. Enumerable.Range(0, 5000).Select(static i => new CpgSite($"chr{1 + (i % 22)}", i * 37, i % 101 / 4.0f, i % 60, i % 7))];

    private enum Strand : sbyte
    {
        Minus = -1,
        Plus = 1,
    }

    [Fact]
    public void ATableIsItsRecordInEveryRoom()
    {
        using var directory = new TempDirectory();
        RecordText.Write(directory["a.tsv"], _sites, TextOptions.Tsv);
        RecordSchema schema = RecordSchema.Parse(Cpg);
        var report = new TextReadReport();
        using RecordTable table = RecordText.LoadTable(directory["a.tsv"], schema, TextOptions.Tsv, report);
        Assert.Equal(5000, report.Rows);
        AssertSites(table);

        RecordText.WriteTable(directory["b.tsv"], table, TextOptions.Tsv);
        Assert.Equal(File.ReadAllBytes(directory["a.tsv"]), File.ReadAllBytes(directory["b.tsv"]));
        RecordText.WriteTable(directory["b.tsv.gz"], table, TextOptions.Tsv);
        Assert.Equal(_sites, RecordText.Read<CpgSite>(directory["b.tsv.gz"], TextOptions.Tsv));

        RecordNpy.SaveTable(directory["a.npy"], table);
        RecordNpy.Save(directory["b.npy"], _sites);
        Assert.Equal(File.ReadAllBytes(directory["b.npy"]), File.ReadAllBytes(directory["a.npy"]));
        using (RecordTable loaded = RecordNpy.LoadTable(directory["a.npy"]))
        using (RecordTable mapped = RecordNpy.MapTable(directory["a.npy"]))
        {
            AssertSites(loaded);
            AssertSites(mapped);
        }

        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("plain", table);
            file.Write("deflated", table, new Hdf5Options { Deflate = 4, Shuffle = true });
            file.Write("typed", _sites);
            file.Complete();
        }

        using (RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]))
        {
            foreach (string name in file.Names)
            {
                using RecordTable read = file.OpenTable(name);
                AssertSites(read);
                Assert.Equal(_sites, file.Read<CpgSite>(name));
            }
        }

        using (SharedTableWriter writer = SharedRecords.CreateTable(schema))
        {
            writer.Add(table.Bytes(0, 3000));
            using RecordTable rest = table.Slice(3000, 2000);
            writer.Add(rest);
            Assert.Equal(5000, writer.Count);
            using RecordTable published = writer.Publish();
            string segment = published.Reference!;
            AssertSites(published);
            using SharedRecords<CpgSite> typed = SharedRecords.Open<CpgSite>(segment);
            Assert.True(typed.Records.SequenceEqual(_sites));
            using RecordTable seen = SharedRecords.OpenTable(segment);
            AssertSites(seen);
            Assert.Equal($"5000 {CpgSite.Schema.NumpyDescr}", Python.Run("a = np.load(sys.argv[1], mmap_mode='r'); print(len(a), a.dtype.descr)", segment));
        }
    }

    [Theory]
    [InlineData(nameof(TextKernel.Auto))]
    [InlineData(nameof(TextKernel.Avx512))]
    [InlineData(nameof(TextKernel.Avx2))]
    [InlineData(nameof(TextKernel.Scalar))]
    [InlineData(nameof(TextKernel.Bytes))]
    [InlineData(nameof(TextKernel.General))]
    public void EveryKernelReadsWhatTheStructReads(string name)
    {
        TextKernel kernel = Enum.Parse<TextKernel>(name);
        using var directory = new TempDirectory();
        var random = new Random(5);
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            string cell = random.Next(40) switch { 0 => "NA", 1 => "", 2 => "nan", 3 => "-0", _ => $"{random.NextDouble() * 200 - 100:R}" };
            text.Append($"chr{random.Next(30)}\t{random.Next()}\t{cell}\t{random.Next(-99, 99)}\t{random.Next(99)}\n");
        }

        string path = directory.Write("t", text.ToString());
        foreach (TextOptions options in (TextOptions[])[
            TextOptions.Tsv with { NullValues = ["NA", ""], FieldNullValues = new Dictionary<string, string> { ["pct"] = "-1" } },
            TextOptions.Tsv with { ErrorPolicy = ErrorPolicy.Skip },
            TextOptions.Tsv with { ErrorPolicy = ErrorPolicy.Skip, DegreeOfParallelism = 4, BufferSize = 1 << 16 }])
        {
            using RecordBuffer<CpgSite> typed = RecordText.Load<CpgSite>(path, options with { Kernel = kernel });
            using RecordTable table = RecordText.LoadTable(path, RecordSchema.Parse(Cpg), options with { Kernel = kernel });
            Assert.True(typed.Count > 15_000);
            Assert.True(table.As<CpgSite>().SequenceEqual(typed.Records));
            using var written = new MemoryStream();
            using var byTable = new MemoryStream();
            RecordText.Write(written, typed, TextOptions.Tsv);
            RecordText.WriteTable(byTable, table, TextOptions.Tsv);
            Assert.Equal(written.ToArray(), byTable.ToArray());
        }
    }

    [Fact]
    public async Task BatchesComeInOrderAndAreTheCallers()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("t", string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"chr1\t{i}\t1\t1\t1\n")));
        var kept = new List<RecordTable>();
        var report = new TextReadReport();
        await foreach (RecordTable batch in RecordText.ReadTableBatchesAsync(path, RecordSchema.Parse(Cpg), TextOptions.Tsv, report))
        {
            kept.Add(batch);
        }

        Assert.True(kept.Count > 2);
        Assert.Equal(200_000, report.Rows);
        Assert.Equal(Enumerable.Range(0, 200_000), kept.SelectMany(static batch => batch.Column<int>("pos").ToArray()));
        kept.ForEach(static batch => batch.Dispose());
        await Assert.ThrowsAsync<RecordTextException>(async () =>
        {
            await foreach (RecordTable batch in RecordText.ReadTableBatchesAsync(directory.Write("bad", "x\n"), RecordSchema.Parse(Cpg), TextOptions.Tsv))
            {
                batch.Dispose();
            }
        });
    }

    [Fact]
    public void ColumnsOfEveryKind()
    {
        RecordSchema schema = RecordSchema.Parse(
            "[('id', '<u8'), ('strand', '|i1'), ('ok', '?'), ('half', '<f2'), ('big', '>i4'), ('when', '<M8[s]'), ('took', '>m8[ms]'), ('z', '<c16'), "
                + "('name', '<U3'), ('at', [('x', '<f4'), ('y', '<f4')]), ('values', '<i2', (2, 2)), ('code', '|S3')]");
        using var directory = new TempDirectory();
        string path = directory.Write("t", "7,-1,1,0.5,-70000,2024-02-29T12:00:00,250,1+2j,Ωm,1.5,2.5,1,2,3,4,AB\n8,1,0,1.5,5,NaT,NaT,3-1j,,0,0,5,6,7,8,\n");
        using RecordTable table = RecordText.LoadTable(path, schema, TextOptions.Csv);
        Assert.Equal(15UL, table.Column<ulong>("id").Sum());
        Assert.Equal([Strand.Minus, Strand.Plus], table.Column<Strand>("strand").ToArray());
        Assert.Equal([true, false], table.Column<bool>("ok").ToArray());
        Assert.Equal(2.0, table.Column<Half>("half").Sum());
        Assert.Equal(-70000, table.Column<BigEndian<int>>("big")[0].Value);
        Assert.Equal("2024-02-29T12:00:00", table.Column<Datetime64>("when")[0].ToString(TimeUnit.Seconds));
        Assert.True(table.Column<BigEndian<Timedelta64>>("took")[1].Value.IsNaT);
        Assert.Equal(new Complex(3, -1), table.Column<Complex>("z")[1]);
        Assert.Equal(["Ωm", ""], table.Text("name").ToArray());
        Assert.Equal(["AB", ""], table.Text("code").ToArray());
        Assert.Equal("AB", table.Column<S3>("code")[0]);
        Assert.Equal(2.5f, table.Column<float>("at.y")[0]);
        Assert.Equal([4, 8], table.Column<short>("values[1][1]").ToArray());
        Assert.StartsWith("dtype { id = 7, strand = -1, ok = True, half = 0.5, big = -70000,", table[0]);

        foreach ((Action wrong, string words) in (IEnumerable<(Action, string)>)[
            (() => table.Column<int>("pos"), "no column 'pos'"),
            (() => table.Column<int>("big"), "Column<BigEndian<int>>"),
            (() => table.Column<long>("when"), "Column<Datetime64>"),
            (() => table.Column<float>("at"), "'record.field'"),
            (() => table.Column<short>("values"), "'array[0]'"),
            (() => table.Column<S5>("code"), "Text(name)"),
            (() => table.Text("id"), "not text"),
            (() => table.As<CpgSite>(), "'id'")])
        {
            string message = Assert.Throws<SchemaMismatchException>(wrong).Message;
            Assert.Contains(words, message);
            Assert.Contains("'values'", message); // The dtype is shown.
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => table[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Slice(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Bytes(0, -1));
    }

    [Fact]
    public void ASliceOutlivesItsTable()
    {
        using var directory = new TempDirectory();
        RecordNpy.Save(directory["a.npy"], _sites);
        RecordTable table = RecordNpy.MapTable(directory["a.npy"]);
        RecordTable slice = table.Slice(1000, 500);
        RecordTable inner = slice.Slice(100, 10);
        table.Dispose();
        table.Dispose();
        Assert.Throws<ObjectDisposedException>(() => table.Column<int>("pos"));
        Assert.Throws<ObjectDisposedException>(() => table.Slice(0, 1));
        Assert.True(slice.As<CpgSite>().SequenceEqual(_sites.AsSpan(1000, 500)));
        slice.Dispose();
        Assert.True(inner.As<CpgSite>().SequenceEqual(_sites.AsSpan(1100, 10)));
        inner.Dispose();
        Assert.DoesNotContain(directory["a.npy"], File.ReadAllText("/proc/self/maps"));
    }

    [Fact]
    public void MoreRowsThanASpanHoldsAreTakenInParts()
    {
        // A file with a hole: three billion rows of one byte.
        using var directory = new TempDirectory();
        const long Rows = 3_000_000_000;
        using (FileStream file = File.Create(directory["a.npy"]))
        {
            file.Write(NpyHeader.Write(RecordSchema.Parse("[('b', '|u1')]"), Rows));
            file.Seek(Rows - 1, SeekOrigin.Current);
            file.WriteByte(7);
        }

        using RecordTable table = RecordNpy.MapTable(directory["a.npy"]);
        Assert.Equal(Rows, table.Count);
        Assert.Contains("Slice", Assert.Throws<InvalidOperationException>(() => table.Column<byte>("b")).Message);
        using RecordTable last = table.Slice(Rows - 10, 10);
        Assert.Equal(7, last.Column<byte>("b")[9]);
        Assert.Equal("dtype { b = 7 }", table[Rows - 1]);
    }

    [Fact]
    public void EmptyTables()
    {
        using var directory = new TempDirectory();
        using RecordTable table = RecordText.LoadTable(directory.Write("t", ""), RecordSchema.Parse(Cpg), TextOptions.Tsv);
        Assert.Equal(0, table.Count);
        Assert.Equal(0, table.Column<int>("pos").Length);
        Assert.Empty(table.Text("chr").ToArray());
        RecordNpy.SaveTable(directory["a.npy"], table);
        using RecordTable loaded = RecordNpy.LoadTable(directory["a.npy"]);
        Assert.Equal(0, loaded.As<CpgSite>().Length);
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("x", table);
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        using RecordTable back = read.OpenTable("x");
        Assert.Equal(0, back.As<CpgSite>().Length);
    }

    private static void AssertSites(RecordTable table)
    {
        Assert.Equal(CpgSite.Schema.Fingerprint, table.Schema.Fingerprint);
        Assert.Equal(5000, table.Count);
        Assert.True(table.As<CpgSite>().SequenceEqual(_sites));
        Assert.Equal(_sites.Columns.C.Sum(), table.Column<int>("c").Sum());
        Assert.Equal("chr2", table.Text("chr")[1]);
    }
}
