using System.Buffers.Binary;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Files that lie about themselves.</summary>
public class BelievedTests
{
    private const string Site = "site = np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])\n";

    [Theory]
    [InlineData("pos\0\0\0\0\0", 10, 24)]
    [InlineData("pos\0\0\0\0\0", 10, 40)]
    [InlineData("pos\0\0\0\0\0", 10, 100_000)]
    [InlineData("pos\0\0\0\0\0", 10, -1)]
    [InlineData("pos\0\0\0\0\0", 10, 9)]
    [InlineData("t\0\0\0\0\0\0\0", 22, 23)]
    public void AMemberBeyondItsRowOrWithinAnotherIsRefused(string name, int offset, int claimed)
    {
        using var directory = new TempDirectory();
        Python.Run(Site + "with h5py.File(sys.argv[1], 'w') as f: f['x'] = np.zeros(8, site)", directory["a.h5"]);
        Patch(directory["a.h5"], name, offset, claimed);
        Refused(directory["a.h5"], "x", CpgSite.Schema);
    }

    [Theory]
    [InlineData("inner\0\0\0", 4, 8)] // the nested record ends behind the row
    [InlineData("b\0\0\0\0\0\0\0", 4, 5)] // a member ends behind the nested record
    public void ANestedMemberIsCheckedToo(string name, int offset, int claimed)
    {
        using var directory = new TempDirectory();
        Python.Run("with h5py.File(sys.argv[1], 'w') as f: f['x'] = np.zeros(8, [('a','<i4'),('inner',[('a','<i4'),('b','<i4')])])", directory["a.h5"]);
        Patch(directory["a.h5"], name, offset, claimed);
        Refused(directory["a.h5"], "x", EveryKindTests.Schema("A", ("a", FieldType.Int32)));
    }

