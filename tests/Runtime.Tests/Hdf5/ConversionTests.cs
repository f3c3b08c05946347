using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Columns of other types than the record's, compared with numpy's own conversion.</summary>
public class ConversionTests
{
    private static readonly string[] _types = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", ">i2", ">u4", ">i8", ">f4", ">f8"];

    [Fact]
    public void EveryNumberThatFitsIsReadAsAnyTypeThatHoldsItsKind()
    {
        using var directory = new TempDirectory();
        string[] held = Python.Run("""
            types = sys.argv[2].split()
            limits = lambda t: [np.iinfo(t).min, np.iinfo(t).max] if t.kind in 'iu' else [np.finfo(t).min, np.finfo(t).max, np.inf, np.nan, 0.5, -0.0]
            with h5py.File(sys.argv[1] + '/a.h5', 'w') as f:
                for t in map(np.dtype, types):
                    rows = np.zeros(700, [('pad', 'S3'), ('v', t)])
                    rows['v'] = np.arange(700) % 100
                    rows['v'][300:300 + len(limits(t))] = limits(t)
                    f.create_dataset(t.str[1:] + t.str[0], data=rows)
                    f.create_dataset('z' + t.str[1:] + t.str[0], data=rows, chunks=(64,), compression='gzip', shuffle=True)
                    for u in map(np.dtype, types):
                        with np.errstate(all='ignore'): rows['v'].astype(u).tofile(f'{sys.argv[1]}/{t.str}-{u.str}')
                        if np.can_cast(t, u, 'safe') and not (t.kind in 'iu' and t.itemsize == 8 and u.kind == 'f'): print(t.str + '-' + u.str)
            """, directory.Path, string.Join(' ', _types)).Split('\n');
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        int read = 0;
        foreach (string from in _types)
        {
            foreach (string to in _types)
            {
                string pair = $"{Full(from)}-{Full(to)}";
                RecordSchema schema = EveryKindTests.Schema("One", ("v", Type(to)));
                foreach (string name in new[] { "", "z" })
                {
                    if (held.Contains(pair))
                    {
                        Assert.True(File.ReadAllBytes(directory[pair]).SequenceEqual(RawRecords.Read(file, name + Full(from)[1..] + Full(from)[0], schema)), pair);
                        read++;
                    }
                    else
                    {
                        Assert.Contains("AllowNarrowing", Assert.Throws<SchemaMismatchException>(() => RawRecords.Read(file, name + Full(from)[1..] + Full(from)[0], schema)).Message);
                    }
                }
            }
        }

        Assert.Equal(2 * held.Length, read);
        Assert.InRange(held.Length, 60, 200);
    }

