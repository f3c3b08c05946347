using Microsoft.Win32.SafeHandles;
using SchemaToolkit.Tests.Faults;

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
