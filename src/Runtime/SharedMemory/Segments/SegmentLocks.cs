using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Locks that show which processes use a file. The kernel drops them when the process ends, for whatever reason. Every
/// holder of a segment has a shared <c>flock</c> on it; its owner also has a lock on one byte.
/// </summary>
internal static class SegmentLocks
{
    /// <summary>The byte the owner locks, beyond the end of any file; a locked byte need not exist.</summary>
    private const long OwnerByte = 1L << 62;

    /// <summary>How long to wait for a lock. Each is held for microseconds, but a process that holds one may be
    /// stopped.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Locks a file, shared or exclusive; waits a while for other processes.</summary>
    /// <exception cref="IOException">They did not release their locks.</exception>
    public static void Take(SafeFileHandle file, int kind, string place)
    {
        long start = Stopwatch.GetTimestamp();
        var wait = new SpinWait();
        while (!TryTake(file, kind))
        {
            if (SystemError.Last is not (SystemError.WouldBlock or SystemError.Interrupted))
            {
                throw SystemError.Exception($"{place} cannot be locked");
            }

            if (Stopwatch.GetElapsedTime(start) > _patience)
            {
                throw new IOException(
                    $"{place} is locked by a process that does not release it. "
                        + $"Look for a stopped process (fuser {place}), and continue or end it.");
            }

            wait.SpinOnce();
        }
    }

    /// <summary>Locks a file, unless another lock prevents it.</summary>
    public static bool TryTake(SafeFileHandle file, int kind) => NativeMethods.Lock(file, kind | NativeMethods.LockNonBlocking) == 0;

    /// <summary>Makes this process the owner of a file that is open for writing.</summary>
    public static void TakeOwnership(SafeFileHandle file, string place)
    {
        NativeMethods.FileLock owner = Owner(NativeMethods.WriteLock);
        if (NativeMethods.Control(file, NativeMethods.ControlSetDescriptionLock, ref owner) != 0)
        {
            throw SystemError.Exception($"{place} cannot be locked");
        }
    }

    /// <summary>Whether a living process owns a file.</summary>
    public static bool HasOwner(SafeFileHandle file)
    {
        NativeMethods.FileLock owner = Owner(NativeMethods.ReadLock);
        return NativeMethods.Control(file, NativeMethods.ControlGetDescriptionLock, ref owner) == 0 && owner.Type != NativeMethods.NoLock;
    }

    /// <summary>Drops all locks of this open file. Closing it is not enough: a child process that is being started has a
    /// copy of every descriptor for a moment.</summary>
    public static void Drop(SafeFileHandle file)
    {
        NativeMethods.FileLock owner = Owner(NativeMethods.NoLock);
        NativeMethods.Control(file, NativeMethods.ControlSetDescriptionLock, ref owner);
        NativeMethods.Lock(file, NativeMethods.LockRelease);
    }

    /// <summary>Drops all locks of an open file, and closes it.</summary>
    public static void Close(SafeFileHandle file)
    {
        Drop(file);
        file.Dispose();
    }

    private static NativeMethods.FileLock Owner(short type) => new() { Type = type, Start = OwnerByte, Length = 1 };
}
