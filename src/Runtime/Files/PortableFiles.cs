using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>What .NET alone knows of files.</summary>
internal static class PortableFiles
{
    private const ushort Regular = 0x8000;
    private const ushort Folder = 0x4000;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    /// <summary>Writes all bytes.</summary>
    /// <exception cref="SharedMemoryFullException">There is no space.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string place)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (IOException error) when (error.HResult is SystemError.NoSpace or SystemError.QuotaExceeded or DiskFullOnWindows)
        {
            throw new SharedMemoryFullException($"{place} cannot be written: {error.Message}");
        }
    }

    /// <summary>The status of an open file: its size, and when it was written. Files are told from each other by the moment that they
    /// were created.</summary>
    public static NativeMethods.FileStatus Status(SafeFileHandle file)
        => Of(File.GetAttributes(file), RandomAccess.GetLength(file), File.GetCreationTimeUtc(file), File.GetLastWriteTimeUtc(file));

    /// <summary>The status of a path; <see langword="null"/> if there is nothing.</summary>
    public static NativeMethods.FileStatus? Status(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? Of(file.Attributes, file.Length, file.CreationTimeUtc, file.LastWriteTimeUtc)
            : Directory.Exists(path) ? Of(FileAttributes.Directory, 0, default, default)
            : null;
    }

    private static NativeMethods.FileStatus Of(FileAttributes attributes, long size, DateTime created, DateTime written)
    {
        TimeSpan since = written - DateTime.UnixEpoch;
        return new NativeMethods.FileStatus
        {
            Mode = (attributes & FileAttributes.Directory) != 0 ? Folder
                : (attributes & FileAttributes.Device) != 0 ? (ushort)0
                : Regular,
            Links = 1,
            Number = (ulong)created.Ticks,
            Size = size,
            ModifiedSeconds = (long)Math.Floor(since.TotalSeconds),
            ModifiedNanoseconds = (uint)(since.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
    }
}
