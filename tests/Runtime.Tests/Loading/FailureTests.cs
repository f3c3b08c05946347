using SchemaToolkit.Tests.Faults;
using SchemaToolkit.Tests.Hdf5;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Loading;

/// <summary>Whatever ends a load: the dataset is not in the file, the others are, and nothing is left of its space.</summary>
public class FailureTests
{
    private static readonly string _rows = Tables.Rows(200_000);

    [Theory]
    [InlineData("first")]
    [InlineData("x")]
    [InlineData("group/second")]
    [InlineData("group/new/third")]
    [InlineData("new/fourth")]
    public void AWrongRowInTheMiddleLeavesNothing(string name)
    {
        using var directory = new TempDirectory();
        string good = directory.Write("good", Tables.Rows(50_000));
        string wrong = directory.Write("wrong", _rows + "chr1\tno number\t1\t2\t3\n" + _rows);
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Load<CpgSite>("group/before", good, TextOptions.Tsv);
            var error = Assert.Throws<RecordTextException>(() => file.Load<CpgSite>(name, wrong, TextOptions.Tsv));
            Assert.Equal(200_001, error.LineNumber);
            Assert.Equal(["group/before"], file.Names);

            // The name is free again.
            Assert.Throws<RecordTextException>(() => file.Load<CpgSite>(name, wrong, TextOptions.Tsv));
            file.Load<CpgSite>("after", good, TextOptions.Tsv);
            file.Complete();
        }

