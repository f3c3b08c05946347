using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>What .NET alone knows of files.</summary>
internal static class PortableFiles
{
    private const ushort Unknown = 0;
    private const ushort Regular = 0x8000;
    private const ushort Folder = 0x4000;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int SharingOnWindows = unchecked((int)0x80070020);
    private const int QuotaOnMac = 69;
    private const int WouldBlockOnMac = 35;

    /// <summary>Writes all bytes.</summary>
    /// <exception cref="SharedMemoryFullException">There is no space.</exception>
    /// <exception cref="IOException">The system refuses it.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string place)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (IOException error) when (IsFull(error))
        {
            throw new SharedMemoryFullException($"{place} cannot be written: {error.Message}");
        }
        catch (IOException error)
        {
            throw new IOException($"{place} cannot be written: {error.Message}", error) { HResult = error.HResult };
        }
    }

    /// <summary>Whether an exception says that somebody else has the file open, and does not share it.</summary>
    public static bool IsInUse(Exception error)
        => error is IOException
            && error.HResult == (OperatingSystem.IsWindows() ? SharingOnWindows
                : OperatingSystem.IsMacOS() ? WouldBlockOnMac
                : SystemError.WouldBlock);

    /// <summary>Whether a file that this process has open for itself alone is so for others too: some file systems have no locks.</summary>
    public static bool IsLocked(string path)
    {
        try
        {
            using SafeFileHandle second = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return IsInUse(error);
        }
    }

    /// <summary>Whether an exception says that there is no space.</summary>
    public static bool IsFull(Exception error)
        => error is IOException { HResult: SystemError.NoSpace or SystemError.QuotaExceeded or QuotaOnMac or DiskFullOnWindows };

    /// <summary>Lets nobody open a file to write it, who does not go out of the way for it. On Windows such a file could not be deleted
    /// either, so there nothing is done.</summary>
    public static void MakeReadOnly(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }
    }

    /// <summary>Deletes a file, if that is possible.</summary>
    /// <returns>Whether there is no such file any more.</returns>
    public static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a path is that of a device: the only files of this folder are those in memory.</summary>
    public static bool IsDevice(string path)
        => !OperatingSystem.IsWindows()
            && path.StartsWith("/dev/", StringComparison.Ordinal)
            && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Whether an open file is a pipe or a device, of which nothing is known but what can be read.</summary>
    public static bool IsPipe(SafeFileHandle file)
    {
        try
        {
            return RandomAccess.GetLength(file) < 0;
        }
        catch (NotSupportedException)
        {
            return true;
        }
    }

    /// <summary>Whether a path is that of a pipe. Whoever waits for its other end finds one for a moment. To open a pipe to read and
    /// write it does not wait; one that may not be written is not recognized.</summary>
    public static bool IsPipe(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return IsPipe(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The status of an open file: its size, and when it was written. Files are told from each other by the moment that they
    /// were created (which Linux does not tell .NET: there it is that of the last change).</summary>
    public static NativeMethods.FileStatus Status(SafeFileHandle file)
        => IsPipe(file) ? default
            : Of(File.GetAttributes(file), Regular, RandomAccess.GetLength(file), File.GetCreationTimeUtc(file), File.GetLastWriteTimeUtc(file));

    /// <summary>The status of a path; <see langword="null"/> if there is nothing. What is empty is not known to be a file: a pipe
    /// is empty too, and has no other mark.</summary>
    public static NativeMethods.FileStatus? Status(string path)
    {
        var file = new FileInfo(path);
        try
        {
            file = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        }
        catch (IOException)
        {
            return null; // Links in a circle.
        }

        return file.Exists ? Of(
                file.Attributes,
                IsDevice(file.FullName) || (file.Length == 0 && !OperatingSystem.IsWindows()) ? Unknown : Regular,
                file.Length,
                file.CreationTimeUtc,
                file.LastWriteTimeUtc)
            : Directory.Exists(path) ? Of(FileAttributes.Directory, Folder, 0, default, default)
            : null;
    }

    private static NativeMethods.FileStatus Of(FileAttributes attributes, ushort mode, long size, DateTime created, DateTime written)
    {
        TimeSpan since = written - DateTime.UnixEpoch;
        return new NativeMethods.FileStatus
        {
            Mode = (attributes & FileAttributes.Directory) != 0 ? Folder
                : (attributes & FileAttributes.Device) != 0 ? Unknown
                : mode,
            Links = 1,
            Number = (ulong)created.Ticks,
            Size = size,
            ModifiedSeconds = (long)Math.Floor(since.TotalSeconds),
            ModifiedNanoseconds = (uint)(since.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
    }
}
