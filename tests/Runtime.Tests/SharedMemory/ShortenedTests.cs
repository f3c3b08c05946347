using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>Files that another program shortens while they are mapped: an access to them would kill this process.</summary>
public sealed class ShortenedTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [RootFact]
    public void AShortenedSegmentIsAnException()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(Segments.Sites(10_000), Segments.NewName());
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(shared.Reference);
        using RecordTable table = SharedRecords.OpenTable(shared.Reference);
        using RecordTable slice = table.Slice(5000, 10);
        Python.Run("os.truncate(sys.argv[1], 4096)", shared.Reference);
        CheckLost(shared.Reference, () => _ = shared.Records, () => _ = seen.Slice(9000, 10), () => _ = seen[9999], () => _ = table.As<CpgSite>());
        CheckLost(shared.Reference, () => _ = table.Column<int>("pos"), () => _ = slice.Bytes(0, 1), () => _ = table.Slice(0, 1).Count);
        CheckLost(shared.Reference, () => RecordNpy.Save(_temp["a.npy"], seen), () => RecordNpy.SaveTable(_temp["b.npy"], slice));
        using RecordHdf5 file = RecordHdf5.Create(_temp["a.h5"]);
        CheckLost(shared.Reference, () => file.Write("a", seen));
    }

    [Fact]
    public void AShortenedArrayIsAnException()
    {
        using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(10_000, Segments.NewName());
        array[9999].Pos = 7;
        Python.Run("os.truncate(sys.argv[1], 0)", array.Reference);
        CheckLost(array.Reference, () => array.Records.Clear(), () => array.Slice(1, 2).Clear());
        Thread.Sleep(50);
        CheckLost(array.Reference, () => array[9999].Pos = 8);
    }

    [Fact]
    public void AShortenedFileOfAnotherProgramIsAnException()
    {
        string path = _temp["other.npy"];
        RecordNpy.Save(path, Segments.Sites(10_000));
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(path);
        Python.Run("os.truncate(sys.argv[1], 200)", path);
        CheckLost(path, () => _ = seen.Records);
    }

    [Fact]
    public void AShortenedNpyFileThatIsMappedIsAnException()
    {
        string path = _temp["mapped.npy"];
        RecordNpy.Save(path, Segments.Sites(10_000));
        using RecordMap<CpgSite> map = RecordNpy.Map<CpgSite>(path);
        using RecordTable table = RecordNpy.MapTable(path);
        Python.Run("os.truncate(sys.argv[1], 4096)", path);
        Thread.Sleep(50);
        CheckLost(path, () => _ = map.Records, () => _ = map[9999], () => _ = map.Slice(9000, 1), () => _ = table.As<CpgSite>());
        RecordFormatException error = Assert.Throws<RecordFormatException>(() => _ = map.Records);
        Assert.DoesNotContain("segment", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void AShortenedHdf5FileThatIsMappedIsAnException()
    {
        string path = _temp["mapped.h5"];
        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            file.Write("a", Segments.Sites(10_000));
            file.Complete();
        }

        using RecordHdf5 opened = RecordHdf5.OpenRead(path);
        using Hdf5Dataset<CpgSite> dataset = opened.OpenDataset<CpgSite>("a");
        using RecordMap<CpgSite> map = dataset.Map();
        using RecordTable table = opened.OpenTable("a");
        Assert.Equal(Segments.Sites(10_000)[9999], map[9999]);
        Python.Run("os.truncate(sys.argv[1], 4096)", path);
        Thread.Sleep(50);
        CheckLost(path, () => _ = map.Records, () => _ = map[9999], () => _ = table.As<CpgSite>(), () => _ = table.Column<int>("pos"));
    }

    [Fact]
    public void WhatIsMappedIsWrittenByOthers()
    {
        string npy = _temp["shared.npy"];
        RecordNpy.Save(npy, Segments.Sites(100));
        using RecordMap<CpgSite> map = RecordNpy.Map<CpgSite>(npy);

        // .NET locks what it has open: elsewhere nobody has a mapped file for himself alone.
        FileShare share = Portable.IsOn ? FileShare.ReadWrite : FileShare.None;
        using (FileStream file = File.Open(npy, FileMode.Open, FileAccess.ReadWrite, share))
        {
            file.Seek(-4, SeekOrigin.End);
            file.Write([77, 0, 0, 0]);
        }

        Assert.Equal(77, map[99].T);
    }

    [Fact]
    public void ALongerFileIsNone()
    {
        string path = _temp["other.npy"];
        RecordNpy.Save(path, Segments.Sites(100));
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(path);
        File.AppendAllText(path, "more");
        Assert.True(seen.Records.SequenceEqual(Segments.Sites(100)));
    }

    private static void CheckLost(string reference, params Action[] uses)
        => Assert.All(uses, use => Assert.Contains(Path.GetFileNameWithoutExtension(reference), Assert.Throws<RecordFormatException>(use).Message, StringComparison.Ordinal));
}
