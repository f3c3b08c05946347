using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

public class ErrorTests
{
    [Fact]
    public void ADatasetOfAnotherTypeNamesTheFirstFieldThatDiffers()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            with h5py.File(sys.argv[1], 'w') as f:
                for name, dtype in {
                    'long': [('chr','S10'),('pos','<i8'),('pct','<f8'),('c','<i4'),('t','<i4')],
                    'missing': [('chr','S10'),('pct','<f4'),('pos','<i4'),('c','<i4')],
                    'text': [('chr','i8'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')],
                    'vlen': [('chr',h5py.string_dtype()),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')],
                    'swapped': [('chr','S10'),('pos','>i8'),('pct','<f4'),('c','<i4'),('t','<i4')],
                    'unsigned': [('chr','S10'),('pos','<u4'),('pct','<f4'),('c','<i4'),('t','<i4')],
                }.items(): f.create_dataset(name, (3,), dtype)
                f['plain'] = np.zeros(5)
                f['matrix'] = np.zeros((5, 2), [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
                f['scalar'] = np.zeros((), [('chr','S10')])
                f['complex'] = np.zeros(5, complex)
            """, directory["a.h5"]);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        string Mismatch(string name) => Assert.Throws<SchemaMismatchException>(() => file.OpenDataset<CpgSite>(name)).Message;
        Assert.Contains("field 'pos' is '<i8' where '<i4' is expected", Mismatch("long"));
        Assert.Contains("field 't' ('<i4') is missing", Mismatch("missing"));
        Assert.Contains("field 'chr' is '<i8' where '|S10' is expected", Mismatch("text"));
        Assert.Contains("field 'chr' is text of varying length where '|S10' is expected", Mismatch("vlen"));
        Assert.Contains("field 'pos' is '>i8' where '<i4' is expected", Mismatch("swapped"));
        Assert.Contains("field 'pos' is '<u4' where '<i4' is expected", Mismatch("unsigned"));
        Assert.Contains("[('chr', '|S10'), ('pos', '<i8')", Mismatch("long"));
        Assert.Contains(directory["a.h5"], Mismatch("long"));
        Assert.Contains("plain values, '<f8'", Mismatch("plain"));
        Assert.Contains("field 'chr' ('|S10') is missing. The dataset holds '<c16'", Mismatch("complex"));
        Assert.Contains("2 dimensions", Assert.Throws<RecordFormatException>(() => file.OpenDataset<CpgSite>("matrix")).Message);
        Assert.Contains("a single value", Assert.Throws<RecordFormatException>(() => file.OpenDataset<CpgSite>("scalar")).Message);
    }

    [Fact]
    public void AnExceptionOfTheLibraryTellsItsCauseInParts()
    {
        using var directory = new TempDirectory();
        Written(directory, "a").Dispose();
        byte[] bytes = File.ReadAllBytes(directory["a.h5"]);
        File.WriteAllBytes(directory["short.h5"], bytes[..(bytes.Length / 2)]);
        var damage = Assert.IsType<Hdf5Exception>(Assert.Throws<RecordFormatException>(() => RecordHdf5.OpenRead(directory["short.h5"])).InnerException);
        Assert.Equal("H5Fopen", damage.Errors[0].Function);
        Assert.Equal((damage.Errors[^1].Major, damage.Errors[^1].Minor, 0), (damage.Major, damage.Minor, damage.ErrorNumber));
        Assert.Contains("File", damage.Major);
        Assert.NotEqual("", damage.Minor);
        Hdf5Error refused = damage.Errors[^1] with { Description = "file write failed: time = Mon, filename = 'a.h5', file descriptor = 3, errno = 28, error message = 'No space left on device', buf = 0x1" };
        Assert.Equal(28, new Hdf5Exception("Writing", Hdf5Library.Version, [refused]).ErrorNumber);
        Assert.Equal(("", "", 0), (new Hdf5Exception("Own").Major, new Hdf5Exception("Own").Minor, new Hdf5Exception("Own").ErrorNumber));
    }

    [Fact]
    public void TheNewestLibraryIsTriedFirst()
    {
        string[] names = [.. Hdf5Library.Names];
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(["libhdf5_serial.so.320", "libhdf5.so.320", "libhdf5_serial.so.310", "libhdf5.so.310"], names[..4]);
            Assert.Equal("libhdf5.so", names[^1]);
        }

        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void AMissingDatasetIsAnsweredWithThoseThatAreThere()
    {
        using var directory = new TempDirectory();
        using RecordHdf5 file = Written(directory, "group/a", "b");
        Assert.Contains("has no dataset 'c'. It has 'b', 'group/a'.", Assert.Throws<KeyNotFoundException>(() => file.OpenDataset<CpgSite>("c")).Message);
        Assert.Contains("that is a group", Assert.Throws<KeyNotFoundException>(() => file.OpenDataset<CpgSite>("group")).Message);
        Assert.Throws<KeyNotFoundException>(() => file.OpenDataset<CpgSite>("b/a"));
        Assert.Throws<KeyNotFoundException>(() => file.OpenDataset<CpgSite>("x/y/z"));
    }

    [Fact]
    public void WhatIsNoReadableFileIsSaidToBeSo()
    {
        using var directory = new TempDirectory();
        Assert.Throws<FileNotFoundException>(() => RecordHdf5.OpenRead(directory["none.h5"]));
        Assert.Throws<FileNotFoundException>(() => RecordHdf5.Edit(directory["none.h5"]));
        Assert.Contains("no HDF5 signature", Assert.Throws<RecordFormatException>(() => RecordHdf5.OpenRead(directory.Write("text.h5", new string('x', 5000)))).Message);
        Assert.Contains("empty", Assert.Throws<RecordFormatException>(() => RecordHdf5.Edit(directory.Write("empty.h5", ""))).Message);
        Written(directory, "x").Dispose();
        byte[] whole = File.ReadAllBytes(directory["a.h5"]);
        File.WriteAllBytes(directory["cut.h5"], whole[..^100]);
        var truncated = Assert.Throws<RecordFormatException>(() => RecordHdf5.OpenRead(directory["cut.h5"]));
        Assert.Contains("truncated", truncated.Message);
        Assert.NotEmpty(Assert.IsType<Hdf5Exception>(truncated.InnerException).Errors);
        Assert.Throws<RecordFormatException>(() => RecordHdf5.Edit(directory["cut.h5"]));
        Assert.Equal(4, Directory.GetFileSystemEntries(directory.Path).Length);
    }

    [Fact]
    public async Task APipeOrADeviceIsRefusedAtOnce()
    {
        using var directory = new TempDirectory();
        using (Process pipe = Process.Start("mkfifo", directory["pipe"]))
        {
            await pipe.WaitForExitAsync();
        }

        foreach (string path in new[] { directory["pipe"], "/dev/null" })
        {
            await RefusedAsync<RecordFormatException>(() => RecordHdf5.OpenRead(path));
            await RefusedAsync<RecordFormatException>(() => RecordHdf5.Edit(path));
            await RefusedAsync<IOException>(() => RecordHdf5.Create(path));
        }

        static async Task RefusedAsync<TException>(Func<RecordHdf5> open)
            where TException : Exception
            => Assert.Contains("a pipe", (await Assert.ThrowsAsync<TException>(() => Task.Run(open).WaitAsync(TimeSpan.FromSeconds(60)))).Message);
    }

    [Fact]
    public void AFileItsWriterHasNotClosedIsNotOpened()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            import signal
            f = h5py.File(sys.argv[1], 'w', libver=('v110', 'v110'))
            f.create_dataset('x', data=np.zeros(100, [('chr','S10')]), maxshape=(None,))
            f.swmr_mode = True
            f['x'].flush()
            pid = os.fork()
            if pid == 0: os.kill(os.getpid(), signal.SIGKILL)
            os.waitpid(pid, 0)
            import shutil
            shutil.copy(sys.argv[1], sys.argv[2])
            """, directory["live.h5"], directory["killed.h5"]);
        var notClosed = Assert.Throws<Hdf5FileNotClosedException>(() => RecordHdf5.OpenRead(directory["killed.h5"]));
        Assert.Equal(directory["killed.h5"], notClosed.Path);
        Assert.Contains("RecordHdf5.Repair", notClosed.Message);
        Assert.Throws<Hdf5FileNotClosedException>(() => RecordHdf5.Edit(directory["killed.h5"]));
    }

    [Fact]
    public void NamesThatAreTakenOrNoneAreRefusedAndTheTransactionGoesOn()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("x", RoundTripTests.Sites(1));
            file.Write("g/y", RoundTripTests.Sites(1));
            Assert.Contains("the name is taken", Assert.Throws<ArgumentException>(() => file.Write("x", RoundTripTests.Sites(1))).Message);
            Assert.Contains("the name is taken", Assert.Throws<ArgumentException>(() => file.Write("g", RoundTripTests.Sites(1))).Message);
            Assert.Contains("'x' already exists and is not a group", Assert.Throws<ArgumentException>(() => file.Write("x/z", RoundTripTests.Sites(1))).Message);
            foreach (string name in new[] { "", "/", "a//b", "a/", ".", "./a", "a\0b" })
            {
                Assert.ThrowsAny<ArgumentException>(() => file.Write(name, RoundTripTests.Sites(1)));
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => new Hdf5Options { Deflate = 10 });
            Assert.Throws<ArgumentOutOfRangeException>(() => new Hdf5Options { ChunkRows = 0 });
            file.Complete();
            Assert.Throws<InvalidOperationException>(() => file.Write("late", RoundTripTests.Sites(1)));
            Assert.Throws<InvalidOperationException>(file.Complete);
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(["g/y", "x"], read.Names);
        Assert.Contains("open for reading", Assert.Throws<InvalidOperationException>(() => read.Write("z", RoundTripTests.Sites(1))).Message);
    }

    [Fact]
    public void PlacesThatCannotBeWrittenAreRefusedAtOnce()
    {
        using var directory = new TempDirectory();
        Assert.Throws<DirectoryNotFoundException>(() => RecordHdf5.Create(directory["none/a.h5"]));
        Directory.CreateDirectory(directory["dir.h5"]);
        Assert.Throws<UnauthorizedAccessException>(() => RecordHdf5.Create(directory["dir.h5"]));
        Assert.Contains("/proc/.", Assert.ThrowsAny<SystemException>(() => RecordHdf5.Create("/proc/a.h5")).Message);
        Assert.Contains("name too long", Assert.Throws<IOException>(() => RecordHdf5.Create(directory[new string('a', 256)])).Message);
        Assert.Equal([directory["dir.h5"]], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void ReadingBeyondTheEndOrWhatIsNoColumnIsRefused()
    {
        using var directory = new TempDirectory();
        using RecordHdf5 file = Written(directory, "x");
        using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>("x");
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Read(-1, new CpgSite[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Read(9, new CpgSite[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Read(long.MaxValue, new CpgSite[2]));
        dataset.Read(10, []);
        Assert.Contains("[('chr', '|S10')", Assert.Throws<KeyNotFoundException>(() => dataset.ReadColumn<int>("no")).Message);
        Assert.Contains("field 'pos' is '<i4' where '<i2' is expected", Assert.Throws<SchemaMismatchException>(() => dataset.ReadColumn<short>("pos")).Message);
        Assert.Equal(dataset.ReadColumn<int>("pos").Select(static p => (long)p), dataset.ReadColumn<long>("pos"));
        Assert.Throws<SchemaMismatchException>(() => dataset.ReadColumn<S11>("chr"));
        Assert.Throws<SchemaMismatchException>(() => dataset.ReadColumn<float>("chr"));
        file.Dispose();
        Assert.Equal(10, dataset.ReadAll().Length);
        dataset.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dataset.ReadAll());
        Assert.Throws<ObjectDisposedException>(() => file.Names);
    }

    [Theory]
    [InlineData(10, "the chunk that begins at row 0 is damaged")]
    [InlineData(3, "the chunk that begins at row 3 is damaged")]
    public void ADamagedChunkIsAnErrorThatSaysWhere(int chunk, string cause)
    {
        using var directory = new TempDirectory();
        string[] place = Python.Run("""
            with h5py.File(sys.argv[1], 'w') as f:
                d = f.create_dataset('x', data=np.zeros(10, [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')]), compression='gzip', chunks=(int(sys.argv[2]),))
                f.flush()
                chunk = d.id.get_chunk_info((d.id.get_num_chunks() - 1) // 2)
                print(chunk.byte_offset, chunk.size)
            """, directory["a.h5"], $"{chunk}").Split();
        byte[] bytes = File.ReadAllBytes(directory["a.h5"]);
        foreach (int damaged in new[] { 0, 10, int.Parse(place[1], CultureInfo.InvariantCulture) - 1 })
        {
            byte[] copy = [.. bytes];
            copy[int.Parse(place[0], CultureInfo.InvariantCulture) + damaged] ^= 0x55;
            File.WriteAllBytes(directory["b.h5"], copy);
            using RecordHdf5 file = RecordHdf5.OpenRead(directory["b.h5"]);
            using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>("x");
            var failure = Assert.Throws<Hdf5Exception>(() => dataset.ReadAll());
            Assert.StartsWith($"Reading dataset 'x' of {directory["b.h5"]} failed: ", failure.Message);
            Assert.Contains(cause, failure.Message);
            Assert.Contains("Reading column 'pos' of dataset 'x'", Assert.Throws<Hdf5Exception>(() => dataset.ReadColumn<int>("pos")).Message);
        }
    }

    [Fact]
    public void LibrarysErrorsAreInTheExceptionOneByOne()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            with h5py.File(sys.argv[1], 'w') as f:
                note = ('note', h5py.string_dtype()) # only libhdf5 reads rows that have texts of any length
                f.create_dataset('x', (10,), [note,('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')], chunks=(10,), fletcher32=True)[:5] = [('a', b'b', 1, 2, 3, 4)] * 5
                f.flush()
                offset = f['x'].id.get_chunk_info(0).byte_offset
            with open(sys.argv[1], 'r+b') as f:
                f.seek(offset); f.write(b'x')
            """, directory["a.h5"]);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>("x");
        var failure = Assert.Throws<Hdf5Exception>(() => dataset.ReadAll());
        Assert.Equal("H5Dread", failure.Errors[0].Function);
        Assert.True(failure.Errors.Length > 1);
        Assert.All(failure.Errors, error => Assert.Contains(error.Description, failure.Message));
    }

    [Theory]
    [InlineData("/nowhere/libhdf5.so", "cannot be loaded")]
    [InlineData("libc.so.6", "is not libhdf5")]
    public void AMissingLibraryIsAnsweredWithThePackage(string library, string reason)
    {
        using var directory = new TempDirectory();
        using Process child = ChildProgram.Start("create", directory["a.h5"], ("SCHEMATOOLKIT_LIBHDF5", library));
        string said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.StartsWith("Hdf5NotFoundException: ", said);
        Assert.Contains(reason, said);
        Assert.Contains("apt install libhdf5", said);
        Assert.Contains("dnf install hdf5", said);
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Faults.RefusedCallFact]
    public void WithoutLocksTheWayOutIsNamed()
    {
        using var directory = new TempDirectory();
        Written(directory, "x").Dispose();
        foreach ((string locking, string expected) in new[] { ("", "^Hdf5Exception: .*a.h5.*HDF5_USE_FILE_LOCKING.*\nsucceeded\n$"), ("FALSE", "^succeeded\nsucceeded\n$") })
        {
            using Process child = locking.Length == 0
                ? ChildProgram.Start("nolocks", directory["a.h5"])
                : ChildProgram.Start("nolocks", directory["a.h5"], ("HDF5_USE_FILE_LOCKING", locking));
            string said = child.StandardOutput.ReadToEnd();
            Assert.True(Regex.IsMatch(said, expected), said);
        }
    }

    /// <summary>The type of a dataset is described in its header, which is not as large as one likes.</summary>
    [Fact]
    public void TooManyFieldsAreRefusedBeforeAnythingIsWritten()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            int written = 0;
            foreach (int fields in new[] { 1000, 1700, 1800, 1815, 1817, 1818, 1819, 1820, 1821, 1822, 1825, 1830, 1900, 2000, 5000 })
            {
                RecordSchema schema = EveryKindTests.Schema("Many", [.. Enumerable.Range(0, fields).Select(static i => ($"f{i:00000}", FieldType.Int32))]);
                try
                {
                    RawRecords.Write(file, $"{fields}", schema, new byte[schema.Size]);
                    written++;
                }
                catch (NotSupportedException e)
                {
                    Assert.Contains("Make arrays of fields", e.Message);
                }
            }

            Assert.InRange(written, 1, 12);
            file.Complete();
        }

        Assert.Equal("1000", Python.Run("print(len(h5py.File(sys.argv[1])['1000'].dtype))", directory["a.h5"]));
    }

    private static RecordHdf5 Written(TempDirectory directory, params string[] names)
    {
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            foreach (string name in names)
            {
                file.Write(name, RoundTripTests.Sites(10));
            }

            file.Complete();
        }

        return RecordHdf5.OpenRead(directory["a.h5"]);
    }
}
