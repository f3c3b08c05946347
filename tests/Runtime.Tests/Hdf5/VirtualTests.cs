using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Virtual datasets that are made here.</summary>
public class VirtualTests
{
    private static readonly CpgSite[] _sites = RoundTripTests.Sites(1000);

    [Fact]
    public void PartsOfSeveralFilesAreOneDataset()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["parts"]);
        Make(directory["beside.h5"]);
        Make(directory["parts/below.h5"]);
        using (RecordHdf5 file = RecordHdf5.Create(directory["all.h5"]))
        {
            file.Write("own", _sites.AsSpan(0, 5));
            Assert.Equal(2015, file.CreateVirtual<CpgSite>("study/all", [
                new("own"),
                new("plain", "beside.h5"),
                new("g/packed", "parts/below.h5"),
                new("plain", directory["beside.h5"]) { Start = 990 },
                new("plain", "beside.h5") { Start = 10, Count = 0 }]));
            Assert.Equal(3, file.CreateVirtual<CpgSite>("nested", [new("study/all") { Start = 3, Count = 3 }]));
            Assert.Equal(0, file.CreateVirtual<CpgSite>("none", [new("own") { Count = 0 }]));
            file.Complete();
        }

        CpgSite[] expected = [.. _sites[..5], .. _sites, .. _sites, .. _sites[990..]];
        File.WriteAllBytes(directory["expected"], MemoryMarshal.AsBytes(expected.AsSpan()));
        using (RecordHdf5 read = RecordHdf5.OpenRead(directory["all.h5"]))
        {
            Assert.Equal(expected, read.Read<CpgSite>("study/all"));
            Assert.Equal(expected[3..6], read.Read<CpgSite>("nested"));
            Assert.Empty(read.Read<CpgSite>("none"));
            Assert.Equal(Hdf5Storage.Virtual, read.List().Single(static d => d.Name == "study/all").Storage);
            using Hdf5Dataset<CpgSite> dataset = read.OpenDataset<CpgSite>("study/all");
            Assert.Equal(expected.Select(static s => s.Pos), dataset.ReadColumn<int>("pos"));
            Assert.Equal(expected, dataset.ReadBatches(300).SelectMany(static batch => batch.ToArray()));
        }

        Assert.Equal("True ['beside.h5', 'parts/below.h5', 'beside.h5', '.']", Python.Run("""
            d = h5py.File(sys.argv[1])['study/all']
            assert d[:].tobytes() == open(sys.argv[2], 'rb').read()
            print(d.is_virtual, [s.file_name for s in d.virtual_sources() if s.file_name != '.'] + ['.'])
            """, directory["all.h5"], directory["expected"]));

        File.Delete(directory["parts/below.h5"]);
        using RecordHdf5 again = RecordHdf5.OpenRead(directory["all.h5"]);
        Assert.Contains("below.h5", Assert.Throws<RecordFormatException>(() => again.Read<CpgSite>("study/all")).Message);
    }

    [Fact]
    public void WhatCannotBeAPartIsToldBeforeAnythingIsMade()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["main"]);
        Make(directory["other.h5"]);
        Make(directory["main/beside.h5"]);
        File.CreateSymbolicLink(directory["main/link.h5"], directory["other.h5"]);
        File.WriteAllText(directory["main/text.h5"], "no HDF5 file");
        Python.Run("""
            with h5py.File(sys.argv[1], 'r+') as f:
                f['matrix'] = np.zeros((3, 3)); f['wide'] = np.zeros(3, [('chr','S10'),('pos','<i8'),('pct','<f4'),('c','<i4'),('t','<i4')])
                f['odd%b'] = f['plain']; f['out'] = h5py.ExternalLink('/etc/x.h5', 'x')
                f.create_dataset('storage', (1,), f['plain'].dtype, external=[('/etc/passwd', 0, 26)])
                layout = h5py.VirtualLayout((5,), f['plain'].dtype); layout[:] = h5py.VirtualSource('/etc/x.h5', 'x', (5,)); f.create_virtual_dataset('virtual', layout)
            """, directory["main/beside.h5"]);
        using (RecordHdf5 file = RecordHdf5.Create(directory["main/all.h5"]))
        {
            file.Write("own", _sites);
            file.Write("taken", _sites);
            Must<ArgumentException>("x", "not at or below", new Hdf5VirtualPart("plain", "../other.h5"));
            Must<ArgumentException>("x", "not at or below", new Hdf5VirtualPart("plain", directory["other.h5"]));
            Must<ArgumentException>("x", "not at or below", new Hdf5VirtualPart("plain", "link.h5"));
            Must<ArgumentException>("taken", "taken", new Hdf5VirtualPart("own"));
            Must<ArgumentException>("x", "there are 1000", new Hdf5VirtualPart("own") { Start = 500, Count = 501 });
            Must<ArgumentException>("x", "there are 1000", new Hdf5VirtualPart("own") { Start = 1001 });
            Must<ArgumentException>("x", "there are 1000", new Hdf5VirtualPart("own") { Start = 1, Count = long.MaxValue });
            Must<ArgumentException>("x", "'%'", new Hdf5VirtualPart("odd%b", "beside.h5"));
            Must<ArgumentException>("x", "has parts");
            Must<KeyNotFoundException>("x", "none", new Hdf5VirtualPart("own"), new Hdf5VirtualPart("none"));
            Must<KeyNotFoundException>("x", "", new Hdf5VirtualPart("none", "beside.h5"));
            Must<FileNotFoundException>("x", "none.h5", new Hdf5VirtualPart("plain", "none.h5"));
            Must<RecordFormatException>("x", "text.h5", new Hdf5VirtualPart("plain", "text.h5"));
            Must<RecordFormatException>("x", "AllowExternalLinks", new Hdf5VirtualPart("out", "beside.h5"));
            Must<RecordFormatException>("x", "AllowExternalStorage", new Hdf5VirtualPart("storage", "beside.h5"));
            Must<RecordFormatException>("x", "AllowExternalSources", new Hdf5VirtualPart("virtual", "beside.h5"));
            Must<SchemaMismatchException>("x", "pos", new Hdf5VirtualPart("wide", "beside.h5"));
            Must<SchemaMismatchException>("x", "records", new Hdf5VirtualPart("matrix", "beside.h5"));
            Assert.Throws<NotSupportedException>(() => file.CreateVirtual<Wide>("x", [new("own")]));
            Assert.Equal(["own", "taken"], file.Names);
            file.CreateVirtual<CpgSite>("x", [new("plain", "beside.h5")]);
            file.Complete();

            void Must<TException>(string name, string message, params Hdf5VirtualPart[] parts)
                where TException : Exception
                => Assert.Contains(message, Assert.Throws<TException>(() => file.CreateVirtual<CpgSite>(name, parts)).Message);
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["main/all.h5"]);
        Assert.Equal(_sites, read.Read<CpgSite>("x"));
        Assert.Throws<InvalidOperationException>(() => read.CreateVirtual<CpgSite>("y", [new("own")]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Hdf5VirtualPart("x") { Start = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Hdf5VirtualPart("x") { Count = -1 });
    }

    [Fact]
    public void PartsOfEveryKindOfField()
    {
        using var directory = new TempDirectory();
        var observations = new Observation[3];
        MemoryMarshal.AsBytes(observations.AsSpan()).Fill(1);
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("o", observations);
            file.Write("opaque", observations, new Hdf5Options { OpaqueTimes = true });
            file.CreateVirtual<Observation>("twice", [new("o"), new("o")]);
            Assert.Contains("opaque", Assert.Throws<SchemaMismatchException>(() => file.CreateVirtual<Observation>("x", [new("opaque")])).Message);
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal([.. observations, .. observations], read.Read<Observation>("twice"));
        Assert.Equal("ok", Python.Run("""
            f = h5py.File(sys.argv[1]); a, b = f['twice'], f['o']
            assert a.dtype == b.dtype and a[:3].tobytes() == b[:].tobytes() == a[3:].tobytes() and dict(a.attrs) == dict(b.attrs)
            print('ok')
            """, directory["a.h5"]));
    }

    private static void Make(string path)
    {
        using RecordHdf5 file = RecordHdf5.Create(path);
        file.Write("plain", _sites);
        file.Write("g/packed", _sites, new Hdf5Options { Deflate = 4, Shuffle = true, ChunkRows = 100 });
        file.Complete();
    }
}