    [Theory]
    [InlineData(1_073_741_827)]
    [InlineData(4)]
    public void AnArrayIsAsLargeAsItsElements(int claimed)
    {
        using var directory = new TempDirectory();
        Python.Run("with h5py.File(sys.argv[1], 'w') as f: f['x'] = np.zeros(8, [('a','<i4'),('mat','<f4',(7,3))]); f['behind'] = np.zeros(1000)", directory["a.h5"]);
        byte[] bytes = File.ReadAllBytes(directory["a.h5"]);
        int at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[7, 0, 0, 0, 3, 0, 0, 0]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 4), claimed);
        File.WriteAllBytes(directory["a.h5"], bytes);
        Refused(directory["a.h5"], "x", EveryKindTests.Schema("A", ("a", FieldType.Int32)));
    }

    /// <summary>libhdf5 gives what memory held before in place of what a chunk lacks.</summary>
    [Fact]
    public void AChunkIsWholeOrAnError()
    {
        using var directory = new TempDirectory();
        string[] names = Python.Run(Site + """
            import zlib, struct
            row = bytes(range(26))
            def lzf(data): return b''.join(bytes([len(data[i:i+32]) - 1]) + data[i:i+32] for i in range(0, len(data), 32))
            def fletcher(data):
                a = b = 0
                for i in range(0, len(data), 2): a = (a + (data[i] << 8) + (data[i + 1] if i + 1 < len(data) else 0)) % 65535; b = (b + a) % 65535
                return data + struct.pack('<I', b << 16 | a)
            whole, short, long = row * 10, row * 9, row * 11
            cases = {
                'gzip-short': (dict(compression='gzip'), zlib.compress(short), 0), 'gzip-long': (dict(compression='gzip'), zlib.compress(long), 0),
                'gzip-cut': (dict(compression='gzip'), zlib.compress(whole)[:-6], 0), 'gzip-skipped-short': (dict(compression='gzip'), short, 1),
                'shuffle-short': (dict(shuffle=True), short, 0), 'shuffle-gzip-short': (dict(shuffle=True, compression='gzip'), zlib.compress(short), 0),
                'lzf-short': (dict(compression='lzf'), lzf(short), 0), 'lzf-long': (dict(compression='lzf'), lzf(long), 0), 'lzf-skipped-short': (dict(compression='lzf'), short, 1),
                'fletcher-short': (dict(fletcher32=True), fletcher(short), 0), 'fletcher-wrong': (dict(fletcher32=True), fletcher(whole)[:-1] + b'x', 0),
                'fletcher-tiny': (dict(fletcher32=True), b'abc', 0), 'fletcher-skipped-short': (dict(fletcher32=True), short, 1),
                'all-short': (dict(shuffle=True, compression='gzip', fletcher32=True), fletcher(zlib.compress(short)), 0),
                'all-skipped-short': (dict(shuffle=True, compression='gzip', fletcher32=True), short, 7),
            }
            right = {
                'none-right': ({}, whole, 0), 'gzip-right': (dict(compression='gzip'), zlib.compress(whole), 0), 'gzip-skipped-right': (dict(compression='gzip'), whole, 1),
                'lzf-right': (dict(compression='lzf'), lzf(whole), 0), 'fletcher-right': (dict(fletcher32=True), fletcher(whole), 0), 'fletcher-skipped-right': (dict(fletcher32=True), whole, 1),
                'all-skipped-right': (dict(shuffle=True, compression='gzip', fletcher32=True), whole, 7), 'lzf-fletcher-right': (dict(compression='lzf', fletcher32=True), fletcher(lzf(whole)), 0),
            }
            with h5py.File(sys.argv[1], 'w') as f:
                for name, (options, data, mask) in (cases | right).items():
                    d = f.create_dataset(name, (30,), site, chunks=(10,), **options)
                    d.id.write_direct_chunk((10,), data, filter_mask=mask)
                for name in right: assert f[name][10:20].tobytes() == whole, name
            print(*cases)
            """, directory["a.h5"]).Split(' ');
        byte[] whole = [.. Enumerable.Repeat(Enumerable.Range(0, 26).Select(static b => (byte)b), 10).SelectMany(static b => b)];
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(23, file.Names.Count);
        foreach (string name in file.Names)
        {
            using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>(name);
            var two = new CpgSite[2];
            var chunk = new CpgSite[10];
            dataset.Read(8, two.AsSpan(0, 1));
            Assert.Equal(default, two[0]);
            if (names.Contains(name))
            {
                foreach (Action read in new Action[] { () => dataset.Read(11, two), () => dataset.Read(10, chunk), () => dataset.ReadColumn<int>("pos"), () => dataset.ReadAll() })
                {
                    Exception? failure = Record.Exception(read);
                    Assert.True(failure is Hdf5Exception && failure.Message.Contains("the chunk that begins at row 10", StringComparison.Ordinal), $"{name}: {failure}");
                }
            }
            else
            {
                dataset.Read(10, chunk);
                Assert.Equal(whole, System.Runtime.InteropServices.MemoryMarshal.AsBytes(chunk.AsSpan()).ToArray());
                dataset.Read(18, two);
                Assert.Equal(chunk[8..], two);
                Assert.Equal(chunk[0].Pos, dataset.ReadColumn<int>("pos")[10]);
            }
        }
    }

    /// <summary>Nothing says how long a chunk without filters is; what is read in its place is of the same file.</summary>
    [Fact]
    public void AShortChunkWithoutFiltersIsReadFromTheFileAlone()
    {
        using var directory = new TempDirectory();
        Python.Run(Site + """
            with h5py.File(sys.argv[1], 'w') as f:
                for i, length in enumerate((1, 9 * 26, 11 * 26)):
                    f.create_dataset(f'x{i}', (20,), site, chunks=(10,)).id.write_direct_chunk((10,), b'a' * length)
                f['end'] = np.full(1000, 0x62626262)
            """, directory["a.h5"]);
        byte[] bytes = File.ReadAllBytes(directory["a.h5"]);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        for (int i = 0; i < 3; i++)
        {
            using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>($"x{i}");
            Assert.True(bytes.AsSpan().IndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes(dataset.ReadAll().AsSpan(10))) >= 0);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(", compression='gzip'")]
    public void AnExtentWithoutItsChunksIsReadInPartsOrByOption(string filters)
    {
        using var directory = new TempDirectory();
        Python.Run(Site + $"""
            rows = np.zeros(777, site); rows['pos'] = range(777)
            with h5py.File(sys.argv[1], 'w') as f: f.create_dataset('x', data=rows, chunks=(777,), maxshape=(777,){filters})
            with h5py.File(sys.argv[2], 'w') as f: f.create_dataset('x', (8000000,), site, chunks=(1000,){filters})[:1000] = rows[0]
            """, directory["a.h5"], directory["sparse.h5"]);
        ClaimRows(directory["a.h5"], 100_000_000);
        using (RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]))
        using (Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>("x"))
        {
            Assert.Equal(100_000_000, dataset.Count);
            var some = new CpgSite[1000];
            dataset.Read(0, some);
            Assert.Equal(Enumerable.Range(0, 777), some.Take(777).Select(static s => s.Pos));
            long before = GC.GetTotalAllocatedBytes();
            Assert.Contains("AllowUnwrittenRows", Assert.Throws<RecordFormatException>(dataset.ReadAll).Message);
            Assert.Contains("100000000 rows", Assert.Throws<RecordFormatException>(() => dataset.ReadColumn<int>("pos")).Message);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
        }

        using RecordHdf5 sparse = RecordHdf5.OpenRead(directory["sparse.h5"], new Hdf5ReadOptions { AllowUnwrittenRows = true });
        using Hdf5Dataset<CpgSite> rows = sparse.OpenDataset<CpgSite>("x");
        Assert.Equal(8_000_000, rows.ReadColumn<int>("pos").Length);
        Assert.Equal(8_000_000, rows.ReadAll().Length);
    }

    [Fact]
    public void AContiguousExtentBeyondTheFileIsRefused()
    {
        using var directory = new TempDirectory();
        Python.Run(Site + """
            with h5py.File(sys.argv[1], 'w') as f: f['x'] = np.zeros(777, site)
            with h5py.File(sys.argv[2], 'w') as f: f.create_dataset('x', (100000000,), site)
            """, directory["a.h5"], directory["late.h5"]);
        ClaimRows(directory["a.h5"], 100_000_000);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Throws<RecordFormatException>(() => file.OpenDataset<CpgSite>("x"));
        using RecordHdf5 late = RecordHdf5.OpenRead(directory["late.h5"]);
        using Hdf5Dataset<CpgSite> unwritten = late.OpenDataset<CpgSite>("x");
        Assert.Throws<RecordFormatException>(unwritten.ReadAll);
        var one = new CpgSite[1];
        unwritten.Read(99_999_999, one);
        Assert.Equal(default, one[0]);
    }

    /// <summary>A column of texts of any length lies beside those of the record, in every layout there is.</summary>
    [Fact]
    public void ColumnsThatAreNotReadMayHoldPointers()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            from h5py import h5d, h5p, h5s, h5t
            plain = [('a','<i4'),('note',h5py.string_dtype()),('inner',[('b','<i4'),('more',h5py.vlen_dtype('i4'))]),('c','<i4')]
            rows = np.zeros(5, plain)
            rows['a'], rows['inner']['b'], rows['c'] = range(5), range(5, 10), range(10, 15)
            rows['note'] = 'text'
            rows['inner']['more'] = [np.arange(3, dtype='i4') for _ in range(5)]
            with h5py.File(sys.argv[1], 'w') as f:
                f['contiguous'] = rows
                f.create_dataset('chunked', data=rows, chunks=(3,))
                f.create_dataset('gzip', data=rows, chunks=(3,), compression='gzip', shuffle=True)
                f.create_dataset('scaled', data=rows, chunks=(2,), maxshape=(None,), fletcher32=True)
                compact = h5p.create(h5p.DATASET_CREATE); compact.set_layout(h5d.COMPACT)
                h5py.Dataset(h5d.create(f.id, b'compact', h5t.py_create(rows.dtype, logical=True), h5s.create_simple((5,)), compact))[:] = rows
            """, directory["a.h5"]);
        RecordSchema schema = EveryKindTests.Schema("Some", ("c", FieldType.Int32), ("inner", FieldType.Nested(EveryKindTests.Schema("Inner", ("b", FieldType.Int32)))), ("a", FieldType.Int32));
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        int[] expected = [.. Enumerable.Range(0, 5).SelectMany(static i => new[] { 10 + i, 5 + i, i })];
        foreach (string name in file.Names)
        {
            int[] read = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(RawRecords.Read(file, name, schema)).ToArray();
            Assert.True(expected.SequenceEqual(read), name);
        }

        Assert.Equal(5, file.Names.Count);
    }

    private static void Refused(string path, string name, RecordSchema schema)
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        Assert.Contains("damaged", Assert.Throws<RecordFormatException>(() => file.OpenDataset(name, schema)).Message);
    }

    private static void Patch(string path, string name, int offset, int claimed)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name)) + name.Length;
        Assert.Equal(offset, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), claimed);
        File.WriteAllBytes(path, bytes);
    }

    private static void ClaimRows(string path, long claimed)
    {
        byte[] bytes = File.ReadAllBytes(path);
        for (int from = 0, times = 0; times < 2 && bytes.AsSpan(from).IndexOf(BitConverter.GetBytes(777L)) is >= 0 and var at; from += at + 8, times++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(from + at), claimed);
        }

        File.WriteAllBytes(path, bytes);
    }
}
