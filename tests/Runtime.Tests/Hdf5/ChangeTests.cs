using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Names that change, copies, and groups as dictionaries.</summary>
public class ChangeTests
{
    private static readonly CpgSite[] _sites = RoundTripTests.Sites(1000);

    [Fact]
    public void ThingsAreRenamedCopiedReplacedAndDeleted()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        Make(path);
        Make(directory["other.h5"]);
        using (RecordHdf5 other = RecordHdf5.OpenRead(directory["other.h5"]))
        using (RecordHdf5 file = RecordHdf5.Edit(path))
        {
            file.Rename("study/packed", "done/2024/packed");
            file.Copy("done/2024/packed", "again/packed");
            file.CopyFrom(other, "study", "imported");
            file.CopyFrom(other, "/plain", "/taken");
            file.Replace("plain", _sites.AsSpan(0, 7), new Hdf5Options { Deflate = 1 });
            file.Delete("study/deep");
            Assert.Equal([.. _sites[..7]], ReadBack(file, "plain"));
            file.Complete();
        }

        Assert.Equal("ok", Python.Run("""
            f = h5py.File(sys.argv[1])
            found = []
            f.visititems(lambda n, o: found.append(n) if isinstance(o, h5py.Dataset) else None)
            assert sorted(found) == ['again/packed', 'done/2024/packed', 'imported/deep/x', 'imported/packed', 'plain', 'taken'], found
            assert len(f['study']) == 0 and f['plain'].shape == (7,) and f['plain'].compression == 'gzip' and 'note' not in f['plain'].attrs
            for name in 'again/packed', 'done/2024/packed', 'imported/packed':
                assert f[name].attrs['note'] == 'kept' and f[name].compression == 'gzip' and f[name].shape == (1000,) and f[name]['pos'][999] == f['taken']['pos'][999]
            print('ok')
            """, path));
        Assert.Equal([path, directory["other.h5"]], Directory.GetFileSystemEntries(directory.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatCannotBeDoneLeavesTheTransactionAsItIs()
    {
        using var directory = new TempDirectory();
        Make(directory["a.h5"]);
        using (RecordHdf5 file = RecordHdf5.Edit(directory["a.h5"]))
        {
            Assert.Throws<KeyNotFoundException>(() => file.Rename("none", "x"));
            Assert.Throws<KeyNotFoundException>(() => file.Rename("none/x", "y"));
            Assert.Throws<KeyNotFoundException>(() => file.Delete("plain/x"));
            Assert.Throws<KeyNotFoundException>(() => file.Copy("none", "x"));
            Assert.Throws<KeyNotFoundException>(() => file.Replace<CpgSite>("none", _sites));
            Assert.Throws<KeyNotFoundException>(() => file.Replace<CpgSite>("study", _sites));
            Assert.Throws<ArgumentException>(() => file.Rename("plain", "study/packed"));
            Assert.Throws<ArgumentException>(() => file.Rename("plain", "study/packed/x"));
            Assert.Throws<ArgumentException>(() => file.Rename("study", "study/deep/within"));
            Assert.Throws<ArgumentException>(() => file.Copy("study", "study/deep/within"));
            Assert.Throws<ArgumentException>(() => file.Copy("plain", "plain"));
            Assert.Throws<ArgumentException>(() => file.Rename("plain", "a//b"));
            Assert.Throws<NotSupportedException>(() => file.Replace<Wide>("plain", new Wide[1]));
            Assert.Equal(["plain", "study/deep/x", "study/packed"], file.Names);
            file.Complete();
            Assert.Throws<InvalidOperationException>(() => file.Delete("plain"));
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Throws<InvalidOperationException>(() => read.Rename("plain", "x"));
        Assert.Equal(_sites, read.Read<CpgSite>("plain"));
    }

    [Fact]
    public void AGroupIsNotMovedIntoItselfByAnotherName()
    {
        using var directory = new TempDirectory();
        Make(directory["a.h5"]);
        Make(directory["other.h5"]);
        Python.Run("""
            with h5py.File(sys.argv[1], 'r+') as f:
                f['soft'] = h5py.SoftLink('/study'); f['hard'] = f['study']; f['out'] = h5py.ExternalLink('other.h5', '/')
                f['broken'] = h5py.SoftLink('/nowhere')
            """, directory["a.h5"]);
        byte[] before = File.ReadAllBytes(directory["other.h5"]);
        using (RecordHdf5 file = RecordHdf5.Edit(directory["a.h5"]))
        {
            Assert.Throws<ArgumentException>(() => file.Rename("study", "soft/x"));
            Assert.Throws<ArgumentException>(() => file.Rename("study", "hard/x"));
            Assert.Throws<ArgumentException>(() => file.Copy("study", "hard/deep/x"));

            // Another file is not part of the transaction; the link to it is.
            Assert.Throws<RecordFormatException>(() => file.Delete("out/plain"));
            Assert.Throws<RecordFormatException>(() => file.Rename("plain", "out/x"));
            file.Delete("broken");
            file.Rename("out", "elsewhere");
            file.Delete("elsewhere");
            file.Delete("soft");
            file.Complete();
        }

        Assert.Equal(before, File.ReadAllBytes(directory["other.h5"]));
        Assert.Equal("['hard', 'plain', 'study']", Python.Run("print(sorted(h5py.File(sys.argv[1])))", directory["a.h5"]));
    }

    [Fact]
    public void AGroupIsADictionary()
    {
        using var directory = new TempDirectory();
        var samples = new Dictionary<string, CpgSite[]> { ["s1"] = _sites, ["s2"] = [], ["batch/s3"] = _sites[..3] };
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("study", samples, new Hdf5Options { Deflate = 1 });
            file.Write("/", new Dictionary<string, CpgSite[]> { ["top"] = _sites[..1] });
            Assert.Throws<ArgumentException>(() => file.Write("study", new Dictionary<string, CpgSite[]> { ["new"] = _sites, ["s1"] = _sites }));
            file.AttributesOf("study").Set("x", 1);
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        IReadOnlyDictionary<string, CpgSite[]> back = read.ReadAll<CpgSite>("study");
        Assert.Equal(samples.Keys.Order(StringComparer.Ordinal), back.Keys.Order(StringComparer.Ordinal));
        Assert.All(samples, sample => Assert.Equal(sample.Value, back[sample.Key]));
        Assert.Equal(["study/batch/s3", "study/s1", "study/s2", "top"], read.ReadAll<CpgSite>("/").Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["s3"], read.ReadAll<CpgSite>("/study/batch").Keys);
        Assert.Throws<KeyNotFoundException>(() => read.ReadAll<CpgSite>("none"));
        Assert.Throws<KeyNotFoundException>(() => read.ReadAll<CpgSite>("none/deeper"));
        Assert.Throws<KeyNotFoundException>(() => read.ReadAll<CpgSite>("top"));
    }

    [Fact]
    public void ADatasetWithRowsInAJournalIsNotCopiedWithoutThem()
    {
        using var directory = new TempDirectory();
        using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(directory["calls.h5"], "g/calls");
        appender.Append(_sites);
        using RecordHdf5 source = RecordHdf5.OpenRead(directory["calls.h5"]);
        using RecordHdf5 file = RecordHdf5.Create(directory["new.h5"]);
        Assert.Contains("1000", Assert.Throws<InvalidOperationException>(() => file.CopyFrom(source, "g/calls")).Message);
        Assert.Throws<InvalidOperationException>(() => file.CopyFrom(source, "g"));
    }

    private static CpgSite[] ReadBack(RecordHdf5 file, string name)
    {
        string copy = file.Path + ".copy";
        using (RecordHdf5 other = RecordHdf5.Create(copy))
        {
            other.CopyFrom(file, name, "x");
            other.Complete();
        }

        using (RecordHdf5 read = RecordHdf5.OpenRead(copy))
        {
            CpgSite[] records = read.Read<CpgSite>("x");
            File.Delete(copy);
            return records;
        }
    }

    private static void Make(string path)
    {
        using RecordHdf5 file = RecordHdf5.Create(path);
        file.Write("plain", _sites);
        file.Write("study/packed", _sites, new Hdf5Options { Deflate = 4, Shuffle = true, ChunkRows = 100 });
        file.Write("study/deep/x", _sites.AsSpan(0, 10));
        file.AttributesOf("plain").Set("note", "lost");
        file.AttributesOf("study/packed").Set("note", "kept");
        file.Complete();
    }
}

/// <summary>A record that HDF5 has no type for.</summary>
[SharedRecord]
public partial struct Wide
{
    public WideText Text;
}

[FixedText(3, TextEncoding.Utf32)]
public partial struct WideText;
