using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Files that have other files read.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class OutsideTests
{
    private const string Site = """
        site = np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
        def rows(n, start=0):
            r = np.zeros(n, site); r['chr'] = b'chr1'; r['pos'] = range(start, start + n); return r
        os.chdir(sys.argv[1])

        """;

    [Fact]
    public void OtherFilesAreReadByOptionOnly()
    {
        using var directory = new TempDirectory();
        Python.Run(Site + """
            rows(4).tofile('secret.bin')
            with h5py.File('other.h5', 'w') as f: f['secret'] = rows(5); f['group/deep'] = rows(5)
            with h5py.File('outside.h5', 'w') as f:
                f['mine'] = rows(5)
                f['root-link'] = h5py.ExternalLink('other.h5', '/')
                f['group-link'] = h5py.ExternalLink('other.h5', '/group')
                f['soft'] = h5py.SoftLink('/root-link/secret')
                f['nowhere'] = h5py.SoftLink('/none')
                f['broken'] = h5py.ExternalLink('none.h5', '/')
                f['again'] = f.create_group('group')
                f.create_dataset('storage', (4,), site, external=[('secret.bin', 0, 104)])
                f.create_dataset('short', (5,), site, external=[('secret.bin', 0, 130)])
                f.create_dataset('gone', (4,), site, external=[('none.bin', 0, 104)])
                f.create_dataset('password', (4,), site, external=[('/etc/passwd', 0, 104)])
            """, directory.Path);
        using (RecordHdf5 file = RecordHdf5.OpenRead(directory["outside.h5"]))
        {
            Assert.Equal(["gone", "mine", "password", "short", "storage"], file.Names);
            Assert.Equal(["broken", "group", "group-link", "nowhere", "root-link", "soft"], file.LeftOut.Select(static link => link.Name).Order(StringComparer.Ordinal));
            Assert.Contains("'other.h5'", file.LeftOut.Single(static link => link.Name == "group-link").Reason);
            Assert.Contains("another name of the group 'again'", file.LeftOut.Single(static link => link.Name == "group").Reason);
            Assert.Equal(Hdf5Storage.External, file.List().Single(static d => d.Name == "password").Storage);
            foreach (string name in new[] { "root-link/secret", "group-link/deep", "soft", "root-link" })
            {
                Assert.Contains("AllowExternalLinks", Assert.Throws<RecordFormatException>(() => file.OpenDataset<CpgSite>(name)).Message);
                Assert.Contains("AllowExternalLinks", Assert.Throws<RecordFormatException>(() => file.AttributesOf(name).List()).Message);
            }

            foreach (string name in new[] { "storage", "short", "gone", "password" })
            {
                Assert.Contains("AllowExternalStorage", Assert.Throws<RecordFormatException>(() => file.OpenDataset<CpgSite>(name)).Message);
            }

            Assert.Equal(5, file.Read<CpgSite>("mine").Length);
        }

        string before = Directory.GetCurrentDirectory();
        using RecordHdf5 open = RecordHdf5.OpenRead(directory["outside.h5"], new Hdf5ReadOptions { AllowExternalLinks = true, AllowExternalStorage = true });
        Assert.Contains("root-link/secret", open.Names);
        Assert.Contains("root-link/group/deep", open.Names);
        Assert.Contains("soft", open.Names);
        Assert.Equal([0, 1, 2, 3, 4], open.Read<CpgSite>("root-link/secret").Select(static s => s.Pos));
        Assert.Equal([0, 1, 2, 3, 4], open.Read<CpgSite>("group-link/deep").Select(static s => s.Pos));
        Assert.Equal([0, 1, 2, 3], open.Read<CpgSite>("storage").Select(static s => s.Pos));
        Assert.Equal([0, 1, 2, 3], open.Read<CpgSite>("storage").Select(static s => s.Pos));
        Assert.Contains("104 bytes", Assert.Throws<RecordFormatException>(() => open.OpenDataset<CpgSite>("short")).Message);
        Assert.Contains("none.bin", Assert.Throws<RecordFormatException>(() => open.OpenDataset<CpgSite>("gone")).Message);
        Assert.Equal(before, Directory.GetCurrentDirectory());
    }

    [Fact]
    public void VirtualDatasetsAreOfFilesBesideThemAndWhole()
    {
        using var directory = new TempDirectory();
        Python.Run(Site + """
            os.makedirs('main/below'); os.makedirs('elsewhere')
            for path in ('main/beside.h5', 'main/below/part.h5', 'elsewhere/other.h5', 'none-here.h5'):
                with h5py.File(path, 'w') as f: f['x'] = rows(5, 100); f['short'] = rows(3); f['plain'] = np.zeros(5); f['linked'] = h5py.ExternalLink('/etc/other.h5', 'x')
            os.symlink('../elsewhere', 'main/link')
            with h5py.File('main/storage.h5', 'w') as f: f.create_dataset('x', (5,), site, external=[('/etc/passwd', 0, 130)])
            def virtual(f, name, source, dataset='x', n=5):
                layout = h5py.VirtualLayout((10,), site)
                layout[:5] = h5py.VirtualSource('.', 'mine', (5,)); layout[5:] = h5py.VirtualSource(source, dataset, (n,))[:5]
                f.create_virtual_dataset(name, layout)
            with h5py.File('main/a.h5', 'w') as f:
                f['mine'] = rows(5)
                virtual(f, 'beside', 'beside.h5'); virtual(f, 'below', 'below/part.h5'); virtual(f, 'itself', 'a.h5', 'mine')
                virtual(f, 'absolute', os.path.abspath('main/beside.h5')); virtual(f, 'up', '../none-here.h5'); virtual(f, 'through', 'link/other.h5')
                virtual(f, 'missing-file', 'none-here.h5'); virtual(f, 'missing-dataset', 'beside.h5', 'none'); virtual(f, 'too-short', 'beside.h5', 'short')
                virtual(f, 'external-link', 'beside.h5', 'linked'); virtual(f, 'storage', 'storage.h5'); virtual(f, 'nested', 'nested.h5')
            with h5py.File('main/nested.h5', 'w') as f:
                layout = h5py.VirtualLayout((5,), site); layout[:] = h5py.VirtualSource('../none-here.h5', 'x', (5,)); f.create_virtual_dataset('x', layout)
            """, directory.Path);
        string path = directory["main/a.h5"];
        using (RecordHdf5 file = RecordHdf5.OpenRead(path))
        {
            foreach (string name in new[] { "beside", "below" })
            {
                Assert.Equal([0, 1, 2, 3, 4, 100, 101, 102, 103, 104], file.Read<CpgSite>(name).Select(static s => s.Pos));
            }

            Assert.Equal([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], file.Read<CpgSite>("itself").Select(static s => s.Pos));
            Assert.Equal(13, file.List().Count);
            void Refused(string name, string reason) => Assert.Contains(reason, Assert.Throws<RecordFormatException>(() => file.OpenDataset<CpgSite>(name)).Message);
            foreach (string name in new[] { "absolute", "up", "through", "nested" })
            {
                Refused(name, "AllowExternalSources");
            }

            Refused("missing-file", "there is no file " + directory["main/none-here.h5"]);
            Refused("too-short", "has 3 rows");
            Refused("external-link", "AllowExternalLinks");
            Refused("storage", "AllowExternalStorage");
            Assert.Throws<KeyNotFoundException>(() => file.OpenDataset<CpgSite>("missing-dataset"));
        }

        using RecordHdf5 open = RecordHdf5.OpenRead(path, new Hdf5ReadOptions { AllowExternalSources = true });
        foreach (string name in new[] { "absolute", "up", "through", "nested" })
        {
            Assert.Equal(100, open.Read<CpgSite>(name)[5].Pos);
        }

        Assert.Throws<RecordFormatException>(() => open.OpenDataset<CpgSite>("missing-file"));
    }

    [Fact]
    public void GroupsMayBeDeepAndCircular()
    {
        using var directory = new TempDirectory();
        string deep = string.Join('/', Enumerable.Range(0, 200).Select(static i => $"g{i}")) + "/x";
        Python.Run(Site + """
            with h5py.File('a.h5', 'w') as f:
                f[sys.argv[2]] = rows(3)
                f['g0/circle'] = f['/']
                f['loop'] = h5py.SoftLink('/loop')
                f['b/x'] = rows(1)
                f['b/same'] = f['b/x']
            """, directory.Path, deep);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(["b/same", "b/x", deep], file.Names);
        Assert.Equal(["g0/circle", "loop"], file.LeftOut.Select(static link => link.Name));
        Assert.Equal(3, file.Read<CpgSite>(deep).Length);
    }
}
