using System.Diagnostics;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>Two users of one machine: this one, which is root, and another.</summary>
public sealed class TwoUserTests : IDisposable
{
    private readonly OtherUser? _other = Environment.IsPrivilegedProcess ? new OtherUser() : null;
    private readonly TempDirectory _folder = new();

    private OtherUser Other => _other!;

    public void Dispose()
    {
        _folder.Dispose();
        _other?.Dispose();
    }

    [RootFact]
    public void EachHasNamesOfItsOwn()
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> mine = Segments.Publish(Segments.Sites(7), name);
        using Child theirs = Other.Start("publish", name, "1000");
        Assert.Equal(new SegmentName(OtherUser.NumberOf(OtherUser.Number), name + ".npy").Path, theirs.ReadLine());
        using Child seen = Other.Start("open", name);
        Assert.Equal("1000 499500", seen.ReadLine());
        using (SharedRecords<CpgSite> here = SharedRecords.Open<CpgSite>(name))
        {
            Assert.Equal(7, here.Count);
        }

        Assert.Single(SharedRecords.List(), segment => segment.Name == name);
        seen.End();
        theirs.End();
    }

    [RootFact]
    public void EachReapsItsOwn()
    {
        string name = Segments.NewName();
        string theirs = new SegmentName(OtherUser.NumberOf(OtherUser.Number), name + ".npy").Path;
        using (Child killed = Other.Start("publish", name, "10"))
        {
            Assert.Equal(theirs, killed.ReadLine());
        }

        Segments.Publish([], Segments.NewName()).Dispose();
        SharedRecords.Reap();
        Assert.True(File.Exists(theirs));
        Assert.DoesNotContain(SharedRecords.List(), segment => segment.Name == name);

        string mine = new SegmentName(SegmentName.CurrentUser, name + "-mine.npy").Path;
        using (var killed = new Child("publish", name + "-mine", "10"))
        {
            Assert.Equal(mine, killed.ReadLine());
        }

        using (Child next = Other.Start("publish", name + "-next", "10"))
        {
            Assert.EndsWith("-next.npy", next.ReadLine());
            Assert.False(File.Exists(theirs));
            using Child refused = Other.Start("open", mine);
            Assert.StartsWith("UnauthorizedAccessException", refused.ReadLine());
            next.End();
        }

        SharedRecords.Reap();
        Assert.False(File.Exists(mine));
    }

    /// <summary>Nothing that nobody holds is opened, whosever it is.</summary>
    [RootFact]
    public void RootRemovesWhatAnotherUserLeftWhenItOpensIt()
    {
        string name = Segments.NewName();
        string path = new SegmentName(OtherUser.NumberOf(OtherUser.Number), name + ".npy").Path;
        using (Child killed = Other.Start("publish", name, "10"))
        {
            Assert.Equal(path, killed.ReadLine());
        }

        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(path));
        Assert.False(File.Exists(path));
    }

    /// <summary>A directory that both may write, as /tmp.</summary>
    [RootFact]
    public void InADirectoryOfBothANameIsOfTheFirst()
    {
        using (Process mode = Process.Start("chmod", ["1777", _folder.Path]))
        {
            mode.WaitForExit();
        }

        var options = new SegmentOptions { Name = "left", Directory = _folder.Path };
        using (Child theirs = Other.Start("folder", _folder.Path, "1000"))
        {
            Assert.Equal(_folder["left.npy"], theirs.ReadLine());
            Assert.Throws<SegmentExistsException>(() => SharedRecords.Create<CpgSite>(options));
            theirs.Kill();
        }

        using (SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(options))
        using (writer.Publish())
        {
            using Child refused = Other.Start("folder", _folder.Path, "10");
            Assert.StartsWith("UnauthorizedAccessException", refused.ReadLine());
            using Child reader = Other.Start("open", _folder["left.npy"]);
            Assert.StartsWith("UnauthorizedAccessException", reader.ReadLine());
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
