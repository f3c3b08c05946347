using SchemaToolkit.Tests.Hdf5;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Loading;

/// <summary>Tables loaded into files of other programs, whose space is managed in other ways.</summary>
public class EditTests
{
    // How the file was made, and the arguments of h5repack that make it otherwise.
    public static TheoryData<string> Strategies => new(
        "",
        "userblock_size=4096",
        "libver='latest'",
        "fs_strategy='page', fs_page_size=4096",
        "fs_strategy='page', fs_page_size=4096, fs_persist=True",
        "fs_strategy='fsm', fs_persist=True",
        "fs_strategy='fsm', fs_persist=True, userblock_size=512",
        "fs_strategy='aggregate'",
        "fs_strategy='none'",
        "libver='latest', fs_strategy='page', fs_persist=True");

    [Theory]
    [MemberData(nameof(Strategies))]
    public void WhateverTheStrategyOfSpace(string strategy)
    {
        using var directory = new TempDirectory();
        Make(directory["a.h5"], strategy);
        File.Copy(directory["a.h5"], directory["b.h5"]);
        string table = directory.Write("t", Tables.Rows(100_000));
        string comments = directory.Write("c", string.Concat(Enumerable.Repeat("# comment\n", 30_000)) + Tables.Rows(30_000));
        string wrong = directory.Write("w", Tables.Rows(100_000) + "wrong\n");
        string returns = directory.Write("r", Tables.Rows(20_000) + Tables.Rows(20_000, "\r"));
        using (RecordHdf5 loaded = RecordHdf5.Edit(directory["a.h5"]))
        using (RecordHdf5 written = RecordHdf5.Edit(directory["b.h5"]))
        {
            foreach ((string name, string source) in new[] { ("plain", table), ("g/comments", comments), ("returns", returns), ("last", table) })
            {
                Tables.LoadInPlace<CpgSite>(loaded, name, source);
                written.Write(name, RecordText.Read<CpgSite>(source, TextOptions.Tsv));
                Assert.Throws<RecordTextException>(() => Tables.LoadInPlace<CpgSite>(loaded, "wrong", wrong));
            }

            loaded.Complete();
            written.Complete();
        }

        Hdf5Tools.AssertAlike(directory["b.h5"], directory["a.h5"], places: false);
        Assert.InRange(new FileInfo(directory["a.h5"]).Length, 0, (long)(new FileInfo(directory["b.h5"]).Length * 1.01));
    }

    /// <summary>The rows that were expected do not fit a gap of the file, those that there are do.</summary>
    [Theory]
    [InlineData(20_000, "\n", true)]
    [InlineData(60_000, "\n", false)]
    [InlineData(20_000, "\r", true)]
    public void ADatasetOfAnotherSizeMayGetAnotherPlace(int rows, string lineEnd, bool isMoved)
    {
        using var directory = new TempDirectory();
        Make(directory["a.h5"], "fs_strategy='fsm', fs_persist=True", gap: 1_000_000);
        string table = directory.Write("t", string.Concat(Enumerable.Repeat("# comment\n", 41_000)) + Tables.Rows(rows, lineEnd) + "\n");
        using (RecordHdf5 file = RecordHdf5.Edit(directory["a.h5"]))
        {
            Assert.Equal(rows, Tables.LoadInPlace<CpgSite>(file, "x", table));
            Assert.Equal(rows, Tables.LoadInPlace<CpgSite>(file, "y", table));
            file.Complete();
        }

        FailureTests.AssertHolds(directory["a.h5"], "x", rows);
        FailureTests.AssertHolds(directory["a.h5"], "y", rows);
        AssertUnharmed(directory["a.h5"]);
        string inGap = Python.Run("f = h5py.File(sys.argv[1]); print(f['x'].id.get_offset() < f['after'].id.get_offset())", directory["a.h5"]);
        Assert.Equal(isMoved, inGap == "True");
    }

    [Fact]
    public void ALinkToAnotherFileIsNotWrittenInPlace()
    {
        using var directory = new TempDirectory();
        Make(directory["other.h5"], "");
        Python.Run("with h5py.File(sys.argv[1], 'w') as f: f['link'] = h5py.ExternalLink(sys.argv[2], '/'); f['z'] = 1", directory["a.h5"], directory["other.h5"]);
        string table = directory.Write("t", Tables.Rows(100_000));
        using (RecordHdf5 file = RecordHdf5.Edit(directory["a.h5"]))
        {
            Assert.Equal(100_000, Tables.LoadInPlace<CpgSite>(file, "link/x", table));
            Assert.Equal(100_000, Tables.LoadInPlace<CpgSite>(file, "y", table));
            file.Complete();
        }

        FailureTests.AssertHolds(directory["a.h5"], "link/x", 100_000);
        FailureTests.AssertHolds(directory["a.h5"], "y", 100_000);
    }

    [Fact]
    public void ThreadsLoadIntoOneFile()
    {
        using var directory = new TempDirectory();
        string table = directory.Write("t", Tables.Rows(60_000));
        string wrong = directory.Write("w", Tables.Rows(60_000) + "wrong\n");
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            Parallel.For(0, 12, i =>
            {
                if (i % 4 == 3)
                {
                    Assert.Throws<RecordTextException>(() => file.Load<CpgSite>($"wrong{i}", wrong, TextOptions.Tsv));
                }
                else if (i % 4 == 2)
                {
                    file.Write($"d{i}", RoundTripTests.Sites(60_000));
                }
                else
                {
                    file.Load<CpgSite>($"d{i}", table, TextOptions.Tsv);
                }
            });
            file.Complete();
        }

        for (int i = 0; i < 12; i++)
        {
            if (i % 4 != 3)
            {
                FailureTests.AssertHolds(directory["a.h5"], $"d{i}", 60_000);
            }
        }

        Hdf5Tools.AssertCompact(directory["a.h5"]);
    }

    internal static void Make(string path, string strategy, int gap = 0)
    {
        Python.Run($$"""
            with h5py.File(sys.argv[1], 'w'{{(strategy.Length > 0 ? ", " + strategy : "")}}) as f:
                f['before'] = np.arange(1000)
                f['gap'] = np.zeros({{Math.Max(gap, 1)}}, 'u1')
                f['after'] = np.arange(5000)
            if {{gap}}:
                with h5py.File(sys.argv[1], 'r+') as f:
                    del f['gap']
            """, path);
    }

    internal static void AssertUnharmed(string path)
        => Assert.Equal("True", Python.Run("f = h5py.File(sys.argv[1]); print((f['before'][:] == np.arange(1000)).all() and (f['after'][:] == np.arange(5000)).all())", path));
}
