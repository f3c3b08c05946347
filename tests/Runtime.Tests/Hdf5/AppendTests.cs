using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Faults;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class AppendTests
{
    private const int Runs = 30;
    private const int SoakRuns = 200;

    // pwrite64, rename, linkat, unlink, unlinkat, renameat, renameat2, fdatasync, fsync, fchmod, ftruncate, copy_file_range, sendfile, openat, close
    private static readonly uint[] _calls = [18, 18, 18, 18, 82, 265, 87, 263, 264, 316, 75, 74, 91, 77, 326, 40, 257, 3];

    public static TheoryData<Hdf5Options?> Storages => new(
        null,
        new Hdf5Options { ChunkRows = 77 },
        new Hdf5Options { Deflate = 4, Shuffle = true, ChunkRows = 500 },
        new Hdf5Options { Deflate = 1, ChunkRows = 7 },
        new Hdf5Options { Deflate = 4, Shuffle = true, Fletcher32 = true, ChunkRows = 100 },
        new Hdf5Options { Deflate = 1 });

    [Theory]
    [MemberData(nameof(Storages))]
    public void WhatIsAppendedIsThereForAll(Hdf5Options? options)
    {
        using var directory = new TempDirectory();
        string path = directory["calls.h5"];
        int count = 0;
        foreach (int[] batches in new[] { new[] { 1, 0, 499, 500 }, [501, 3], [], [7, 1, 3000] })
        {
            using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "study/calls", options);
            Assert.Equal((count, "study/calls"), (appender.Count, appender.Name));
            foreach (int batch in batches)
            {
                appender.Append(Rows(count, batch));
                count += batch;
                Assert.Equal(count, appender.Count);
                AssertRead(path, count);
            }

            appender.Flush();
            Assert.Equal(count, InH5py(path));
            Assert.False(File.Exists(path + ".journal"));
            AssertRead(path, count);
        }

        Assert.Equal(count, InH5py(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
        Assert.Equal("(None,)", Python.Run("""
            with h5py.File(sys.argv[1], 'a') as f:
                d = f['study/calls']
                print(d.maxshape)
                d.resize((d.shape[0] + 1,)); d[-1] = d[0]
            """, path));
        using (Hdf5Appender<CpgSite> again = RecordHdf5.Append<CpgSite>(path, "study/calls"))
        {
            Assert.Equal(count + 1, again.Count);
            again.Append(Rows(count + 1, 10));
        }

        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        Assert.Equal([.. Rows(0, count), AppendProgram.Row(0), .. Rows(count + 1, 10)], file.Read<CpgSite>("study/calls"));
    }

    [Theory]
    [MemberData(nameof(Storages))]
    public void RowsAreAddedToACopyWhileMoreAreAppended(Hdf5Options? options)
    {
        using var directory = new TempDirectory();
        string path = directory["calls.h5"];
        CpgSite[] rows = Rows(0, 400_000); // more than a step
        options = options is null ? null : options with { ChunkRows = Math.Max(5000, options.ChunkRows ?? 0) };
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "calls", options))
        {
            for (int start = 0; start < rows.Length; start += 20_000)
            {
                appender.Append(rows.AsSpan(start, 20_000));
            }

            Assert.Equal(0, InH5py(path));
            appender.Flush();
            Assert.Equal(rows.Length, InH5py(path));
            appender.Append(rows);

            // Another program changes the file, which the copy was made of.
            Python.Run("with h5py.File(sys.argv[1], 'r+') as f: f['theirs'] = 1", path);
            appender.Append(rows);
            appender.Append(rows.AsSpan(0, 7));
        }

        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
        using (RecordHdf5 read = RecordHdf5.OpenRead(path))
        {
            Assert.Equal(["calls", "theirs"], read.Names);
            Assert.Equal([.. rows, .. rows, .. rows, .. rows[..7]], read.Read<CpgSite>("calls"));
        }

        File.WriteAllBytes(directory["expected"], MemoryMarshal.AsBytes(rows.AsSpan()));
        Assert.Equal("True", Python.Run("print(h5py.File(sys.argv[1])['calls'][:].tobytes() == (e := open(sys.argv[2], 'rb').read()) * 3 + e[:7 * 26])", path, directory["expected"]));
    }

    [Fact]
    public void ADatasetWithALongNameIsReadWhileItIsAppendedTo()
    {
        using var directory = new TempDirectory();
        string name = string.Join('/', Enumerable.Repeat(new string('n', 1000), 70));
        using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(directory["a.h5"], name);
        appender.Append(new CpgSite("chr1", 1, 1, 1, 1));
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(1, file.Read<CpgSite>(name).Single().Pos);
    }

    [Fact]
    public void EveryKindOfRecordAndOwnerIsAppended()
    {
        using var directory = new TempDirectory();
        var observations = new Observation[10];
        MemoryMarshal.AsBytes(observations.AsSpan()).Fill(1);
        using (Hdf5Appender<Observation> appender = RecordHdf5.Append<Observation>(directory["a.h5"], "o", new Hdf5Options { Deflate = 1, ChunkRows = 3 }))
        {
            appender.Append(observations);
            appender.Append(in observations[3]);
        }

        using (SharedRecordWriter<Measurement> writer = SharedRecords.Create<Measurement>())
        using (Hdf5Appender<Measurement> appender = RecordHdf5.Append<Measurement>(directory["a.h5"], "m", durability: Durability.PowerLoss))
        {
            var measurement = new Measurement[5];
            MemoryMarshal.AsBytes(measurement.AsSpan()).Fill(7);
            writer.Add(measurement);
            using SharedRecords<Measurement> shared = writer.Publish();
            appender.Append(shared);
            using RecordHdf5 pending = RecordHdf5.OpenRead(directory["a.h5"]);
            Assert.Equal((5, 11), (pending.List().Single(static d => d.Name == "m").Rows, pending.List().Single(static d => d.Name == "o").Rows));
        }

        Assert.Equal("5 [1 1 1 1 1] 11 datetime64[s]", Python.Run("""
            with h5py.File(sys.argv[1]) as f: print(f['m'].shape[0], f['m']['flag'].view('u1'), f['o'].shape[0], f['o'].attrs['when.units'])
            """, directory["a.h5"]));
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal([.. observations, observations[3]], file.Read<Observation>("o"));
    }

    [Fact]
    public void OthersSeeWholeEarlierStatesWhileRowsAreAppended()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "g/calls", new Hdf5Options { Deflate = 1, ChunkRows = 100 });
        using RecordHdf5 before = RecordHdf5.OpenRead(path);
        appender.Append(Rows(0, 1000));
        Assert.Equal(0, InH5py(path));
        using RecordHdf5 open = RecordHdf5.OpenRead(path);
        using Hdf5Dataset<CpgSite> rows = open.OpenDataset<CpgSite>("g/calls");
        appender.Append(Rows(1000, 500));
        appender.Flush();
        appender.Append(Rows(1500, 1));
        Assert.Equal(1500, InH5py(path));
        Assert.Equal(Rows(0, 1000), rows.ReadAll());
        var some = new CpgSite[10];
        rows.Read(500, some);
        Assert.Equal(Rows(500, 10), some);
        Assert.Equal(Enumerable.Range(0, 1000), rows.ReadColumn<int>("pos"));
        Assert.Empty(before.Read<CpgSite>("g/calls"));
        AssertRead(path, 1501);
    }

    [Fact]
    public void OneWriterAtATime()
    {
        using var directory = new TempDirectory();
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(directory["a.h5"], "x"))
        {
            appender.Append(Rows(0, 3));
            Assert.Throws<IOException>(() => RecordHdf5.Append<CpgSite>(directory["a.h5"], "x"));
            Assert.Throws<IOException>(() => RecordHdf5.Append<CpgSite>(directory["a.h5"], "y"));
            Assert.Throws<IOException>(() => RecordHdf5.Edit(directory["a.h5"]));
            Assert.Throws<IOException>(() => RecordHdf5.Create(directory["a.h5"]));
            appender.Dispose();
            Assert.Throws<ObjectDisposedException>(() => appender.Append(Rows(0, 3)));
            Assert.Throws<ObjectDisposedException>(appender.Flush);
        }

        RecordHdf5.Append<CpgSite>(directory["a.h5"], "x").Dispose();
    }

    [Fact]
    public void WhatCannotGrowIsRefused()
    {
        using var directory = new TempDirectory();
        Python.Run("""
            site = [('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')]
            with h5py.File(sys.argv[1], 'w') as f:
                f['contiguous'] = np.zeros(3, site)
                f.create_dataset('limited', (3,), site, maxshape=(10,))
                f.create_dataset('lzf', (3,), site, maxshape=(None,), compression='lzf')
                f.create_dataset('other', (3,), site[1:] + site[:1], maxshape=(None,))
                f.create_dataset('plain', (3,), 'i4', maxshape=(None,))
                f.create_dataset('matrix', (3, 4), site, maxshape=(None, 4))
                f.create_dataset('grows', (3,), site, maxshape=(None,), shuffle=True, compression='gzip')
                f.create_group('group')
            """, directory["a.h5"]);
        byte[] before = File.ReadAllBytes(directory["a.h5"]);
        TException Refused<TException>(string name)
            where TException : Exception
            => Assert.Throws<TException>(() => RecordHdf5.Append<CpgSite>(directory["a.h5"], name));
        Assert.Contains("maxshape=(None,)", Refused<InvalidOperationException>("contiguous").Message);
        Refused<InvalidOperationException>("limited");
        Assert.Contains("lzf", Refused<InvalidOperationException>("lzf").Message);
        Refused<InvalidOperationException>("matrix");
        Assert.Contains("same places", Refused<SchemaMismatchException>("other").Message);
        Refused<SchemaMismatchException>("plain");
        Refused<KeyNotFoundException>("group");
        Refused<ArgumentException>("grows/x");
        Assert.Throws<RecordFormatException>(() => RecordHdf5.Append<CpgSite>(directory.Write("text.h5", "no file of HDF5"), "x"));
        Assert.Throws<DirectoryNotFoundException>(() => RecordHdf5.Append<CpgSite>(directory["none/a.h5"], "x"));
        Assert.Equal(before, File.ReadAllBytes(directory["a.h5"]));
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(directory["a.h5"], "grows"))
        {
            appender.Append(Rows(3, 5000));
        }

        Assert.Equal(2, Directory.GetFileSystemEntries(directory.Path).Length);
        using RecordHdf5 file = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal([.. new CpgSite[3], .. Rows(3, 5000)], file.Read<CpgSite>("grows"));
    }

    /// <summary>What a loss of power may leave of the last frame.</summary>
    [Fact]
    public void ATornJournalGivesItsWholeFrames()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        string journal = path + ".journal";
        RecordHdf5.Append<CpgSite>(path, "g/calls").Dispose();
        byte[] file = File.ReadAllBytes(path);
        var lengths = new List<int>();
        byte[] whole;
        DateTime modified = File.GetLastWriteTimeUtc(path);
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "g/calls"))
        {
            for (int i = 0; i < 4; i++)
            {
                appender.Append(Rows(i * 10, 10));
                lengths.Add((int)new FileInfo(journal).Length);
            }

            whole = File.ReadAllBytes(journal);
        }

        var random = new Random(5);
        for (int i = 0; i < 60; i++)
        {
            File.WriteAllBytes(path, file);
            int cut = i < 3 ? i * 20 : random.Next(whole.Length);
            byte[] torn = i % 2 == 0 ? whole[..cut] : [.. whole[..cut], .. new byte[whole.Length - cut]];
            File.WriteAllBytes(journal, torn);
            int expected = 10 * lengths.Count(length => length <= cut);
            if (cut < lengths[0] - 284 && i % 2 == 1 && cut > 0)
            {
                // Zeros in the place of a header that was never whole, with rows behind it, cannot come of this library.
                continue;
            }

            AssertRead(path, expected);
            using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "g/calls"))
            {
                Assert.Equal(expected, appender.Count);
                appender.Append(Rows(expected, 5));
            }

            AssertRead(path, expected + 5);
            Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
        }
    }

    [Fact]
    public void RowsAreNeverAppendedTwice()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        using Process child = Start("append", path, "1 3 87 0 0"); // killed when it deletes the journal, whose rows are in the file
        int committed = Committed(child);
        Assert.True(File.Exists(path + ".journal"));
        AssertRead(path, committed);
        AssertRecovers(path, committed);

        using Process second = Start("append", directory["b.h5"], "1 3 82 0 0"); // killed when it replaces the file
        committed = Committed(second);
        AssertRead(directory["b.h5"], committed);
        Python.Run("with h5py.File(sys.argv[1], 'a') as f: f.attrs['changed'] = 1", directory["b.h5"]);
        Assert.Throws<Hdf5JournalException>(() => RecordHdf5.OpenRead(directory["b.h5"]));
        Hdf5JournalException unclear = Assert.Throws<Hdf5JournalException>(() => RecordHdf5.Append<CpgSite>(directory["b.h5"], "g/calls"));
        Assert.Equal((directory["b.h5"], directory["b.h5.journal"]), (unclear.Path, unclear.JournalPath));
        Assert.Throws<Hdf5JournalException>(() => RecordHdf5.Edit(directory["b.h5"]));
        File.Delete(directory["b.h5"]);
        Assert.Contains("it is gone", Assert.Throws<Hdf5JournalException>(() => RecordHdf5.Create(directory["b.h5"])).Message);
        File.Delete(directory["b.h5.journal"]);
        RecordHdf5.Create(directory["b.h5"]).Dispose();
    }

    [Fact]
    public void AnEditOrANewAppenderFinishesWhatAKilledOneBegan()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        using Process child = Start("append", path, "4 2 18 3 3000"); // killed when it writes the journal
        int committed = Committed(child);
        Assert.True(InH5py(path) < committed);
        using (RecordHdf5 file = RecordHdf5.Edit(path))
        {
            file.Attributes.Set("edited", true);
            file.Complete();
        }

        Assert.True(InH5py(path) >= committed);
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [RefusedCallFact]
    public void WhatAppendReturnedFromIsThereAfterAKill() => AssertNothingIsLost(Runs, 1);

    [SoakFact]
    public void WhatAppendReturnedFromIsThereAfterManyKills() => AssertNothingIsLost(SoakRuns, 1000);

    /// <summary>The harness finds what is lost: a file that is flushed after every batch does lose rows.</summary>
    [RefusedCallFact]
    public void AFileThatIsOnlyFlushedLosesRows()
    {
        using var directory = new TempDirectory();
        var random = new Random(1);
        for (int run = 0; run < 60; run++)
        {
            string path = directory[$"{run}.h5"];
            using Process child = Start("flush", path, $"1 {random.Next(3, 20)} 18 3 {random.Next(1, 60_000)}");
            int committed = Committed(child, mayEnd: true);
            if (child.ExitCode != 0 && !IsWhole(path, committed))
            {
                return;
            }
        }

        Assert.Fail("60 kills lost nothing: the harness does not see what it should.");
    }

    private static void AssertNothingIsLost(int runs, int seed)
    {
        using var directory = new TempDirectory();
        int killed = 0;
        for (int run = 0; run < runs; run++)
        {
            var random = new Random(seed + run);
            Directory.CreateDirectory(directory[$"{run}"]);
            string path = directory[$"{run}/a.h5"];
            bool atRandom = run % 4 == 3;
            uint call = _calls[random.Next(_calls.Length)];
            using Process child = Start("append", path, atRandom ? $"{seed + run}" : $"{seed + run} {random.Next(0, 25)} {call} {(call == 18 ? 3 : 0)} {(call == 18 ? random.Next(1, 300_000) : 0)}");
            if (atRandom)
            {
                for (int lines = random.Next(0, 40); lines > 0; lines--)
                {
                    _ = child.StandardOutput.ReadLine();
                }

                Thread.SpinWait(random.Next(2_000_000));
                child.Kill();
            }

            int committed = Committed(child, mayEnd: true);
            killed += child.ExitCode == 0 ? 0 : 1;
            if (!File.Exists(path))
            {
                Assert.Equal(0, committed);
                continue;
            }

            int there = InH5py(path);
            using (RecordHdf5 file = RecordHdf5.OpenRead(path))
            {
                int rows = file.Read<CpgSite>("g/calls").Length;
                Assert.True(rows >= committed && there <= rows, $"run {run}: {committed} rows were appended, {rows} are there, {there} in h5py");
                AssertRead(path, rows);
            }

            AssertRecovers(path, committed);
        }

        Assert.InRange(killed, runs / 2, runs);
    }

    private static void AssertRecovers(string path, int committed)
    {
        int count;
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "g/calls"))
        {
            count = (int)appender.Count;
            Assert.True(count >= committed);
            appender.Append(Rows(count, 10));
        }

        Assert.Equal(count + 10, InH5py(path));
        Assert.False(File.Exists(path + ".journal"));
    }

    private static Process Start(string action, string path, string task) => ChildProgram.Start(action, path, (AppendProgram.Variable, task));

    private static int Committed(Process child, bool mayEnd = false)
    {
        int committed = 0;
        while (child.StandardOutput.ReadLine() is { } line)
        {
            committed = int.TryParse(line, CultureInfo.InvariantCulture, out int rows) ? rows : committed;
        }

        child.WaitForExit();
        Assert.True(mayEnd || child.ExitCode != 0);
        return committed;
    }

    /// <summary>The rows that h5py sees, after it has compared them.</summary>
    private static int InH5py(string path)
        => int.Parse(Python.Run("""
            with h5py.File(sys.argv[1], 'r') as f:
                rows = f[[n for n in ("g/calls", "study/calls", "calls") if n in f][0]][:]
            i = np.arange(len(rows))
            assert (rows['pos'] == i).all() and (rows['c'] == i % 60).all() and (rows['t'] == i % 7).all()
            assert (rows['chr'] == np.array([b'chr%d' % (1 + k) for k in range(22)])[i % 22]).all() and (rows['pct'] == (i % 101) / 4).all()
            print(len(rows))
            """, path), CultureInfo.InvariantCulture);

    private static bool IsWhole(string path, int committed)
    {
        try
        {
            return InH5py(path) >= committed;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void AssertRead(string path, int count)
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        Assert.Equal(Rows(0, count), file.Read<CpgSite>(file.Names.Single()));
    }

    private static CpgSite[] Rows(int first, int count) => [.. Enumerable.Range(first, count).Select(AppendProgram.Row)];
}