        Assert.Equal(["after", "group/before"], Python.Run("""
            names = []
            h5py.File(sys.argv[1]).visititems(lambda name, thing: names.append(name))
            print(' '.join(n for n in names if n != 'group'))
            """, directory["a.h5"]).Split());
        AssertHolds(directory["a.h5"], "after", 50_000);
        AssertHolds(directory["a.h5"], "group/before", 50_000);
        Hdf5Tools.AssertCompact(directory["a.h5"]);
    }

    // Now and then what libhdf5 writes about a dataset lies behind its rows: then the failed one is not the end of the file.
    [Fact]
    public void AWrongTableAfterAnyNumberOfOthersLeavesNothing()
    {
        using var directory = new TempDirectory();
        string good = directory.Write("good", Tables.Rows(50_000));
        string wrong = directory.Write("wrong", Tables.Rows(60_000) + "wrong\n");
        for (int others = 1; others <= 10; others++)
        {
            using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
            {
                for (int i = 0; i < others; i++)
                {
                    file.Load<CpgSite>($"sample{i}", good, TextOptions.Tsv);
                }

                Assert.Throws<RecordTextException>(() => file.Load<CpgSite>("wrong", wrong, TextOptions.Tsv));
                file.Complete();
            }

            Hdf5Tools.AssertCompact(directory["a.h5"]);
        }

        AssertHolds(directory["a.h5"], "sample9", 50_000);
    }

    [Fact]
    public void AfterAFailureAloneTheFileIsAsIfItHadNeverBeen()
    {
        using var directory = new TempDirectory();
        string wrong = directory.Write("wrong", _rows + "wrong\n");
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            Assert.Throws<RecordTextException>(() => file.Load<CpgSite>("x", wrong, TextOptions.Tsv));
            file.Complete();
        }

        Assert.InRange(new FileInfo(directory["a.h5"]).Length, 0, 2048);
    }

    [Fact]
    public void ACancelledLoadLeavesNothing()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t", _rows);
        using var source = new CancellationTokenSource();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            foreach (int threads in new[] { 1, 3 })
            {
                var progress = new Callback(() => source.Cancel());
                Assert.ThrowsAny<OperationCanceledException>(() => file.Load<CpgSite>("x", table, TextOptions.Tsv with { DegreeOfParallelism = threads }, progress, source.Token));
            }

            Assert.Empty(file.Names);
            Assert.Equal(200_000, file.Load<CpgSite>("x", table, TextOptions.Tsv));
            file.Complete();
        }

        AssertHolds(directory["a.h5"], "x", 200_000);
        Hdf5Tools.AssertCompact(directory["a.h5"]);
    }

    [Fact]
    public void AnErrorOfTheProgressIsThrownOn()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t", _rows);
        using RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]);
        Assert.Throws<TimeZoneNotFoundException>(() => file.Load<CpgSite>("x", table, TextOptions.Tsv, new Callback(static () => throw new TimeZoneNotFoundException())));
        Assert.Empty(file.Names);
        file.Complete();
    }

    [Fact]
    public void TheFileCannotBeUsedFromItsOwnProgress()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t", _rows);
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = 1 };
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            int refused = 0;
            file.Load<CpgSite>("x", table, options, new Callback(() =>
            {
                Assert.Throws<InvalidOperationException>(file.Complete);
                Assert.Throws<InvalidOperationException>(() => file.Write("y", RoundTripTests.Sites(1)));
                Assert.Throws<InvalidOperationException>(() => file.Load<CpgSite>("y", table, options));
                refused++;
            }));
            Assert.True(refused > 0);
            file.Complete();
        }

        AssertHolds(directory["a.h5"], "x", 200_000);
        using RecordHdf5 disposed = RecordHdf5.Create(directory["b.h5"]);
        Assert.ThrowsAny<Exception>(() => disposed.Load<CpgSite>("x", table, options, new Callback(disposed.Dispose)));
        Assert.False(File.Exists(directory["b.h5"]));
    }

    [Fact]
    public void NamesAreRefusedBeforeAnythingIsRead()
    {
        using var directory = new TempDirectory();
        string none = directory["none"];
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("x", RoundTripTests.Sites(1));
            file.Write("g/y", RoundTripTests.Sites(1));
            foreach (string name in new[] { "x", "g", "g/y", "x/z", "x/z/z", "", "/", "a//b", "." })
            {
                Assert.ThrowsAny<ArgumentException>(() => file.Load<CpgSite>(name, none, TextOptions.Tsv));
            }

            Assert.Throws<FileNotFoundException>(() => file.Load<CpgSite>("z", none, TextOptions.Tsv));
            Assert.ThrowsAny<UnauthorizedAccessException>(() => file.Load<CpgSite>("z", directory.Path, TextOptions.Tsv));
            string table = directory.Write("t", _rows);
            Assert.Throws<ArgumentException>(() => file.Load<CpgSite>("z", table, TextOptions.Csv with { Quote = ',' }));
            Assert.Throws<ArgumentNullException>(() => file.Load<CpgSite>("z", (TextSource)null!));
            Assert.Equal(["g/y", "x"], file.Names);
            file.Complete();
            Assert.Throws<InvalidOperationException>(() => file.Load<CpgSite>("z", table, TextOptions.Tsv));
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Contains("open for reading", Assert.Throws<InvalidOperationException>(() => read.Load<CpgSite>("z", none)).Message);
        read.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => read.Load<CpgSite>("z", none));
    }

    [RefusedCallFact]
    public void RowsThatCannotBeWrittenEndTheTransaction()
    {
        const uint PositionedWrite = 18;
        const uint NoSpace = 28;
        using var directory = new TempDirectory();
        string table = directory.Write("t", _rows);
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            Exception? failure = null;
            var thread = new Thread(() =>
            {
                int reports = 0;
                failure = Record.Exception(() => file.Load<CpgSite>("x", table, TextOptions.Tsv with { DegreeOfParallelism = 1 }, new Callback(() =>
                {
                    if (++reports == 10)
                    {
                        RefusedCall.ForThisThread(PositionedWrite, NoSpace);
                    }
                })));
            });
            thread.Start();
            thread.Join();
            Assert.Contains("no space left", Assert.IsType<IOException>(failure).Message, StringComparison.Ordinal);
            Assert.Contains("not published", Assert.Throws<InvalidOperationException>(file.Complete).Message, StringComparison.Ordinal);
        }

        Assert.Equal([table], Directory.GetFileSystemEntries(directory.Path));
    }

    [FullDiskFact]
    public void AFullDiskIsAnExceptionAndItsSpaceComesBack()
    {
        using var directory = new TempDirectory();
        using System.Diagnostics.Process child = ChildProgram.StartOnSmallDisk("load", directory.Path, "a.h5");
        string[] lines = child.StandardOutput.ReadToEnd().Trim().Split('\n');
        child.WaitForExit();
        Assert.Equal(0, child.ExitCode);
        Assert.Equal(5, lines.Length);
        Assert.Matches("^IOException: Writing dataset 'x' of .*a.h5 failed: there is no space left", lines[0]);
        Assert.Matches("^InvalidOperationException: .*a.h5 is not published", lines[1]);
        Assert.Matches("^IOException: Writing dataset 'x' of .*a.h5 failed: there is no space left", lines[2]);
        Assert.Matches("^InvalidOperationException: .*a.h5 is not published", lines[3]);
        Assert.Equal("left: 0 files, 0 descriptors", lines[4]);
    }

    [Fact]
    public void AKilledLoaderLeavesTheOldFile()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t", _rows);
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("old", RoundTripTests.Sites(10));
            file.Complete();
        }

        using (System.Diagnostics.Process child = ChildProgram.Start("holdload", directory["a.h5"], ("TABLE", table)))
        {
            Assert.Equal("loading", child.StandardOutput.ReadLine());
            child.Kill();
            child.WaitForExit();
        }

        AssertHolds(directory["a.h5"], "old", 10);
        if (Portable.IsOn)
        {
            RecordHdf5.Create(directory["a.h5"]).Dispose(); // Files without a name only Linux has; the next writer cleans up.
        }

        Assert.Equal([directory["a.h5"], table], Directory.GetFileSystemEntries(directory.Path).Order());
    }

    internal static void AssertHolds(string path, string name, int count)
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(path, new Hdf5ReadOptions { AllowExternalLinks = true });
        using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>(name);
        Assert.Equal(RoundTripTests.Sites(count), dataset.ReadAll());
    }

    private sealed class Callback(Action action) : IProgress<TextProgress>
    {
        public void Report(TextProgress value) => action();
    }
}
