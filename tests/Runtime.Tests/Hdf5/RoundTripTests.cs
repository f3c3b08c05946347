using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

public class RoundTripTests
{
    private const string CpgDtype = "[('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')]";

    public static TheoryData<Hdf5Options?> Storages => new(
        null,
        new Hdf5Options { Deflate = 4, Shuffle = true },
        new Hdf5Options { Deflate = 9 },
        new Hdf5Options { Deflate = 1, Shuffle = true, ChunkRows = 1000 },
        new Hdf5Options { Shuffle = true, Fletcher32 = true },
        new Hdf5Options { Shuffle = true, ChunkRows = 100 },
        new Hdf5Options { Fletcher32 = true, ChunkRows = 101 },
        new Hdf5Options { Deflate = 1, Fletcher32 = true },
        new Hdf5Options { Deflate = 4, Shuffle = true, Fletcher32 = true, ChunkRows = 77 },
        new Hdf5Options { ChunkRows = 1 << 30 });

    [Theory]
    [MemberData(nameof(Storages))]
    public void WhatIsWrittenReadsBackHereAndInH5py(Hdf5Options? options)
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = Sites(100_003);
        string path = directory["out.h5"];
        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            file.Write("sample1", sites, options);
            file.Write("group/inner/sample 2", sites.AsSpan(0, 10), options);
            file.Write("empty", Array.Empty<CpgSite>(), options);
            file.Complete();
        }

        using (RecordHdf5 file = RecordHdf5.OpenRead(path))
        {
            Assert.Equal(["empty", "group/inner/sample 2", "sample1"], file.Names);
            using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>("sample1");
            Assert.Equal(sites.Length, dataset.Count);
            Assert.Equal(sites, dataset.ReadAll());
            var some = new CpgSite[777];
            dataset.Read(99_000, some);
            Assert.Equal(sites[99_000..99_777], some);
            Assert.Equal(sites.Select(static s => s.Pos), dataset.ReadColumn<int>("pos"));
            Assert.Equal(sites.Select(static s => s.Chr), dataset.ReadColumn<S10>("chr"));
            using Hdf5Dataset<CpgSite> empty = file.OpenDataset<CpgSite>("/empty");
            Assert.Equal(0, empty.Count);
            Assert.Empty(empty.ReadAll());
        }

        File.WriteAllBytes(directory["expected"], MemoryMarshal.AsBytes(sites.AsSpan()));
        string seen = Python.Run($$"""
            dtype = np.dtype({{CpgDtype}})
            expected = np.fromfile(sys.argv[2], dtype)
            with h5py.File(sys.argv[1]) as f:
                d = f['sample1']
                assert d.dtype == dtype and d.dtype.itemsize == 26, d.dtype
                assert d[:].tobytes() == expected.tobytes()
                assert f['group/inner/sample 2'][:].tobytes() == expected[:10].tobytes()
                assert f['empty'].shape == (0,) and f['empty'].dtype == dtype
                print(d.chunks, d.compression, d.compression_opts, d.shuffle, d.fletcher32)
            """, path, directory["expected"]);
        int? chunk = options is null ? null : Math.Min(options.ChunkRows ?? 40320, sites.Length); // 1 MiB of rows, a multiple of 16
        Assert.Equal(
            $"{(chunk is null ? "None" : $"({chunk},)")} {(options?.Deflate > 0 ? $"gzip {options.Deflate}" : "None None")} {options?.Shuffle ?? false} {options?.Fletcher32 ?? false}",
            seen);
    }

    [Fact]
    public void ChunksThatDoNotBecomeSmallerAreReadByH5py()
    {
        using var directory = new TempDirectory();
        var sites = new CpgSite[5000];
        new Random(3).NextBytes(MemoryMarshal.AsBytes(sites.AsSpan()));
        string path = directory["random.h5"];
        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            for (int filters = 1; filters < 8; filters++)
            {
                var options = new Hdf5Options { Shuffle = (filters & 1) > 0, Deflate = (filters & 2) / 2, Fletcher32 = (filters & 4) > 0, ChunkRows = 333 };
                file.Write($"{filters}", sites, options);
            }

            file.Complete();
        }

        File.WriteAllBytes(directory["expected"], MemoryMarshal.AsBytes(sites.AsSpan()));
        Assert.Equal("ok", Python.Run("""
            expected = open(sys.argv[2], 'rb').read()
            with h5py.File(sys.argv[1]) as f:
                for name in f: assert f[name][:].tobytes() == expected, name
            print('ok')
            """, path, directory["expected"]));
        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.All(read.Names, name => Assert.True(MemoryMarshal.AsBytes(read.Read<CpgSite>(name).AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(sites.AsSpan()))));
    }

    [Fact]
    public void ADatasetIsOpenAsOftenAsOneLikes()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("x", Sites(10));
            file.Write("z", Sites(10), new Hdf5Options { Deflate = 1 });
            file.Complete();
        }

        using RecordHdf5 first = RecordHdf5.OpenRead(directory["a.h5"]);
        using RecordHdf5 second = RecordHdf5.OpenRead(directory["a.h5"]);
        foreach (string name in first.Names)
        {
            using Hdf5Dataset<CpgSite> one = first.OpenDataset<CpgSite>(name);
            using Hdf5Dataset<CpgSite> two = first.OpenDataset<CpgSite>(name);
            Assert.Equal(Sites(10), second.Read<CpgSite>(name));
            Assert.Equal(2, first.List().Count);
            Assert.Equal(one.ReadAll(), two.ReadAll());
            Assert.Throws<SchemaMismatchException>(() => first.OpenDataset<Measurement>(name));
        }
    }

    [Fact]
    public void WhatDoesNotBecomeSmallerIsStoredAsItIs()
    {
        using var directory = new TempDirectory();
        var sites = new CpgSite[10_000];
        new Random(1).NextBytes(MemoryMarshal.AsBytes(sites.AsSpan(2000)));
        File.WriteAllBytes(directory["expected"], MemoryMarshal.AsBytes(sites.AsSpan()));
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("plain", sites, new Hdf5Options { Deflate = 1, ChunkRows = 999 });
            file.Write("shuffled", sites, new Hdf5Options { Deflate = 6, ChunkRows = 999, Shuffle = true });
            file.Complete();
        }

        Assert.Equal("plain [0, 1] shuffled [0, 2]", Python.Run("""
            with h5py.File(sys.argv[1]) as f:
                for name in f:
                    assert f[name][:].tobytes() == open(sys.argv[2], 'rb').read()
                    chunks = [f[name].id.get_chunk_info(i) for i in range(f[name].id.get_num_chunks())]
                    assert len(chunks) == 11 and all(chunk.size <= 999 * 26 for chunk in chunks)
                    print(name, sorted(set(chunk.filter_mask for chunk in chunks)), end=' ')
            """, directory["a.h5"], directory["expected"]));
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        using Hdf5Dataset<CpgSite> dataset = read.OpenDataset<CpgSite>("shuffled");
        Assert.Equal(sites, dataset.ReadAll());
    }

    [Fact]
    public void TheSameRecordsMakeTheSameFile()
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = Sites(50_000);
        foreach (string name in new[] { "a.h5", "b.h5" })
        {
            using RecordHdf5 file = RecordHdf5.Create(directory[name]);
            file.Write("z", sites, new Hdf5Options { Deflate = 3, Shuffle = true, ChunkRows = 1000 });
            file.Write("g/plain", sites);
            file.Complete();
        }

        Assert.Equal(File.ReadAllBytes(directory["a.h5"]), File.ReadAllBytes(directory["b.h5"]));
    }

    [Fact]
    public void WhatH5pyWritesIsRead()
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = Sites(20_000);
        File.WriteAllBytes(directory["rows"], MemoryMarshal.AsBytes(sites.AsSpan()));
        Python.Run($$"""
            rows = np.fromfile(sys.argv[2], {{CpgDtype}})
            with h5py.File(sys.argv[1], 'w') as f:
                f['contiguous'] = rows
                f.create_dataset('gzip', data=rows, compression='gzip', compression_opts=4, shuffle=True)
                f.create_dataset('small chunks', data=rows, compression='gzip', shuffle=True, chunks=(777,))
                f.create_dataset('gzip alone', data=rows, compression='gzip', chunks=(777,), maxshape=(None,))
                f.create_dataset('lzf', data=rows, compression='lzf')
                f.create_dataset('growing', data=rows, maxshape=(None,), chunks=(700,), fletcher32=True)
                f.create_dataset('large chunks', data=rows, chunks=(20000,), compression='gzip')
                holes = f.create_dataset('holes', (20000,), rows.dtype, chunks=(500,), compression='gzip')
                holes[:500] = rows[:500]
                other = np.dtype({'names': ['t', 'note', 'pct', 'pos', 'c', 'chr'], 'formats': ['<i4', 'S5', '<f4', '<i4', '<i4', 'S10'], 'offsets': [4, 8, 20, 24, 32, 40], 'itemsize': 64})
                reordered = np.zeros(len(rows), other)
                for name in rows.dtype.names: reordered[name] = rows[name]
                f['reordered'] = reordered
            with h5py.File(sys.argv[3], 'w', libver='latest') as f:
                f['ünïcode/名前'] = rows
            """, directory["a.h5"], directory["rows"], directory["ünïcode 名前.h5"]);
        using (RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]))
        {
            Assert.Equal(9, file.Names.Count);
            using Hdf5Dataset<CpgSite> holes = file.OpenDataset<CpgSite>("holes");
            Assert.Equal([.. sites[..500], .. new CpgSite[19_500]], holes.ReadAll());
            Assert.Equal(sites[..500].Sum(static s => (long)s.Pos), holes.ReadColumn<int>("pos").Sum(static p => (long)p));
            foreach (string name in file.Names.Where(static name => name != "holes"))
            {
                using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>(name);
                Assert.Equal(sites, dataset.ReadAll());
                Assert.Equal(sites.Select(static s => s.Pct), dataset.ReadColumn<float>("pct"));
                Assert.Equal(sites.Select(static s => s.Chr), dataset.ReadColumn<S10>("chr"));
                foreach ((int start, int count) in new[] { (0, 1), (19_999, 1), (776, 2), (100, 5000), (777, 1554), (15_000, 5000) })
                {
                    var some = new CpgSite[count];
                    dataset.Read(start, some);
                    Assert.Equal(sites[start..(start + count)], some);
                }
            }
        }

        using (RecordHdf5 file = RecordHdf5.OpenRead(directory["ünïcode 名前.h5"]))
        {
            using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>(Assert.Single(file.Names));
            Assert.Equal("ünïcode/名前", dataset.Name);
            Assert.Equal(sites, dataset.ReadAll());
        }
    }

    [Fact]
    public void NamesBeyondAsciiAreThoseOfH5py()
    {
        using var directory = new TempDirectory();
        string path = directory["日本 ü.h5"];
        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            file.Write("größe/名前", Sites(3));
            file.Complete();
        }

        Assert.Equal("größe/名前 (3,)", Python.Run("""
            with h5py.File(sys.argv[1]) as f:
                group, = f
                name, = f[group]
                print(group + '/' + name, f[group][name].shape)
            """, path));
    }

    [Fact]
    public void EverySimpleKindKeepsItsDtype()
    {
        using var directory = new TempDirectory();
        Measurement[] rows = Enumerable.Range(0, 5000).Select(static i => new Measurement(
            (sbyte)i, (byte)i, (short)(i * 7), (ushort)(i * 13), i * -100_000, (uint)i * 800_000, long.MaxValue - i, ulong.MaxValue - (ulong)i, i / 3f, i / 7.0, i % 3 == 0, $"{i % 1000}")).ToArray();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("m", rows);
            file.Write("z", rows, new Hdf5Options { Deflate = 1, Shuffle = true, ChunkRows = 512 });
            file.Complete();
        }

        Python.Run("""
            with h5py.File(sys.argv[1]) as f:
                assert f['m'].dtype == np.dtype(eval(sys.argv[2])), f['m'].dtype
                assert f['m'].dtype['flag'] == np.bool_
                rows = f['m'][:]
                assert (f['z'][:] == rows).all()
            with h5py.File(sys.argv[3], 'w') as f:
                f.create_dataset('m', data=rows[[n for n in reversed(rows.dtype.names)]])
            """, directory["a.h5"], Measurement.Schema.NumpyDescr, directory["b.h5"]);
        foreach (string path in new[] { directory["a.h5"], directory["b.h5"] })
        {
            using RecordHdf5 file = RecordHdf5.OpenRead(path);
            using Hdf5Dataset<Measurement> dataset = file.OpenDataset<Measurement>("m");
            Assert.Equal(rows, dataset.ReadAll());
            Assert.Equal(rows.Select(static r => r.Flag), dataset.ReadColumn<bool>("flag"));
            Assert.Equal(rows.Select(static r => r.U8), dataset.ReadColumn<ulong>("u8"));
        }
    }

    [Fact]
    public void ABoolOfAnyByteIsTrueOnEveryWay()
    {
        using var directory = new TempDirectory();
        var rows = new Measurement[3];
        MemoryMarshal.AsBytes(rows.AsSpan(1, 1))[Measurement.Schema.Fields.Single(static f => f.Name == "flag").Offset] = 0xff;
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("m", rows);
            file.Write("z", rows, new Hdf5Options { Deflate = 1 });
            file.Complete();
        }

        Assert.Equal("[0 1 0] [0 1 0]", Python.Run("""
            with h5py.File(sys.argv[1]) as f:
                print(f['m']['flag'].view('u1'), f['z']['flag'].view('u1'))
                rows = f['m'][:]
            rows['flag'].view('u1')[2] = 7
            with h5py.File(sys.argv[2], 'w') as f:
                f['m'] = rows
            """, directory["a.h5"], directory["b.h5"]));
        using RecordHdf5 foreign = RecordHdf5.OpenRead(directory["b.h5"]);
        using Hdf5Dataset<Measurement> dataset = foreign.OpenDataset<Measurement>("m");
        byte[] bytes = MemoryMarshal.AsBytes(dataset.ReadAll().AsSpan()).ToArray();
        Assert.Equal(1, bytes[(2 * Measurement.Schema.Size) + 42]);
        Assert.Equal(1, MemoryMarshal.AsBytes(dataset.ReadColumn<bool>("flag").AsSpan())[2]);
    }

    [Fact]
    public void ABoolOfAnyByteWithinAColumnIsTrue()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("o", new Observation[3]);
            file.Complete();
        }

        Python.Run("""
            with h5py.File(sys.argv[1], 'r+') as f:
                rows = f['o'][:]
                rows['place']['exact'].view('u1')[1] = 7
                f['o'][:] = rows
            """, directory["a.h5"]);
        using RecordHdf5 foreign = RecordHdf5.OpenRead(directory["a.h5"]);
        using Hdf5Dataset<Observation> dataset = foreign.OpenDataset<Observation>("o");
        Assert.Equal([0, 1, 0], dataset.ReadColumn<Place>("place").Select(static p => RecordBytes.Of(in p)[16]));
        Assert.Equal([0, 1, 0], dataset.ReadAll().Select(static o => RecordBytes.Of(in o.Place)[16]));
    }

    [Fact]
    public void H5dumpShowsTheRecord()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("sites", Sites(3));
            file.Complete();
        }

        string header = Python.Run("import subprocess; print(subprocess.run(['h5dump', '-H', sys.argv[1]], capture_output=True, text=True, check=True).stdout)", directory["a.h5"]);
        Assert.Contains("H5T_STR_NULLPAD", header);
        Assert.Contains("H5T_STD_I32LE \"pos\"", header);
        Assert.Contains("SIMPLE { ( 3 ) / ( 3 ) }", header);
    }

    internal static CpgSite[] Sites(int count)
        => [.. Enumerable.Range(0, count).Select(static i => new CpgSite($"chr{1 + (i % 22)}", i * 37, i % 101 / 4f, i % 60, i % 7))];
}
