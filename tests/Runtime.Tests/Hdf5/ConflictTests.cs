using System.Diagnostics;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Other programs write the file while it is being replaced.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class ConflictTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatAnotherProgramCommittedMeanwhileIsNotLost(bool edit)
    {
        using var directory = new TempDirectory();
        string path = Existing(directory);
        string kept;
        using (RecordHdf5 file = edit ? RecordHdf5.Edit(path) : RecordHdf5.Create(path))
        {
            file.Write("ours", RoundTripTests.Sites(20));
            Python.Run("with h5py.File(sys.argv[1], 'r+') as f: f['theirs'] = 1", path);
            Hdf5ConflictException conflict = Assert.Throws<Hdf5ConflictException>(file.Complete);
            Assert.Contains("has changed it", conflict.Message);
            Assert.Equal(path, conflict.Path);
            kept = conflict.KeptPath!;
            Assert.Contains(kept, conflict.Message);
        }

        Assert.Equal("['first', 'theirs']", Python.Run("print(sorted(h5py.File(sys.argv[1])))", path));
        using RecordHdf5 read = RecordHdf5.OpenRead(kept);
        Assert.Equal(RoundTripTests.Sites(20), read.Read<CpgSite>("ours"));
        Assert.Equal(2, Directory.GetFileSystemEntries(directory.Path).Length);
    }

    [Fact]
    public void AFileThatAppearsMeanwhileIsNotReplaced()
    {
        using var directory = new TempDirectory();
        string path = directory["new.h5"];
        using RecordHdf5 file = RecordHdf5.Create(path);
        file.Write("ours", RoundTripTests.Sites(20));
        Python.Run("with h5py.File(sys.argv[1], 'w') as f: f['theirs'] = 1", path);
        Assert.Throws<Hdf5ConflictException>(file.Complete);
        Assert.Equal("['theirs']", Python.Run("print(sorted(h5py.File(sys.argv[1])))", path));
    }

    [Fact]
    public void AFileThatIsOpenForWritingIsNeitherCopiedNorReplaced()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory);
        using RecordHdf5 created = RecordHdf5.Create(path);
        created.Write("ours", RoundTripTests.Sites(20));
        var start = new ProcessStartInfo(Python.Path, ["-c", "import sys, h5py; f = h5py.File(sys.argv[1], 'r+'); print('open', flush=True); sys.stdin.read(); f['theirs'] = 1; f.close()", path]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using (Process other = Process.Start(start)!)
        {
            Assert.Equal("open", other.StandardOutput.ReadLine());
            Assert.Contains("open for writing", Assert.Throws<Hdf5ConflictException>(created.Complete).Message);
            created.Dispose();
            Assert.Contains("open for writing", Assert.Throws<IOException>(() => RecordHdf5.Edit(path)).Message);
            other.StandardInput.Close();
            other.WaitForExit();
        }

        Assert.Equal("['first', 'theirs']", Python.Run("print(sorted(h5py.File(sys.argv[1])))", path));
    }

    [Fact]
    public void ReadersDoNotHinder()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory);
        using RecordHdf5 reader = RecordHdf5.OpenRead(path);
        using (RecordHdf5 file = RecordHdf5.Edit(path))
        {
            file.Write("second", RoundTripTests.Sites(3));
            file.Complete();
        }

        Assert.Equal(["first"], reader.Names);
    }

    /// <summary>Rows that are appended wait in the journal, and come behind those of others.</summary>
    [Fact]
    public void AppendedRowsComeBehindThoseOfOthers()
    {
        using var directory = new TempDirectory();
        string path = directory["a.h5"];
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "x"))
        {
            appender.Append(RoundTripTests.Sites(5));
            Python.Run("with h5py.File(sys.argv[1], 'r+') as f: f['x'].resize((2,))", path);
            appender.Flush();
            Assert.Equal(7, appender.Count);
            appender.Append(RoundTripTests.Sites(1));
        }

        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        Assert.Equal([.. new CpgSite[2], .. RoundTripTests.Sites(5), .. RoundTripTests.Sites(1)], file.Read<CpgSite>("x"));
    }

    private static string Existing(TempDirectory directory)
    {
        using RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]);
        file.Write("first", RoundTripTests.Sites(10));
        file.Complete();
        return directory["a.h5"];
    }
}
