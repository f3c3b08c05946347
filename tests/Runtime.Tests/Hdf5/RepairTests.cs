using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

public class RepairTests
{
    // A writer in SWMR mode that is killed: the end that it noted is far before what it has flushed.
    private const string Killed = """
        import signal
        pid = os.fork()
        if pid == 0:
            site = np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
            f = h5py.File(sys.argv[1], 'w', libver=('v110', 'v110'), userblock_size=int(sys.argv[2]))
            d = f.create_dataset('x', (0,), site, maxshape=(None,), chunks=(100,), compression='gzip')
            f.swmr_mode = True
            for i in range(50):
                rows = np.zeros(100, site); rows['pos'] = np.arange(100) + 100 * i
                d.resize((100 * i + 100,)); d[-100:] = rows; d.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(pid, 0)
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    public void AFileWhoseWriterWasKilledKeepsAllOfItsRows(int userBlock)
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        Python.Run(Killed, path, $"{userBlock}");
        long length = new FileInfo(path).Length;
        Hdf5FileNotClosedException notClosed = Assert.Throws<Hdf5FileNotClosedException>(() => RecordHdf5.OpenRead(path));
        notClosed.Repair();
        Assert.Equal(length, new FileInfo(path).Length);
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
        Assert.Equal("(5000,) True", Python.Run("with h5py.File(sys.argv[1]) as f: print(f['x'].shape, (f['x']['pos'] == np.arange(5000)).all())", path));
        using (RecordHdf5 file = RecordHdf5.OpenRead(path))
        {
            Assert.Equal(Enumerable.Range(0, 5000), file.Read<CpgSite>("x").Select(static s => s.Pos));
        }

        byte[] whole = File.ReadAllBytes(path);
        RecordHdf5.Repair(path);
        Assert.Equal(whole, File.ReadAllBytes(path));
        using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "x");
        Assert.Equal(5000, appender.Count);
    }

    [Fact]
    public void WhatCannotBeRepairedStaysAsItWas()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        Python.Run(Killed, path, "0");
        byte[] whole = File.ReadAllBytes(path);
        foreach (Action<byte[]> damage in new Action<byte[]>[] { static b => b[30] ^= 1, static b => b[8] = 4, static b => b.AsSpan(48).Clear() })
        {
            byte[] damaged = [.. whole];
            damage(damaged);
            File.WriteAllBytes(path, damaged);
            Assert.Throws<RecordFormatException>(() => RecordHdf5.Repair(path));
            Assert.Equal(damaged, File.ReadAllBytes(path));
        }

        Assert.Throws<FileNotFoundException>(() => RecordHdf5.Repair(directory["none.h5"]));
        Assert.Throws<RecordFormatException>(() => RecordHdf5.Repair(directory.Write("text.h5", "no file of HDF5")));
        Assert.Equal(2, Directory.GetFileSystemEntries(directory.Path).Length);
    }
}
