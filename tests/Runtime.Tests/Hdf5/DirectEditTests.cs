using System.Diagnostics;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Files that are edited in place.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class DirectEditTests
{
    private static readonly CpgSite[] _sites = RoundTripTests.Sites(1000);

    [Theory]
    [InlineData(Durability.PowerLoss)]
    [InlineData(Durability.Process)]
    public void TheFileItselfIsChanged(Durability durability)
    {
        using var directory = new TempDirectory();
        string path = Existing(directory);
        string number = Number(path);
        using (RecordHdf5 file = RecordHdf5.Edit(path, Hdf5EditMode.InPlace, durability))
        {
            file.Write("block", _sites);
            file.Write("batches", [_sites, _sites]);
            file.Write("chunks", _sites, new Hdf5Options { Deflate = 1 });
            File.WriteAllText(directory["t.tsv"], Loading.Tables.Rows(100_000));
            Assert.Equal(100_000, file.Load<CpgSite>("loaded", directory["t.tsv"], TextOptions.Tsv));
            file.Delete("old");
            file.Attributes.Set("note", "x");
            Assert.Throws<IOException>(() => RecordHdf5.Edit(path));
            Assert.Throws<IOException>(() => RecordHdf5.Edit(path, Hdf5EditMode.InPlace));
            Assert.Throws<IOException>(() => RecordHdf5.Append<CpgSite>(path, "x"));
            Assert.ThrowsAny<Exception>(() => Python.Run("h5py.File(sys.argv[1], 'r+')", path));
            file.Complete();
        }

        Assert.Equal(number, Number(path));
        Assert.Equal("['batches', 'block', 'chunks', 'first', 'loaded'] 100000 2000", Python.Run("f = h5py.File(sys.argv[1]); print(sorted(f), *f['loaded'].shape, *f['batches'].shape)", path));
        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(_sites, read.Read<CpgSite>("chunks"));
        Assert.Equal([.. _sites, .. _sites], read.Read<CpgSite>("batches"));
    }

    [Fact]
    public void NoOtherProgramReadsTheFileMeanwhile()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory);
        using RecordHdf5 file = RecordHdf5.Edit(path, Hdf5EditMode.InPlace);
        Assert.ThrowsAny<Exception>(() => Python.Run("h5py.File(sys.argv[1], 'r')", path));
    }

    [Fact]
    public void WhatIsNotCompletedStays()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory);
        using (RecordHdf5 file = RecordHdf5.Edit(path, Hdf5EditMode.InPlace))
        {
            file.Write("stays", _sites);
            Assert.Throws<FormatException>(() => file.Write("fails", Failing()));
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(["first", "old", "stays"], read.Names);
        Assert.Equal(_sites, read.Read<CpgSite>("stays"));

        static IEnumerable<CpgSite[]> Failing()
        {
            yield return _sites;
            throw new FormatException();
        }
    }

    [Fact]
    public void AFileThatIsOpenElsewhereIsNotTouched()
    {
        using var directory = new TempDirectory();
        string path = Existing(directory);
        using (RecordHdf5 reader = RecordHdf5.OpenRead(path))
        {
            Assert.Contains("open in another program", Assert.Throws<IOException>(() => RecordHdf5.Edit(path, Hdf5EditMode.InPlace)).Message);
        }

        var start = new ProcessStartInfo(Python.Path, ["-c", "import sys, h5py; f = h5py.File(sys.argv[1], 'r'); print('open', flush=True); sys.stdin.read()", path]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using (Process other = Process.Start(start)!)
        {
            Assert.Equal("open", other.StandardOutput.ReadLine());
            Assert.Throws<IOException>(() => RecordHdf5.Edit(path, Hdf5EditMode.InPlace));
            other.StandardInput.Close();
            other.WaitForExit();
        }

        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "calls"))
        {
            Assert.Throws<IOException>(() => RecordHdf5.Edit(path, Hdf5EditMode.InPlace));
        }

        using RecordHdf5 edit = RecordHdf5.Edit(path, Hdf5EditMode.InPlace);
        edit.Complete();
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordHdf5.Edit(path, (Hdf5EditMode)2));
        Assert.Throws<FileNotFoundException>(() => RecordHdf5.Edit(directory["none.h5"], Hdf5EditMode.InPlace));
        File.WriteAllText(directory["text.h5"], "text");
        Assert.Throws<RecordFormatException>(() => RecordHdf5.Edit(directory["text.h5"], Hdf5EditMode.InPlace));
    }

    [Fact]
    public void RowsOfAJournalComeFirst()
    {
        using var directory = new TempDirectory();
        string path = directory["calls.h5"];
        using (Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "calls"))
        {
            appender.Append(_sites);
            File.Copy(path, directory["copy.h5"]);
            appender.Flush();
            appender.Append(_sites);

            // As after a kill: a journal that its writer does not hold.
            File.Copy(path + ".journal", directory["journal"]);
        }

        long before = new FileInfo(path).Length;
        File.Move(directory["copy.h5"], directory["x.h5"]);
        using (RecordHdf5 edit = RecordHdf5.Edit(path, Hdf5EditMode.InPlace))
        {
            edit.Write("more", _sites);
            edit.Complete();
        }

        Assert.True(new FileInfo(path).Length > before);
        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(2000, read.Read<CpgSite>("calls").Length);
    }

    private static string Number(string path) => Python.Run("print(os.stat(sys.argv[1]).st_ino)", path);

    private static string Existing(TempDirectory directory)
    {
        string path = directory["a.h5"];
        using RecordHdf5 file = RecordHdf5.Create(path);
        file.Write("first", _sites);
        file.Write("old", _sites);
        file.Complete();
        return path;
    }
}
