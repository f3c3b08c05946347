using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

public class ListTests
{
    [Fact]
    public void ANamedSegmentIsListed()
    {
        string name = Segments.NewName();
        DateTimeOffset before = DateTimeOffset.UtcNow;
        using var owner = new Child("publish", name, "1000");
        string reference = owner.ReadLine();
        SegmentInfo info = Find(name);
        Assert.Equal(
            (reference, CpgSite.Schema.NumpyDescr, 1000L, owner.Id, SegmentState.Owned, false),
            (info.Reference, info.NumpyDescr, info.Rows, info.CreatorId, info.State, info.IsWritable));
        Assert.Equal(new FileInfo(reference).Length, info.Bytes);
        Assert.InRange(info.Created, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.True(info.Age < TimeSpan.FromHours(1));

        using SharedRecords<CpgSite> here = SharedRecords.Open<CpgSite>(name);
        owner.Kill();
        Assert.Equal(SegmentState.Held, Find(name).State);
    }

    [Fact]
    public void ThoseWhoHoldANamedSegmentAreCounted()
    {
        string name = Segments.NewName();
        using var owner = new Child("publish", name, "1000");
        owner.ReadLine();
        Assert.Equal(1, Find(name).AttachedCount);
        using SharedRecords<CpgSite> here = SharedRecords.Open<CpgSite>(name);
        using SharedRecords<CpgSite> twice = SharedRecords.Open<CpgSite>(name);
        using var reader = new Child("open", name);
        reader.ReadLine();
        Assert.Equal(3, Find(name).AttachedCount);
        reader.Kill();
        owner.Kill();
        SegmentInfo info = Find(name);
        Assert.Equal((1, SegmentState.Held), (info.AttachedCount, info.State));
    }

    [Fact]
    public void WhatNobodyHoldsIsListedAndReaped()
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> kept = Segments.Publish([], name + "-kept");
        using (var owner = new Child("publish", name, "10"))
        {
            owner.ReadLine();
        }

        // Another test may reap it at any time.
        SegmentInfo? info = SharedRecords.List().SingleOrDefault(s => s.Name == name);
        Assert.True(info is null or { State: SegmentState.Abandoned, AttachedCount: 0, Rows: 10 });
        Assert.True(SharedRecords.Reap() >= 0);
        Assert.DoesNotContain(SharedRecords.List(), s => s.Name == name);
        Assert.Equal(SegmentState.Owned, Find(name + "-kept").State);
    }

    /// <summary>In a directory where nobody else is.</summary>
    [Fact]
    public void ReapSaysHowManyThereWere()
    {
        using var temp = new TempDirectory();
        using var reaper = new Child(["env", $"SCHEMATOOLKIT_SHM_DIR={temp.Path}"], AppContext.BaseDirectory, ["reap", "3"]);
        Assert.Equal("0 3 0", reaper.ReadLine());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnArrayIsListed(bool named)
    {
        using SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(10, Segments.NewName(named));
        SegmentInfo info = SharedRecords.List().Single(s => s.Reference == array.Reference);
        Assert.Equal((10L, true, Environment.ProcessId), (info.Rows, info.IsWritable, info.CreatorId));
    }

    [Fact]
    public void ASegmentWithoutANameIsListedWhileItIsOpen()
    {
        SharedRecords<CpgSite> mine = Segments.Publish(Segments.Sites(7));
        using var owner = new Child("publish", "-", "1000");
        string reference = owner.ReadLine();
        SegmentInfo info = SharedRecords.List().Single(s => s.Reference == reference);
        Assert.Equal((null, 1000L, SegmentState.Owned, owner.Id), (info.Name, info.Rows, info.State, info.CreatorId));
        info = SharedRecords.List().Single(s => s.Reference == mine.Reference);
        Assert.Equal((null, 7L), (info.Name, info.Rows));
        mine.Dispose();
        Assert.DoesNotContain(SharedRecords.List(), s => s.Reference == mine.Reference);
    }

    [Fact]
    public void ThoseWhoHoldASegmentWithoutANameAreCounted()
    {
        using SharedRecords<CpgSite> mine = Segments.Publish(Segments.Sites(7));
        using var owner = new Child("publish", "-", "1000");
        string reference = owner.ReadLine();
        using SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(reference);
        Assert.Equal(2, SharedRecords.List().Single(s => s.Reference == reference).AttachedCount);
        Assert.Equal(1, SharedRecords.List().Single(s => s.Reference == mine.Reference).AttachedCount);
        owner.Kill();
        Assert.DoesNotContain(SharedRecords.List(), s => s.Reference == reference);
    }

    /// <summary>Nobody can open it any more, but its memory is in use.</summary>
    [Fact]
    public void WhatOthersOnlyHaveMappedIsListed()
    {
        const int Rows = 70_000;
        long bytes = SegmentFormat.FileSize(CpgSite.Schema, Rows);
        using SharedRecords<CpgSite> shared = Segments.Publish(new CpgSite[Rows]);
        using var reader = new Child("open", shared.Reference);
        reader.ReadLine();
        Assert.DoesNotContain(SharedRecords.List(), s => s.Reference.Length == 0 && s.Bytes / 4096 == (bytes + 4095) / 4096);
        shared.Dispose();
        SegmentInfo info = SharedRecords.List().Single(s => s.Reference.Length == 0 && s.Bytes / 4096 == (bytes + 4095) / 4096);
        Assert.Equal((null, SegmentState.Held, 1), (info.Name, info.State, info.AttachedCount));
    }

    /// <summary>Such as what the runtime of .NET keeps its code in.</summary>
    [Fact]
    public void MemoryOfOtherProgramsIsNotListed()
    {
        const int Bytes = 123 * 4096;
        using Child other = Child.OfPython(
            $"import mmap, os; f = os.memfd_create('other'); os.truncate(f, {Bytes}); m = mmap.mmap(f, {Bytes}); os.close(f); print('mapped', flush=True); sys.stdin.read()");
        Assert.Equal("mapped", other.ReadLine());
        Assert.DoesNotContain(SharedRecords.List(), static s => s.Bytes == Bytes);
    }

    [Fact]
    public void ADamagedFileIsListedAsSuch()
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> keepsTheDirectory = Segments.Publish([], name + "-kept");
        string path = SegmentName.Of(name).Path;
        File.WriteAllText(path, "no segment");
        using FileStream hold = File.OpenRead(path);
        SegmentInfo? info = SharedRecords.List().SingleOrDefault(s => s.Name == name);
        Assert.True(info is null or { State: SegmentState.Damaged, Rows: 0, NumpyDescr: "" });
    }

    private static SegmentInfo Find(string name) => SharedRecords.List().Single(s => s.Name == name);
}
