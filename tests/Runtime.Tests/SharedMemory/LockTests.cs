using Microsoft.Win32.SafeHandles;
using SchemaToolkit.Tests.Faults;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>
/// A process that is just being started has a copy of every descriptor, so closing one drops no lock. Here nothing is closed
/// at all, which leaves what such a copy leaves, for longer.
/// </summary>
public class LockTests
{
    private const uint AnotherUser = 4_000_000_001;

    [RefusedCallFact]
    public void WhatIsRefusedIsNotLeftLocked()
    {
        string directory = SegmentName.DirectoryOf(AnotherUser);
        var name = new SegmentName(AnotherUser, "a.npy");
        Directory.CreateDirectory(directory);
        try
        {
            File.WriteAllText(name.Path, "");
            WithoutClosing(() => Assert.Throws<UnauthorizedAccessException>(() => SegmentDirectory.Open(AnotherUser)));
            WithoutClosing(() => Assert.Throws<UnauthorizedAccessException>(() => SegmentHold.Open(name, NativeMethods.OpenReadOnly)));
            AssertFree(directory);
            AssertFree(name.Path);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [RefusedCallFact]
    public void WhatIsRemovedIsNotLeftLocked()
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> held = Segments.Publish(Segments.Sites(1), name + "-held");
        string path = SegmentName.Of(name).Path;
        File.WriteAllText(path, "");
        using SafeFileHandle waiting = NativeMethods.Open(path, NativeMethods.OpenCloseOnExec, 0);
        WithoutClosing(static () => SegmentReaper.Run());
        Assert.False(File.Exists(path));
        Assert.True(SegmentLocks.TryTake(waiting, NativeMethods.LockExclusive));
    }

    [RefusedCallFact]
    public void ADisposedSegmentIsNotLeftLocked()
    {
        string name = Segments.NewName();
        WithoutClosing(() => Segments.Publish(Segments.Sites(1), name).Dispose());
        Assert.Empty(Segments.Files(name));
        Segments.Publish(Segments.Sites(1), name).Dispose();
    }

    /// <summary>Whoever disposes the last segment removes it.</summary>
    [Fact]
    public void ADirectoryThatIsRemovedMeanwhileHasNothingToReap()
    {
        using var directory = new TempDirectory();
        string path = Directory.CreateDirectory(directory["segments"]).FullName;
        using SegmentDirectory opened = SegmentDirectory.Open(SegmentName.Of("a", path))!;
        Directory.Delete(path);
        Assert.Equal((0, 0), (opened.Reap(out int seen), seen));
    }

    /// <summary>A process that is stopped while it has the directory locked troubles nobody.</summary>
    [Fact]
    public void NobodyWaitsForTheLockOfTheDirectory()
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> held = Segments.Publish(Segments.Sites(1), name + "-held");
        string directory = SegmentName.DirectoryOf(NativeMethods.EffectiveUser());
        using SafeFileHandle stuck = NativeMethods.Open(directory, NativeMethods.OpenDirectory | NativeMethods.OpenCloseOnExec, 0);
        Assert.True(SegmentLocks.TryTake(stuck, NativeMethods.LockExclusive));
        using (SharedRecords<CpgSite> published = Segments.Publish(Segments.Sites(3), name))
        using (SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(name))
        {
            Assert.Equal(3, seen.Count);
            Assert.Throws<SegmentExistsException>(() => SharedRecords.Create<CpgSite>(name));
        }

        Assert.Single(Segments.Files(name));
        File.WriteAllText(SegmentName.Of(name).Path, "");
        using (SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(3, name))
        {
            Assert.Equal(3, array.Count);
        }

        Assert.Single(Segments.Files(name));
    }

    /// <summary>What cannot be removed, as on a file system that has become read-only, is not tried again for ever.</summary>
    [RefusedCallTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatCannotBeRemovedIsNotTriedForEver(bool isOpened)
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> held = Segments.Publish(Segments.Sites(2), name + "-held");
        File.Copy(held.Reference, SegmentName.Of(name).Path);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            RefusedCall.ForThisThread(call: 263, error: 30);
            failure = Record.Exception(() => (isOpened ? SharedRecords.Open<CpgSite>(name) : Segments.Publish([], name)).Dispose());
        });
        thread.IsBackground = true;
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "endless");
        if (!isOpened)
        {
            Assert.Contains(SegmentName.Of(name).Path + " cannot be deleted", Assert.IsType<IOException>(failure).Message, StringComparison.Ordinal);
        }

        SharedRecords.Reap();
        Assert.Empty(Segments.Files(name + "."));
    }

    /// <summary>A link or a directory has the name.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsNoSegmentIsNotTriedForEver(bool isLink)
    {
        using var temp = new TempDirectory();
        var options = new SegmentOptions { Name = "a", Directory = temp.Path };
        _ = isLink ? File.CreateSymbolicLink(temp["a.npy"], "/dev/null") : Directory.CreateDirectory(temp["a.npy"]);
        IOException e = await Assert.ThrowsAnyAsync<IOException>(() => Task.Run(() => SharedRecords.Create<CpgSite>(options)).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(temp["a.npy"], e.Message, StringComparison.Ordinal);
        Assert.True(Path.Exists(temp["a.npy"]));
    }

    private static void AssertFree(string path)
    {
        using SafeFileHandle file = NativeMethods.Open(path, NativeMethods.OpenCloseOnExec, 0);
        Assert.True(SegmentLocks.TryTake(file, NativeMethods.LockExclusive), path);
    }

    private static void WithoutClosing(Action action)
    {
        const uint Close = 3;
        const uint InputOutputError = 5;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            RefusedCall.ForThisThread(Close, InputOutputError);
            failure = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
