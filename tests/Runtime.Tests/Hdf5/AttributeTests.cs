using System.Numerics;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

public class AttributeTests
{
    [Fact]
    public void WhatIsSetHereIsReadByH5pyAsItsOwn()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("g/x", RoundTripTests.Sites(3));
            Hdf5Attributes ofFile = file.Attributes;
            ofFile.Set("source", "GEO GSE1234 – größe");
            ofFile.Set("empty", "");
            ofFile.Set("words", ["a", "bcd", "é"]);
            ofFile.Set("none", Array.Empty<int>().AsSpan());
            ofFile.Set("runs", 3);
            ofFile.Set("runs", 4L);
            ofFile.Set("gone", 1);
            Assert.True(ofFile.Delete("gone"));
            Assert.False(ofFile.Delete("gone"));
            file.AttributesOf("g").Set("half", (Half)1.5);
            file.AttributesOf("/g/x").Set<int>("shape", [1, 2, 3]);
            Hdf5Attributes attributes = file.AttributesOf("g/x");
            attributes.Set("yes", true);
            attributes.Set<bool>("both", [true, false]);
            attributes.Set("quality", Quality.High);
            attributes.Set("complex", new Complex(1, 2));
            attributes.Set("small", new Complex64(1, 2));
            attributes.Set("when", Datetime64.Parse("2023-11-14T22:13:20.5", TimeUnit.Nanoseconds));
            attributes.Set<Timedelta64>("took", [new(5), Timedelta64.NaT]);
            attributes.Set<ulong>("large", [ulong.MaxValue]);
            Assert.Equal([1, 2, 3], attributes.GetArray<int>("shape"));
            file.Complete();
        }

        Assert.Equal("ok", Python.Run("""
            f = h5py.File(sys.argv[1])
            a = f.attrs
            assert dict(a.items())['source'] == 'GEO GSE1234 – größe' and a['empty'] == '' and list(a['words']) == ['a', 'bcd', 'é']
            assert a['none'].shape == (0,) and a['none'].dtype == 'i4' and a['runs'] == 4 and a['runs'].dtype == 'i8' and 'gone' not in a
            assert f['g'].attrs['half'].dtype == 'f2' and f['g'].attrs['half'] == 1.5
            x = f['g/x'].attrs
            assert x['shape'].dtype == 'i4' and list(x['shape']) == [1, 2, 3]
            assert x['yes'].dtype == bool and x['yes'] and list(x['both']) == [True, False]
            assert x['complex'] == 1 + 2j and x['small'].dtype == 'c8' and x['large'][0] == 2**64 - 1
            assert h5py.check_enum_dtype(x.get_id('quality').dtype) == {'Unknown': 0, 'Low': 10, 'High': 200} and x['quality'] == 200
            assert x['when'].dtype == 'M8[ns]' and x['when'] == np.datetime64('2023-11-14T22:13:20.5') and np.isnat(x['took'][1]) and x['took'][0] == np.timedelta64(5, 'ns')
            print('ok')
            """, directory["a.h5"]));
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Hdf5Attributes x = read.AttributesOf("g/x");
        Assert.Equal(Quality.High, x.Get<Quality>("quality"));
        Assert.Equal([true, false], x.GetArray<bool>("both"));
        Assert.Equal(new Complex(1, 2), x.Get<Complex>("complex"));
        Assert.Equal(new Complex64(1, 2), x.Get<Complex64>("small"));
        Assert.Equal("2023-11-14T22:13:20.500000000", x.Get<Datetime64>("when").ToString(TimeUnit.Nanoseconds));
        Assert.True(x.GetArray<Timedelta64>("took")[1].IsNaT);
        Assert.Equal(["empty", "none", "runs", "source", "words"], read.Attributes.List().Select(static a => a.Name));
        Assert.Equal(["a", "bcd", "é"], read.Attributes.GetStrings("words"));
        Assert.Equal("", read.Attributes.GetString("empty"));
        Assert.Empty(read.Attributes.GetArray<int>("none"));
    }

    [Fact]
    public void WhatH5pySetsIsRead()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            with h5py.File(sys.argv[1], 'w') as f:
                a = f.attrs
                a['text'] = 'größe'; a['bytes'] = np.bytes_(b'abc'); a['list'] = ['a', 'bc']; a['fixed'] = np.array([b'a', b'bcd'])
                a['int'] = 3; a['float'] = 0.1; a['bool'] = True; a['bools'] = np.array([True, False])
                a['matrix'] = np.arange(6).reshape(2, 3); a['big'] = np.array([1, 2], '>i2'); a['large'] = 2**40; a['one'] = np.array([7]); a['negative'] = -1
                a['enum'] = np.array(2, h5py.enum_dtype({'A': 1, 'B': 2}, 'i2'))
                t = np.array(['2020-01-01', 'NaT'], 'M8[s]')
                a.create('when', t.astype(h5py.opaque_dtype(t.dtype)))
                a['nothing'] = h5py.Empty('f4')
                a['record'] = np.zeros(2, [('a', 'i4')])
                a['wide'] = np.arange(3000.)[:1000]
            """, directory["a.h5"]);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Hdf5Attributes a = file.Attributes;
        Assert.Equal("größe", a.GetString("text"));
        Assert.Equal("abc", a.GetString("bytes"));
        Assert.Equal(["a", "bc"], a.GetStrings("list"));
        Assert.Equal(["a", "bcd"], a.GetStrings("fixed"));
        Assert.Equal(3, a.Get<int>("int"));
        Assert.Equal(3.0, a.Get<double>("int"));
        Assert.Equal(3, a.Get<byte>("int"));
        Assert.Equal(0.1f, a.Get<float>("float"));
        Assert.True(a.Get<bool>("bool"));
        Assert.Equal([true, false], a.GetArray<bool>("bools"));
        Assert.Equal([0, 1, 2, 3, 4, 5], a.GetArray<long>("matrix"));
        Assert.Equal([1, 2], a.GetArray<int>("big"));
        Assert.Equal(7, a.Get<int>("one"));
        Assert.Equal(2, a.Get<int>("enum"));
        Assert.Equal(1000, a.GetArray<double>("wide").Length);
        Datetime64[] when = a.GetArray<Datetime64>("when");
        Assert.Equal(Datetime64.Parse("2020-01-01", TimeUnit.Nanoseconds), when[0]);
        Assert.True(when[1].IsNaT);
        Assert.Empty(a.GetArray<float>("nothing"));
        Assert.Equal([2, 3], a.List().Single(static i => i.Name == "matrix").Shape);
        Assert.Equal("'<i8'", a.List().Single(static i => i.Name == "int").NumpyType);
        Assert.True(a.Contains("int"));
        Assert.False(a.Contains("no"));
        string Mismatch(Action read) => Assert.Throws<SchemaMismatchException>(read).Message;
        Assert.Contains("1099511627776", Mismatch(() => a.Get<int>("large")));
        Assert.Contains("-1", Mismatch(() => a.Get<uint>("negative")));
        Assert.Contains("GetArray", Mismatch(() => a.Get<long>("matrix")));
        Assert.Contains("GetStrings", Mismatch(() => a.GetString("list")));
        Assert.Contains("Get or GetArray reads it", Mismatch(() => a.GetString("int")));
        Mismatch(() => a.Get<int>("text"));
        Mismatch(() => a.Get<int>("float"));
        Mismatch(() => a.Get<int>("record"));
        Assert.Contains("no such attribute. It has 'big', 'bool'", Assert.Throws<KeyNotFoundException>(() => a.GetString("no")).Message);
        Assert.Contains(directory["a.h5"], Assert.Throws<KeyNotFoundException>(() => file.AttributesOf("no").GetString("x")).Message);
        Assert.Throws<InvalidOperationException>(() => a.Set("new", 1));
        Assert.Throws<NotSupportedException>(() => a.Get<CpgSite>("record"));
    }

    [Fact]
    public void WhatCannotBeSetIsRefusedAndTheTransactionGoesOn()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            Assert.Throws<KeyNotFoundException>(() => file.AttributesOf("x").Set("a", 1));
        }

        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            Hdf5Attributes a = file.Attributes;
            Assert.Contains("Write a dataset", Assert.Throws<ArgumentException>(() => a.Set("a", new byte[64_001].AsSpan())).Message);
            Assert.Throws<ArgumentException>(() => a.Set("a", "b\0"));
            Assert.Throws<ArgumentException>(() => a.Set("a\0", "b"));
            Assert.Throws<ArgumentException>(() => a.Set("", "b"));
            Assert.Throws<ArgumentNullException>(() => a.Set("a", (string)null!));
            Assert.Throws<NotSupportedException>(() => a.Set("a", default(CpgSite)));
            a.Set("largest", new byte[64_000].AsSpan());
            file.Complete();
            Assert.Throws<ObjectDisposedException>(() => a.Set("late", 1));
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(64_000, read.Attributes.GetArray<byte>("largest").Length);
    }

    [Fact]
    public void AFileTellsWhatIsInIt()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("study/x", RoundTripTests.Sites(100), new Hdf5Options { Deflate = 4, Shuffle = true, Fletcher32 = true, ChunkRows = 64 });
            file.Write("study/o", new Observation[3]);
            file.AttributesOf("study/x").Set("units", "percent");
            file.Complete();
        }

        Python.Run("""
            with h5py.File(sys.argv[1], 'a') as f:
                f['matrix'] = np.zeros((3, 4)); f['single'] = 5; f['lzf'] = 0; del f['lzf']
                f.create_dataset('lzf', (5,), 'i4', compression='lzf')
            """, directory["a.h5"]);
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(read.Names, read.List().Select(static d => d.Name));
        Hdf5DatasetInfo x = read.List().Single(static d => d.Name == "study/x");
        Assert.Equal((100, CpgSite.Schema.NumpyDescr, Hdf5Storage.Chunked, 64), (x.Rows, x.NumpyDescr, x.Storage, x.ChunkRows));
        Assert.Equal(["shuffle", "deflate 4", "fletcher32"], x.Filters);
        Assert.Equal("units", Assert.Single(x.Attributes).Name);
        Assert.InRange(x.Bytes, 1, 2600);
        Hdf5DatasetInfo o = read.List().Single(static d => d.Name == "study/o");
        Assert.Equal(Observation.Schema.NumpyDescr.Replace("<M8[s]", "<i8").Replace("<m8[ns]", "<i8"), o.NumpyDescr);
        Assert.Equal((Hdf5Storage.Contiguous, 3L * Observation.Schema.Size, null), (o.Storage, o.Bytes, o.ChunkRows));
        Assert.Equal([3, 4], read.List().Single(static d => d.Name == "matrix").Shape);
        Assert.Equal(["lzf"], read.List().Single(static d => d.Name == "lzf").Filters);
        Assert.Equal((1, "'<i8'"), (read.List().Single(static d => d.Name == "single").Rows, read.List().Single(static d => d.Name == "single").NumpyDescr));
        Assert.Equal(RoundTripTests.Sites(100), read.Read<CpgSite>("study/x"));
    }

    [Fact]
    public void AContiguousDatasetIsMapped()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("x", RoundTripTests.Sites(10_000));
            file.Write("z", RoundTripTests.Sites(10), new Hdf5Options { Deflate = 1 });
            file.Write("none", Array.Empty<CpgSite>());
            file.Write("m", new Measurement[3]);
            file.Complete();
        }

        RecordMap<CpgSite> map;
        using (RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]))
        {
            using Hdf5Dataset<CpgSite> x = read.OpenDataset<CpgSite>("x");
            map = x.Map();
            using Hdf5Dataset<CpgSite> z = read.OpenDataset<CpgSite>("z");
            Assert.Contains("not in one block", Assert.Throws<InvalidOperationException>(() => z.Map()).Message);
            using Hdf5Dataset<CpgSite> none = read.OpenDataset<CpgSite>("none");
            using RecordMap<CpgSite> nothing = none.Map();
            Assert.Equal(0, nothing.Count);
        }

        using (map)
        {
            Assert.Equal(RoundTripTests.Sites(10_000), map.Records);
        }

        Python.Run("""
            with h5py.File(sys.argv[1], 'a') as f:
                rows = f['x'][:]
                def copy(dtype):
                    to = np.zeros(len(rows), dtype)
                    for n in rows.dtype.names: to[n] = rows[n]
                    return to
                f['other'] = copy([(n, rows.dtype[n]) for n in reversed(rows.dtype.names)])
                f['wide'] = copy([(n, rows.dtype[n]) for n in rows.dtype.names] + [('more', 'i4')])
                f['swapped'] = copy(rows.dtype.newbyteorder('>'))
            """, directory["a.h5"]);
        using RecordHdf5 again = RecordHdf5.OpenRead(directory["a.h5"]);
        foreach (string name in new[] { "other", "swapped", "wide" })
        {
            using Hdf5Dataset<CpgSite> other = again.OpenDataset<CpgSite>(name);
            Assert.Contains("not those of the record", Assert.Throws<InvalidOperationException>(() => other.Map()).Message);
        }
    }
}
