using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>Segments that stay, and those in a directory of the user's.</summary>
public sealed class LifetimeTests : IDisposable
{
    private static readonly CpgSite[] _sites = Segments.Sites(1000);

    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void APersistentSegmentStaysWithoutHolders(bool inDirectory)
    {
        SegmentOptions options = Options(inDirectory) with { Lifetime = SegmentLifetime.Persistent };
        string reference;
        using (SharedRecords<CpgSite> shared = Publish(options))
        {
            reference = shared.Reference;
            Assert.Equal(SegmentState.Owned, Find(options).State);
        }

        Assert.Equal((SegmentState.Kept, SegmentLifetime.Persistent, 0), (Find(options).State, Find(options).Lifetime, Find(options).AttachedCount));
        SharedRecords.Reap();
        using (Publish(Options(inDirectory) with { Name = "another" + options.Name }))
        {
        }

        Assert.Equal("1000", Python.Run("print(len(np.load(sys.argv[1], mmap_mode='r')))", reference));
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(inDirectory ? reference : options.Name!);
        Assert.True(seen.Records.SequenceEqual(_sites));
        Assert.Throws<SegmentExistsException>(() => Publish(options));
        Assert.Throws<SegmentExistsException>(() => Publish(options with { Lifetime = SegmentLifetime.Holders }));

        SharedRecords.Delete(inDirectory ? reference : options.Name!);
        Assert.True(seen.Records.SequenceEqual(_sites));
        Assert.False(File.Exists(reference));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(reference));
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Delete(reference));
        seen.Dispose();
        using SharedRecords<CpgSite> again = Publish(options with { Lifetime = SegmentLifetime.Holders });
        Assert.Throws<InvalidOperationException>(() => SharedRecords.Delete(reference));
    }

    [Fact]
    public void APersistentArrayKeepsWhatIsWritten()
    {
        SegmentOptions options = Options(inDirectory: true) with { Lifetime = SegmentLifetime.Persistent };
        string reference;
        using (SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(100, options))
        {
            array[99].Pos = 7;
            reference = array.Reference;
        }

        using (SharedRecordArray<CpgSite> array = SharedRecords.OpenArray<CpgSite>(reference))
        {
            Assert.Equal(7, array[99].Pos);
            array[98].Pos = 8;
        }

        Assert.Equal("15", Python.Run("print(np.load(sys.argv[1])['pos'].sum())", reference));
    }

    [Fact]
    public void ASegmentOfADirectoryGoesWithItsLastHolder()
    {
        SegmentOptions options = Options(inDirectory: true);
        SharedRecords<CpgSite> shared = Publish(options);
        string path = _temp[options.Name + ".npy"];
        Assert.Equal(path, shared.Reference);
        SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(path);
        Assert.Throws<SegmentExistsException>(() => Publish(options));
        shared.Dispose();
        Assert.True(seen.Records.SequenceEqual(_sites));
        Assert.True(File.Exists(path));

        // Its owner is gone: the name is free, and who reads goes on reading.
        using (Publish(options))
        {
            using SharedRecords<CpgSite> second = SharedRecords.Open<CpgSite>(path);
            Assert.True(seen.Records.SequenceEqual(second.Records));
        }

        Assert.False(File.Exists(path));
        seen.Dispose();
        Assert.True(Directory.Exists(_temp.Path));
    }

    [Fact]
    public void WhatAKilledProcessLeavesInADirectoryIsRemovedAndNothingElse()
    {
        using var child = new Child("folder", _temp.Path, "10");
        string path = child.ReadLine();
        Assert.Equal((child.Id, SegmentState.Owned), (SharedRecords.List(_temp.Path).Single().CreatorId, SharedRecords.List(_temp.Path).Single().State));
        RecordNpy.Save(_temp["mine.npy"], _sites);
        File.WriteAllText(_temp["text.npy"], "text");
        child.Kill();
        Assert.Equal(SegmentState.Abandoned, SharedRecords.List(_temp.Path).Single().State);
        using (Publish(Options(inDirectory: true)))
        {
            Assert.False(File.Exists(path));
        }

        Assert.Equal(["mine.npy", "text.npy"], Directory.GetFiles(_temp.Path).Select(static file => Path.GetFileName(file)!).Order());
        Assert.Throws<SegmentExistsException>(() => Publish(new SegmentOptions { Name = "mine", Directory = _temp.Path }));
    }

    [Fact]
    public void WithoutANameThereIsNeither()
    {
        Assert.Throws<ArgumentException>(() => SharedRecords.Create<CpgSite>(new SegmentOptions { Directory = _temp.Path }));
        Assert.Throws<ArgumentException>(() => SharedRecords.Create<CpgSite>(new SegmentOptions { Lifetime = SegmentLifetime.Persistent }));
        Assert.Throws<DirectoryNotFoundException>(() => SharedRecords.Create<CpgSite>(new SegmentOptions { Name = "a", Directory = _temp["missing"] }));
    }

    [Fact]
    public void PartsAreAllRecords()
    {
        using SharedRecords<CpgSite> shared = Segments.Publish(_sites);
        var all = new List<CpgSite>();
        int parts = 0;
        foreach (ReadOnlySpan<CpgSite> part in shared.Chunks(300))
        {
            all.AddRange(part);
            parts++;
        }

        Assert.Equal(4, parts);
        Assert.Equal(_sites, all);
        using SharedRecords<CpgSite> none = Segments.Publish([]);
        foreach (ReadOnlySpan<CpgSite> part in none.Chunks(300))
        {
            Assert.Fail($"{part.Length}");
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => shared.Chunks(0));
    }

    private static SharedRecords<CpgSite> Publish(SegmentOptions options)
    {
        using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(options);
        writer.Add(_sites);
        return writer.Publish();
    }

    private SegmentOptions Options(bool inDirectory) => new() { Name = Segments.NewName(), Directory = inDirectory ? _temp.Path : null };

    private static SegmentInfo Find(SegmentOptions options)
        => (options.Directory is { } directory ? SharedRecords.List(directory) : SharedRecords.List()).Single(info => info.Name == options.Name);
}
