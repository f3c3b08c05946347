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
            WithoutClosing(() => Assert.Throws<UnauthorizedAccessException>(() => SegmentDirectory.Lock(AnotherUser)));
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
        WithoutClosing(SegmentDirectory.ReapOwn);
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
