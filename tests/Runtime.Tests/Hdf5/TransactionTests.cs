using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class TransactionTests
{
    [Fact]
    public void WithoutCompleteThereIsNothing()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("x", RoundTripTests.Sites(1000));
            Assert.False(File.Exists(directory["a.h5"]));
        }

        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void AnExistingFileStaysUntilCompleteAndThenIsReplacedWhole()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory, 10);
        byte[] before = File.ReadAllBytes(path);
        using (RecordHdf5 abandoned = RecordHdf5.Create(path))
        {
            abandoned.Write("new", RoundTripTests.Sites(20));
            Assert.Equal(before, File.ReadAllBytes(path));
        }

        Assert.Equal(before, File.ReadAllBytes(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            file.Write("new", RoundTripTests.Sites(20));
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(["new"], read.Names);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void EditAddsToWhatIsThereOrLeavesItAsItWas()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory, 10);
        byte[] before = File.ReadAllBytes(path);
        using (RecordHdf5 abandoned = RecordHdf5.Edit(path))
        {
            abandoned.Write("second", RoundTripTests.Sites(20));
        }

        Assert.Equal(before, File.ReadAllBytes(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        using (RecordHdf5 file = RecordHdf5.Edit(path))
        {
            Assert.Equal(["first"], file.Names);
            file.Write("group/second", RoundTripTests.Sites(20));
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(["first", "group/second"], read.Names);
        using Hdf5Dataset<CpgSite> first = read.OpenDataset<CpgSite>("first");
        Assert.Equal(RoundTripTests.Sites(10), first.ReadAll());
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void ThroughALinkTheFileItselfIsReplaced()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["elsewhere"]);
        File.CreateSymbolicLink(directory["link.h5"], "elsewhere/real.h5");
        using (RecordHdf5 file = RecordHdf5.Create(directory["link.h5"]))
        {
            file.Write("x", RoundTripTests.Sites(1));
            file.Complete();
        }

        Assert.NotNull(new FileInfo(directory["link.h5"]).LinkTarget);
        Assert.True(File.Exists(directory["elsewhere/real.h5"]));
    }

    [Fact]
    public void OneTransactionOnAFileAtATime()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        using (RecordHdf5 first = RecordHdf5.Create(path))
        {
            Assert.Contains("another transaction", Assert.Throws<IOException>(() => RecordHdf5.Create(path)).Message);
            first.Write("x", RoundTripTests.Sites(5));
            first.Complete();
            using RecordHdf5 second = RecordHdf5.Edit(path);
            Assert.Throws<IOException>(() => RecordHdf5.Create(path));
        }

        RecordHdf5.Create(path).Dispose();
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void ThePathsOfAFileThroughLinkedDirectoriesAreOneFile()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["real"]);
        Directory.CreateSymbolicLink(directory["link"], "real");
        using RecordHdf5 first = RecordHdf5.Create(directory["link/a.h5"]);

        Assert.Throws<IOException>(() => RecordHdf5.Create(directory["real/a.h5"]));
        RecordHdf5.Create(directory["real/b.h5"]).Dispose();
        RecordHdf5.Create(directory["a.h5"]).Dispose();
    }

    [Fact]
    public void AKilledWriterLeavesTheOldFileAndTheNextOneCleansUp()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory, 10);
        byte[] before = File.ReadAllBytes(path);
        using (Process child = ChildProgram.Start("hold", path))
        {
            Assert.Equal("written", child.StandardOutput.ReadLine());
            Assert.Throws<IOException>(() => RecordHdf5.Create(path));
            child.Kill();
            child.WaitForExit();
        }

        Assert.Equal(before, File.ReadAllBytes(path));
        using (RecordHdf5 file = RecordHdf5.Edit(path))
        {
            file.Write("second", RoundTripTests.Sites(3));
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(["first", "second"], read.Names);
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Faults.RefusedCallFact]
    public void WhatAKillLeavesGoesWithTheNextWriter()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory, 10);
        for (int i = 0; i < 2; i++)
        {
            using Process child = ChildProgram.Start("killrename", path);
            child.WaitForExit();
            Assert.NotEqual(0, child.ExitCode);
            Assert.Equal(2, Directory.GetFileSystemEntries(directory.Path).Length);
        }

        string[] left = [directory["#123 (deleted)"], directory["#4 (deleted)"]];
        string[] not = [directory["#5 (deleted)"], directory["#x (deleted)"], directory["#6 (deleted)"], directory["#7"]];
        foreach (string file in left.Concat(not))
        {
            File.WriteAllText(file, file == not[0] ? "not empty" : "");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromMinutes(file == not[2] ? 0 : 5));
        }

        using (RecordHdf5 first = RecordHdf5.Create(path))
        {
            Assert.Equal([.. not.Append(path).Order(StringComparer.Ordinal)], Directory.GetFileSystemEntries(directory.Path).Order(StringComparer.Ordinal));
            first.Write("x", RoundTripTests.Sites(3));
            first.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(3, read.Read<CpgSite>("x").Length);
    }

    /// <summary>Several processes without a common lock replace a file.</summary>
    [Fact]
    public void TwoWhoReplaceAFileDoNotDisturbEachOther()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("a.txt", "old");
        Parallel.For(0, 200, i =>
        {
            using var file = FileReplacement.Begin(path);
            RandomAccess.Write(file.Handle, "some text"u8, 0);
            file.Publish();
        });
        Assert.Equal("some text", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void WhateverIsKilledWheneverThePathHoldsAWholeFile()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        var random = new Random(7);
        for (int round = 0; round < 6; round++)
        {
            int published = 0;
            using (Process child = ChildProgram.Start("publish", path))
            {
                int last = random.Next(1, 30);
                while (published < last)
                {
                    published = int.Parse(child.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
                }

                Thread.SpinWait(random.Next(200_000));
                child.Kill();
                while (child.StandardOutput.ReadLine() is { } line && int.TryParse(line, out int later))
                {
                    published = later;
                }

                child.WaitForExit();
            }

            using RecordHdf5 file = RecordHdf5.OpenRead(path);
            using Hdf5Dataset<CpgSite> rows = file.OpenDataset<CpgSite>("rows");
            int[] generations = rows.ReadColumn<int>("pos");
            Assert.Equal(5000, generations.Length);
            Assert.InRange(Assert.Single(generations.Distinct()), published, published + 1);
        }
    }

    [Fact]
    public void WhatFilesMayNotBeLargeEnoughForIsNotPublished()
    {
        using var directory = new TempDirectory();
        using Process child = ChildProgram.Start("starve", directory["a.h5"], (ChildProgram.LimitVariable, "1"));
        AssertStarved(child, "File too large (errno 27)");
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [FullDiskFact]
    public void AFullDiskIsAnExceptionAndItsSpaceComesBack()
    {
        using var directory = new TempDirectory();
        using Process child = ChildProgram.StartOnSmallDisk("starve", directory.Path, "a.h5");
        AssertStarved(child, "No space left on device (errno 28)");
    }

    private static void AssertStarved(Process child, string cause)
    {
        string[] lines = child.StandardOutput.ReadToEnd().Trim().Split('\n');
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
        Assert.Equal(8, lines.Length);
        for (int round = 0; round < 3; round++)
        {
            Assert.Matches($"^IOException: Writing dataset 'does not' of .*a.h5 failed: {Regex.Escape(cause)}", lines[2 * round]);
            Assert.Matches($"^InvalidOperationException: .*a.h5 is not published.*{Regex.Escape(cause)}", lines[(2 * round) + 1]);
        }

        Assert.Matches($"^IOException: .*{Regex.Escape(cause)}", lines[6]);
        Assert.Equal("left: 0 files, 0 descriptors", lines[7]);
    }

    [Fact]
    public void WhatIsForgottenIsClosedByTheNextToCome()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory, 10);
        Forget(path);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using RecordHdf5 next = RecordHdf5.Create(directory["b.h5"]);
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd"), fd => new FileInfo(fd).LinkTarget == path);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(string path) => Assert.Equal(10, RecordHdf5.OpenRead(path).OpenDataset<CpgSite>("first").Count);
    }

    [Fact]
    public void AForgottenTransactionIsClosedByTheNextToCome()
    {
        using var directory = new TempDirectory();
        int usual = Open();
        for (int i = 0; i < 3; i++)
        {
            Forget(directory["a.h5"]);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(usual, Open());

        int Open()
        {
            using RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]);
            return Directory.GetFiles("/proc/self/fd")
                .Count(fd => new FileInfo(fd).LinkTarget?.StartsWith(directory.Path, StringComparison.Ordinal) == true);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(string path) => RecordHdf5.Create(path, Durability.PowerLoss).Write("first", new CpgSite[10]);
    }

    [Fact]
    public void ProcessesStartedMeanwhileDoNotInheritTheFile()
    {
        using var directory = new TempDirectory();
        using RecordHdf5 read = RecordHdf5.OpenRead(Existing(directory, 10));
        using RecordHdf5 written = RecordHdf5.Create(directory["b.h5"]);
        Assert.Equal("[]", Python.Run("""
            links = [os.readlink('/proc/self/fd/' + fd) for fd in os.listdir('/proc/self/fd') if os.path.lexists('/proc/self/fd/' + fd)]
            print([link for link in links if link.startswith(sys.argv[1])])
            """, directory.Path));
    }

    [Fact]
    public void EveryDescriptorHasTheFlagThatKeepsItFromChildren()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory, 10);
        Python.Run("with h5py.File(sys.argv[1], 'w') as f: f['linked'] = h5py.ExternalLink(sys.argv[2], 'first')", directory["links.h5"], path);
        using RecordHdf5 created = RecordHdf5.Create(directory["b.h5"]);
        using RecordHdf5 edited = RecordHdf5.Edit(path);
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["links.h5"], new Hdf5ReadOptions { AllowExternalLinks = true });
        using Hdf5Dataset<CpgSite> linked = read.OpenDataset<CpgSite>(Assert.Single(read.Names));
        Assert.Equal(10, linked.Count);
        const int CloseOnExec = 0x80000;
        string[] open = [.. Directory.GetFiles("/proc/self/fd").Where(fd => new FileInfo(fd).LinkTarget?.StartsWith(directory.Path, StringComparison.Ordinal) == true)];
        Assert.True(open.Length >= 4);
        Assert.All(open, static fd =>
        {
            string flags = File.ReadLines($"/proc/self/fdinfo/{Path.GetFileName(fd)}").First(static line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..];
            Assert.True((Convert.ToInt32(flags.Trim(), 8) & CloseOnExec) != 0, new FileInfo(fd).LinkTarget);
        });
    }

    /// <summary>A child has a copy of every descriptor until it is a program of its own, the lock's among them.</summary>
    [Fact]
    public void ALockGoesWithItsHolderWhateverIsBeingStarted()
    {
        using var directory = new TempDirectory();
        using var enough = new CancellationTokenSource();
        var starts = new Thread(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                using Process child = Process.Start("true");
                child.WaitForExit();
            }
        });
        starts.Start();
        try
        {
            for (int i = 0; i < 3000; i++)
            {
                RecordHdf5.Create(directory["a.h5"]).Dispose();
            }
        }
        finally
        {
            enough.Cancel();
            starts.Join();
        }
    }

    [Fact]
    public void WaitersForALockAreRefusedHoweverMany()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 first = RecordHdf5.Create(directory["a.h5"]))
        {
            for (int i = 0; i < 10; i++)
            {
                Assert.Contains("another transaction", Assert.Throws<IOException>(() => RecordHdf5.Create(directory["a.h5"])).Message);
            }
        }

        RecordHdf5.Create(directory["a.h5"]).Dispose();
    }

    /// <summary>A library without one of the functions that are called under the lock.</summary>
    [Fact]
    public void TheLibrarysLockIsFreeAfterAFailure()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory, 10);
        string library = File.ReadLines("/proc/self/maps").First(static line => line.Contains("/libhdf5", StringComparison.Ordinal))[73..];
        byte[] bytes = File.ReadAllBytes(library);
        bytes.AsSpan(bytes.AsSpan().IndexOf("\0H5Eset_auto2\0"u8)).Slice(1, 3).Fill((byte)'X');
        File.WriteAllBytes(directory["library.so"], bytes);
        using Process child = ChildProgram.Start("threads", path, ("SCHEMATOOLKIT_LIBHDF5", directory["library.so"]));
        Assert.Equal("EntryPointNotFoundException\nEntryPointNotFoundException\n", child.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void ThreadsShareOneTransactionAndOneLibrary()
    {
        using var directory = new TempDirectory();
        CpgSite[] rows = RoundTripTests.Sites(20_000);
        using (RecordHdf5 file = RecordHdf5.Create(directory["shared.h5"]))
        {
            Parallel.For(0, 16, i =>
            {
                file.Write($"d{i}", rows.AsSpan(i), new Hdf5Options { Deflate = i % 2, Shuffle = true });
                using RecordHdf5 own = RecordHdf5.Create(directory[$"own{i}.h5"]);
                own.Write("d", rows);
                own.Complete();
                Assert.Throws<ArgumentException>(() => file.Write($"d{i}", rows));
            });
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["shared.h5"]);
        Parallel.For(0, 16, i =>
        {
            using Hdf5Dataset<CpgSite> dataset = read.OpenDataset<CpgSite>($"d{i}");
            Assert.Equal(rows[i..], dataset.ReadAll());
        });
    }

    private static string Existing(TempDirectory directory, int count)
    {
        using RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]);
        file.Write("first", RoundTripTests.Sites(count));
        file.Complete();
        return directory["a.h5"];
    }
}