    [Fact]
    public void NarrowingByOptionChecksEveryValue()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            site = [('chr','S10'),('pos','<i8'),('pct','<f8'),('c','<u4'),('t','<f8')]
            rows = np.zeros(100, site); rows['pos'] = range(100); rows['pct'] = np.arange(100) / 3; rows['t'] = 7
            with h5py.File(sys.argv[1], 'w') as f:
                f['right'] = rows
                for column, value in ('pos', 2**31), ('pos', -2**31 - 1), ('pct', 1e39), ('c', 2**31), ('t', 0.5), ('t', 2.0**31), ('t', float('nan')), ('t', float('inf')):
                    wrong = rows.copy(); wrong[column][77] = value; f[f'{column} {value}'] = wrong
                for name, value in ('63', 2.0**63), ('64', 2.0**64), ('n63', -2.0**63): f[name] = np.full(3, value, [('v', '<f8')])
            """, directory["a.h5"]);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"], new Hdf5ReadOptions { AllowNarrowing = true });
        CpgSite[] rows = file.Read<CpgSite>("right");
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => new CpgSite("", i, (float)(i / 3.0), 0, 7)), rows);
        foreach (string name in file.Names.Where(static name => name.Contains(' ')))
        {
            string message = Assert.Throws<SchemaMismatchException>(() => file.Read<CpgSite>(name)).Message;
            Assert.Contains($"field '{name.Split(' ')[0]}' of row 77", message);
        }

        byte[] Read(string name, FieldType type) => RawRecords.Read(file, name, EveryKindTests.Schema("One", ("v", type)));
        Assert.Equal(1UL << 63, MemoryMarshal.Read<ulong>(Read("63", FieldType.UInt64)));
        Assert.Equal(long.MinValue, MemoryMarshal.Read<long>(Read("n63", FieldType.Int64)));
        Assert.Throws<SchemaMismatchException>(() => Read("63", FieldType.Int64));
        Assert.Throws<SchemaMismatchException>(() => Read("64", FieldType.UInt64));
        Assert.Throws<SchemaMismatchException>(() => Read("n63", FieldType.UInt64));
        using RecordHdf5 strict = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Contains("AllowNarrowing", Assert.Throws<SchemaMismatchException>(() => strict.Read<CpgSite>("right")).Message);
    }

    [Fact]
    public void TextsOfAnotherWidthFitOrSayWhereTheyDoNot()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            from h5py import h5t, h5s, h5d
            def dataset(f, name, text, rows):
                t = h5t.create(h5t.COMPOUND, rows.dtype.itemsize); t.insert(b'v', 0, text)
                h5d.create(f.id, name, t, h5s.create_simple((len(rows),))).write(h5s.ALL, h5s.ALL, rows.view(f'V{rows.dtype.itemsize}'), mtype=t)
            with h5py.File(sys.argv[1], 'w') as f:
                f['S2'] = np.array([(b'ab',), (b'',), (b'c',)], [('v', 'S2')])
                f['S12'] = np.array([(b'abcd',), (b'',), (b'c',)], [('v', 'S12')])
                f['long'] = np.array([(b'abcd',), (b'',), (b'abcde',)], [('v', 'S12')])
                blank = h5t.C_S1.copy(); blank.set_size(8); blank.set_strpad(h5t.STR_SPACEPAD)
                ended = h5t.C_S1.copy(); ended.set_size(8); ended.set_strpad(h5t.STR_NULLTERM)
                dataset(f, b'blank', blank, np.array([(b'abcd    ',), (b'        ',), (b'c       ',)], [('v', 'S8')]))
                dataset(f, b'ended', ended, np.array([(b'abcd\0xyz',), (b'\0a',), (b'c\0rest',)], [('v', 'S8')]))
            """, directory["a.h5"]);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        RecordSchema schema = EveryKindTests.Schema("One", ("v", FieldType.Text(4)));
        Assert.Equal("ab\0\0\0\0\0\0c\0\0\0"u8, RawRecords.Read(file, "S2", schema));
        foreach (string name in new[] { "S12", "blank", "ended" })
        {
            Assert.Equal("abcd\0\0\0\0c\0\0\0"u8, RawRecords.Read(file, name, schema));
        }

        Assert.Contains("field 'v' of row 2 is a text of 5 bytes, 'abcde', which does not fit S4", Assert.Throws<SchemaMismatchException>(() => RawRecords.Read(file, "long", schema)).Message);
    }

    [Fact]
    public void TimesOfAnotherUnitAreConverted()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            units = 'Y M W D h m s ms us ns'.split()
            values = [0, 1, -1, 100, -100, 40]
            with h5py.File(sys.argv[1] + '/a.h5', 'w') as f:
                for u in units:
                    rows = np.zeros(7, [('v', 'i8')]); rows['v'] = values + [-2**63]
                    f[u] = rows; f[u].attrs['v.units'] = f'datetime64[{u}]'
                    for w in (units[:2] if u in 'YM' else units[2:]): rows['v'].astype(f'M8[{u}]').astype(f'M8[{w}]').tofile(f'{sys.argv[1]}/{u}-{w}')
                opaque = np.array([1, 2], 'M8[s]'); f['opaque'] = opaque.astype(h5py.opaque_dtype(opaque.dtype)).view([('v', h5py.opaque_dtype(opaque.dtype))])
                f['far'] = np.full(1, 2**62, [('v', 'i8')]); f['far'].attrs['v.units'] = 'datetime64[s]'
            """, directory.Path);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        using RecordHdf5 narrowing = RecordHdf5.OpenRead(directory["a.h5"], new Hdf5ReadOptions { AllowNarrowing = true });
        TimeUnit[] units = [TimeUnit.Weeks, TimeUnit.Days, TimeUnit.Hours, TimeUnit.Minutes, TimeUnit.Seconds, TimeUnit.Milliseconds, TimeUnit.Microseconds, TimeUnit.Nanoseconds];
        string[] codes = ["W", "D", "h", "m", "s", "ms", "us", "ns"];
        for (int from = 0; from < units.Length; from++)
        {
            for (int to = 0; to < units.Length; to++)
            {
                RecordSchema schema = EveryKindTests.Schema("One", ("v", FieldType.Datetime64(units[to])));
                Assert.Equal(File.ReadAllBytes(directory[$"{codes[from]}-{codes[to]}"]), RawRecords.Read(narrowing, codes[from], schema));
                if (from <= to)
                {
                    Assert.Equal(RawRecords.Read(narrowing, codes[from], schema), RawRecords.Read(file, codes[from], schema));
                }
                else
                {
                    Assert.Contains("AllowNarrowing", Assert.Throws<SchemaMismatchException>(() => RawRecords.Read(file, codes[from], schema)).Message);
                }
            }
        }

        byte[] As(string name, TimeUnit unit) => RawRecords.Read(file, name, EveryKindTests.Schema("One", ("v", FieldType.Datetime64(unit))));
        Assert.Equal(File.ReadAllBytes(directory["Y-M"]), As("Y", TimeUnit.Months));
        Assert.Throws<SchemaMismatchException>(() => As("Y", TimeUnit.Days));
        Assert.Contains("of row 0 is 4611686018427387904", Assert.Throws<SchemaMismatchException>(() => As("far", TimeUnit.Attoseconds)).Message);
        Assert.Equal([1000L, 2000L], MemoryMarshal.Cast<byte, long>(As("opaque", TimeUnit.Milliseconds)).ToArray());
    }

    [Fact]
    public void EnumsAndArraysAndNestedRecordsAreConvertedWithin()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            inner = [('b', '>i2'), ('a', 'i1')]
            rows = np.zeros(50, [('e', h5py.enum_dtype({'Low': 1, 'High': 2}, 'i1')), ('levels', 'f4', (2, 3)), ('inner', inner, (4,)), ('other', 'i8')])
            rows['e'] = np.arange(50) % 3
            rows['levels'] = np.arange(300).reshape(50, 2, 3)
            rows['inner']['a'] = np.arange(200).reshape(50, 4) % 100
            rows['inner']['b'] = np.arange(200).reshape(50, 4)
            with h5py.File(sys.argv[1], 'w') as f:
                f['x'] = rows
                f['z'] = rows
                f.create_dataset('c', data=rows, chunks=(7,), compression='gzip', shuffle=True)
            """, directory["a.h5"]);
        RecordSchema inner = EveryKindTests.Schema("Inner", ("a", FieldType.Int32), ("b", FieldType.Double));
        RecordSchema schema = EveryKindTests.Schema(
            "Outer",
            ("levels", FieldType.Array(FieldType.Array(FieldType.Double, 3), 2)),
            ("e", FieldType.Enum(FieldType.Int32, [new EnumMember("Low", 1), new EnumMember("High", 2)])),
            ("inner", FieldType.Array(FieldType.Nested(inner), 4)));
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        foreach (string name in file.Names)
        {
            byte[] rows = RawRecords.Read(file, name, schema);
            for (int i = 0; i < 50; i++)
            {
                ReadOnlySpan<byte> row = rows.AsSpan(i * schema.Size, schema.Size);
                Assert.Equal(Enumerable.Range(i * 6, 6).Select(static v => (double)v), MemoryMarshal.Cast<byte, double>(row[..48]).ToArray());
                Assert.Equal(i % 3, MemoryMarshal.Read<int>(row[48..]));
                for (int j = 0; j < 4; j++)
                {
                    Assert.Equal(((i * 4) + j) % 100, MemoryMarshal.Read<int>(row[(52 + (j * 12))..]));
                    Assert.Equal((double)((i * 4) + j), MemoryMarshal.Read<double>(row[(56 + (j * 12))..]));
                }
            }
        }
    }

    /// <summary>A file that pandas has made (<c>make_pandas.py</c>).</summary>
    [Fact]
    public void AFileOfPandasIsRead()
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(Path.Combine(AppContext.BaseDirectory, "Hdf5", "pandas.h5"));
        Assert.Equal(["blocks/table", "calls/table"], file.Names);
        Call[] calls = file.Read<Call>("calls/table");
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => new Call($"chr{1 + (i % 22)}", i * 7, i % 101 / 4d, i)), calls);
        using RecordTable blocks = file.OpenTable("blocks/table");
        Assert.Equal("[('index', '<i8'), ('values_block_0', '|S5', (1,)), ('values_block_1', '<i8', (1,)), ('values_block_2', '<f8', (1,)), ('values_block_3', '<i4', (1,))]", blocks.Schema.NumpyDescr);
        Assert.Equal(50, blocks.Count);
        Assert.Equal("deflate 9", file.List()[1].Filters[^1]);
    }

    [Fact]
    public void TablesOfPandasAndPyTablesAreRead()
    {
        using var directory = new TempDirectory();
        string made = Python.Run("""
            try: import tables
            except ImportError: print('no tables'); sys.exit()
            class Row(tables.IsDescription):
                chr = tables.StringCol(5, pos=0); pos = tables.Int64Col(pos=3); pct = tables.Float64Col(pos=1); c = tables.Int16Col(pos=2); t = tables.UInt8Col(pos=4)
            with tables.open_file(sys.argv[1], 'w') as f:
                t = f.create_table('/', 'calls', Row, filters=tables.Filters(5, 'zlib', shuffle=True, fletcher32=True))
                t.append([('chr%d' % (i % 9), i / 4, i % 7, i, i % 5) for i in range(1000)])
            print('made')
            """, directory["a.h5"]);
        if (made == "made")
        {
            using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"], new Hdf5ReadOptions { AllowNarrowing = true });
            Assert.Equal(Enumerable.Range(0, 1000).Select(static i => new CpgSite($"chr{i % 9}", i, i / 4f, i % 7, i % 5)), file.Read<CpgSite>("calls"));
        }
    }

    private static string Full(string type) => type[0] == '>' ? type : (type[1] == '1' ? "|" : "<") + type;

    private static FieldType Type(string type)
    {
        FieldType plain = type.TrimStart('>') switch
        {
            "i1" => FieldType.SByte,
            "u1" => FieldType.Byte,
            "i2" => FieldType.Int16,
            "u2" => FieldType.UInt16,
            "i4" => FieldType.Int32,
            "u4" => FieldType.UInt32,
            "i8" => FieldType.Int64,
            "u8" => FieldType.UInt64,
            "f2" => FieldType.Half,
            "f4" => FieldType.Single,
            _ => FieldType.Double,
        };
        return type[0] == '>' ? plain.AsBigEndian() : plain;
    }
}

[SharedRecord]
public partial struct Call
{
    public S10 Chr;
    public long Pos;
    public double Pct;
    public long C;
}
