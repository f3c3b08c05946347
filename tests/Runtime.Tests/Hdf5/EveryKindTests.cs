using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

public class EveryKindTests
{
    [Fact]
    public void ADeclaredRecordOfEveryKindMakesTheRoundTrip()
    {
        using var directory = new TempDirectory();
        var rows = new Observation[100];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new Observation
            {
                Quality = i % 2 == 0 ? Quality.High : Quality.Low,
                Half = (Half)i,
                Big = i,
                Complex = new(i, -i),
                Complex64 = new(i, i),
                When = new(i),
                Took = new(-i),
                Place = new Place((byte)i, i, i % 3 == 0),
                Flag = i % 3 == 1,
                Code = $"{i}",
            };
            rows[i].Levels[2] = i;
        }

        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("integers", rows);
            file.Write("opaque", rows, new Hdf5Options { OpaqueTimes = true, Deflate = 1, Shuffle = true, ChunkRows = 9 });
            file.Complete();
        }

        Python.Run("""
            with h5py.File(sys.argv[1]) as f:
                integers, opaque = f['integers'], f['opaque']
                assert integers.dtype == eval(sys.argv[2]), integers.dtype
                assert opaque.dtype == eval(sys.argv[3]), opaque.dtype
                assert (opaque['when'] == integers['when'].astype(integers.attrs['when.units'])).all()
                assert h5py.check_enum_dtype(opaque.dtype['quality']) == {'Unknown': 0, 'Low': 10, 'High': 200}
                assert opaque[5]['place']['x'] == 5 and opaque[5]['big'] == 5 and list(opaque[5]['levels']) == [0, 0, 5] and opaque[5]['code'] == b'5'
                rows = opaque[:]
            with h5py.File(sys.argv[4], 'w') as f:
                f['opaque'] = rows
            """, directory["a.h5"], RawRecords.Dtype(Observation.Schema, times: false), RawRecords.Dtype(Observation.Schema, times: true), directory["b.h5"]);
        foreach ((string path, string name) in new[] { ("a.h5", "integers"), ("a.h5", "opaque"), ("b.h5", "opaque") })
        {
            using RecordHdf5 file = RecordHdf5.OpenRead(directory[path]);
            using Hdf5Dataset<Observation> dataset = file.OpenDataset<Observation>(name);
            Assert.Equal(rows, dataset.ReadAll());
            Assert.Equal(rows.Select(static r => r.Quality), dataset.ReadColumn<Quality>("quality"));
            Assert.Equal(rows.Select(static r => r.Big), dataset.ReadColumn<BigEndian<int>>("big"));
            Assert.Equal(rows.Select(static r => r.Complex), dataset.ReadColumn<System.Numerics.Complex>("complex"));
            Assert.Equal(rows.Select(static r => r.When), dataset.ReadColumn<Datetime64>("when"));
            Assert.Equal(rows.Select(static r => r.Place), dataset.ReadColumn<Place>("place"));
            Assert.Equal(rows.Select(static r => r.Levels[2]), dataset.ReadColumn<Levels>("levels").Select(static l => l[2]));
            Assert.Equal(rows.Select(static r => r.Flag), dataset.ReadColumn<bool>("flag"));
        }
    }

    [Fact]
    public void RandomRecordsKeepTheirDtypeAndBytesBothWays()
    {
        using var directory = new TempDirectory();
        RecordSchema[] schemas = [.. RandomSchemas.Any.Sample(60, new FsCheck.Rnd(1), 200)];
        byte[][] rows = [.. schemas.Select(static (schema, i) => RawRecords.Random(schema, 50, i))];
        Assert.Contains(schemas, static s => s.Fields.Any(static f => f.Type.Kind == FieldKind.Array && f.Type.Element!.Kind == FieldKind.Record));
        Assert.Contains(schemas, static s => s.HasPadding);
        using (RecordHdf5 file = RecordHdf5.Create(directory["ours.h5"]))
        {
            for (int i = 0; i < schemas.Length; i++)
            {
                bool opaque = i % 3 == 0;
                RawRecords.Write(file, $"{i}", schemas[i], rows[i], new Hdf5Options { OpaqueTimes = opaque, Deflate = i % 2, Shuffle = i % 2 == 1 });
                File.WriteAllBytes(directory[$"{i}.rows"], rows[i]);
                File.WriteAllText(directory[$"{i}.dtype"], RawRecords.Dtype(schemas[i], times: opaque));
            }

            file.Complete();
        }

        // h5py sees the dtype and the bytes; what it writes of them in its turn, fields in another order and place, is read.
        Python.Run("""
            def packed_and_reversed(dtype):
                if dtype.subdtype: return (packed_and_reversed(dtype.subdtype[0]), dtype.subdtype[1])
                if not dtype.names or dtype.names == ('r', 'i'): return dtype
                return np.dtype([(n, packed_and_reversed(dtype[n])) for n in reversed(dtype.names)])
            def copy(to, of):
                for n in of.dtype.names:
                    if of.dtype[n].base.names: copy(to[n], of[n])
                    else: to[n] = of[n]
            with h5py.File(sys.argv[1] + '/ours.h5') as f, h5py.File(sys.argv[1] + '/theirs.h5', 'w') as g:
                for i in range(len(f)):
                    d = f[str(i)]
                    expected = eval(open(f'{sys.argv[1]}/{i}.dtype').read())
                    assert d.dtype == expected, (i, d.dtype, expected)
                    rows = d[:]
                    assert rows.tobytes() == open(f'{sys.argv[1]}/{i}.rows', 'rb').read(), (i, d.dtype)
                    other = np.zeros(len(rows), packed_and_reversed(d.dtype))
                    copy(other, rows)
                    e = g.create_dataset(str(i), data=other)
                    e.attrs.update(d.attrs)
                    e = g.create_dataset(f'{i}s', data=rows, compression='lzf', shuffle=True)
                    e.attrs.update(d.attrs)
            """, directory.Path);
        using RecordHdf5 ours = RecordHdf5.OpenRead(directory["ours.h5"]);
        using RecordHdf5 theirs = RecordHdf5.OpenRead(directory["theirs.h5"]);
        for (int i = 0; i < schemas.Length; i++)
        {
            Assert.Equal(rows[i], RawRecords.Read(ours, $"{i}", schemas[i]));
            Assert.Equal(rows[i], RawRecords.Read(theirs, $"{i}", schemas[i]));
            Assert.Equal(rows[i], RawRecords.Read(theirs, $"{i}s", schemas[i]));
        }
    }

    [Fact]
    public void TimesAreIntegersWhoseUnitsH5pyCanApply()
    {
        using var directory = new TempDirectory();
        RecordSchema inner = Schema("Inner", ("at", FieldType.Array(FieldType.Datetime64(TimeUnit.Milliseconds), 2)));
        RecordSchema schema = Schema("Times", ("when", FieldType.Datetime64(TimeUnit.Seconds)), ("took", FieldType.Timedelta64(TimeUnit.Nanoseconds)), ("inner", FieldType.Nested(inner)));
        byte[] rows = new byte[schema.Size];
        BitConverter.TryWriteBytes(rows, 1_700_000_000L);
        BitConverter.TryWriteBytes(rows.AsSpan(8), long.MinValue);
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            RawRecords.Write(file, "t", schema, rows);
            file.Complete();
        }

        Assert.Equal("2023-11-14T22:13:20 NaT inner.at.units=datetime64[ms] took.units=timedelta64[ns] when.units=datetime64[s]", Python.Run("""
            with h5py.File(sys.argv[1], 'a') as f:
                d = f['t']
                print(d['when'].astype(d.attrs['when.units'])[0], d['took'].astype(d.attrs['took.units'])[0], *sorted(f'{k}={v}' for k, v in d.attrs.items()))
                d.attrs['when.units'] = np.bytes_('datetime64[s]')
                f['untold'] = d[:]
                f['minutes'] = d[:]
                for n in 'took', 'inner.at': f['minutes'].attrs[n + '.units'] = d.attrs[n + '.units']
                f['minutes'].attrs['when.units'] = 'datetime64[m]'
                f['span'] = d[:]
                f['span'].attrs['when.units'] = 'timedelta64[s]'
            """, directory["a.h5"]));
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(rows, RawRecords.Read(read, "t", schema));
        Assert.Contains("'when' is '<i8' whose unit is not given where '<M8[s]' is expected", Assert.Throws<SchemaMismatchException>(() => RawRecords.Read(read, "untold", schema)).Message);
        Assert.Equal(1_700_000_000L * 60, BitConverter.ToInt64(RawRecords.Read(read, "minutes", schema)));
        Assert.Contains("'when' is '<i8' whose unit is 'timedelta64[s]'", Assert.Throws<SchemaMismatchException>(() => RawRecords.Read(read, "span", schema)).Message);
    }

    [Fact]
    public void EnumsCarryTheirNamesAndMustNotContradict()
    {
        using var directory = new TempDirectory();
        FieldType Grade(params EnumMember[] members) => FieldType.Enum(FieldType.Int16, [.. members]);
        RecordSchema schema = Schema("Graded", ("grade", Grade(new("bad", -1), new("good", 2))));
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            RawRecords.Write(file, "g", schema, [255, 255, 2, 0, 77, 0]);
            file.Complete();
        }

        Assert.Equal("{'bad': -1, 'good': 2} [-1  2 77]", Python.Run("""
            with h5py.File(sys.argv[1]) as f:
                print(h5py.check_enum_dtype(f['g'].dtype['grade']), f['g']['grade'])
            """, directory["a.h5"]));
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        byte[] Read(FieldType type) => RawRecords.Read(read, "g", Schema("Other", ("grade", type)));
        Assert.Equal([255, 255, 2, 0, 77, 0], Read(Grade(new("bad", -1), new("best", 3))));
        Assert.Equal([255, 255, 2, 0, 77, 0], Read(FieldType.Int16));
        Assert.Contains("enum in which good is 2", Assert.Throws<SchemaMismatchException>(() => Read(Grade(new EnumMember("good", 1)))).Message);
        Assert.Contains("enum in which good is 2", Assert.Throws<SchemaMismatchException>(() => Read(Grade(new EnumMember("fair", 2)))).Message);
        Assert.Contains("'grade' is an enum of '<i2' (bad, good) where '|i1' is expected", Assert.Throws<SchemaMismatchException>(() => Read(FieldType.SByte)).Message);
    }

    [Fact]
    public void AnEnumThatLooksLikeABoolIsStillItself()
    {
        using var directory = new TempDirectory();
        FieldType truth = FieldType.Enum(FieldType.SByte, [new("FALSE", 0), new("TRUE", 1)]);
        RecordSchema schema = Schema("Truths", ("truth", truth), ("c", FieldType.Nested(Schema("Parts", ("r", FieldType.Single), ("i", FieldType.Single)))));
        byte[] rows = RawRecords.Random(schema, 9, 1);
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            RawRecords.Write(file, "t", schema, rows);
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(rows, RawRecords.Read(read, "t", schema));
        Assert.Throws<SchemaMismatchException>(() => RawRecords.Read(read, "t", Schema("Integers", ("truth", FieldType.SByte))));
    }

    [Fact]
    public void Utf32TextIsRefusedWithTheWayOut()
    {
        using var directory = new TempDirectory();
        RecordSchema schema = Schema("Wide", ("a", FieldType.Int32), ("title", FieldType.Utf32Text(5)));
        using RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]);
        var refused = Assert.Throws<NotSupportedException>(() => RawRecords.Write(file, "w", schema, new byte[schema.Size]));
        Assert.Contains("'<U5'", refused.Message);
        Assert.Contains("title", refused.Message);
        Assert.Contains("S text", refused.Message);
        RawRecords.Write(file, "w", Schema("Narrow", ("a", FieldType.Int32)), new byte[4]);
        file.Complete();
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Contains("S text", Assert.Throws<NotSupportedException>(() => RawRecords.Read(read, "w", schema)).Message);
    }

    [Fact]
    public void TheBoolsAndTextsOfOthersAreRead()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            from h5py import h5t, h5s, h5d
            def dataset(f, name, members, rows):
                t = h5t.create(h5t.COMPOUND, rows.dtype.itemsize)
                for n, m in members: t.insert(n, rows.dtype.fields[n.decode()][1], m)
                d = h5d.create(f.id, name, t, h5s.create_simple((len(rows),)))
                d.write(h5s.ALL, h5s.ALL, rows.view(f'V{rows.dtype.itemsize}'), mtype=t)
            blank = h5t.C_S1.copy(); blank.set_size(5); blank.set_strpad(h5t.STR_SPACEPAD)
            ended = h5t.C_S1.copy(); ended.set_size(5); ended.set_strpad(h5t.STR_NULLTERM); ended.set_cset(h5t.CSET_UTF8)
            rows = np.array([(1, b'ab   ', b'cd')], [('yes', 'u1'), ('blank', 'S5'), ('ended', 'S5')])
            with h5py.File(sys.argv[1], 'w') as f:
                dataset(f, b'd', [(b'yes', h5t.NATIVE_B8), (b'blank', blank), (b'ended', ended)], rows)
            """, directory["a.h5"]);
        RecordSchema schema = Schema("Others", ("yes", FieldType.Boolean), ("blank", FieldType.Text(5)), ("ended", FieldType.Text(5)));
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal("\u0001ab\0\0\0cd\0\0\0"u8, RawRecords.Read(read, "d", schema));
    }

    internal static RecordSchema Schema(string name, params (string Name, FieldType Type)[] fields)
    {
        ImmutableArray<FieldSchema>.Builder all = ImmutableArray.CreateBuilder<FieldSchema>();
        int offset = 0;
        foreach ((string column, FieldType type) in fields)
        {
            all.Add(new FieldSchema(column, column, offset, type));
            offset += type.Size;
        }

        return new RecordSchema(name, offset, 1, all.ToImmutable());
    }
}
