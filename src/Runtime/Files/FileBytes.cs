using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Reads and writes bytes of files at an offset.</summary>
internal static class FileBytes
{
    /// <summary>Writes all bytes, or throws. A store into mapped memory would kill the process when there is no memory left, and is
    /// half as fast on fresh memory.</summary>
    /// <exception cref="SharedMemoryFullException">There is no space.</exception>
    public static unsafe void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string place)
    {
        if (Portable.IsOn)
        {
            PortableFiles.Write(file, bytes, offset, place);
            return;
        }

        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                nint written = NativeMethods.Write(file, start + done, (nuint)(bytes.Length - done), offset + done);
                if (written > 0)
                {
                    done += written;
                }
                else if (SystemError.Last != SystemError.Interrupted)
                {
                    throw SystemError.Exception(
                        string.Create(CultureInfo.InvariantCulture, $"{place} cannot be written beyond {offset + done} bytes"));
                }
            }
        }
    }

    /// <summary>Opens a file to read it at an offset. Refuses a device or a pipe before opening it: opening a pipe would wait for its
    /// writer.</summary>
    /// <exception cref="RecordFormatException">It is a device or a pipe.</exception>
    public static SafeFileHandle Open(string path, FileShare share = FileShare.Read) => Open(path, FileAccess.Read, share);

    /// <inheritdoc cref="Open(string, FileShare)"/>
    public static SafeFileHandle Open(string path, FileAccess access, FileShare share)
        => StatusOf(path) is { IsRegular: false, IsDirectory: false } && (!Portable.IsOn || PortableFiles.IsDevice(path) || PortableFiles.IsPipe(path))
            ? throw NoFile(path)
            : File.OpenHandle(path, FileMode.Open, access, share);

    /// <summary>Opens an open file once more, to read it: without the locks of that handle, as .NET takes one for every file.</summary>
    public static SafeFileHandle Reopen(SafeFileHandle file, string place)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        SafeFileHandle reopened = NativeMethods.Open(path, NativeMethods.OpenReadOnly | NativeMethods.OpenCloseOnExec, 0);
        return reopened.IsInvalid ? throw SystemError.Exception($"{place} cannot be mapped") : reopened;
    }

    /// <summary>The status of what a path leads to; <see langword="null"/> if it cannot be examined.</summary>
    public static NativeMethods.FileStatus? StatusOf(string path)
        => Portable.IsOn ? PortableFiles.Status(path)
            : NativeMethods.Status(
                NativeMethods.AtWorkingDirectory,
                path,
                0,
                NativeMethods.StatBasic,
                out NativeMethods.FileStatus status) == 0 ? status
            : null;

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>The bytes read.</returns>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], offset + total) is var read and > 0)
        {
            total += read;
        }

        return total;
    }

    /// <summary>Gives the space of bytes that are of no use back to the file system, where it can take it: the file keeps its
    /// length, and they read as zeros.</summary>
    public static void Punch(SafeFileHandle file, long offset, long length)
    {
        if (length > 0 && !Portable.IsOn)
        {
            _ = NativeMethods.Allocate(file, NativeMethods.AllocateKeepSize | NativeMethods.AllocatePunchHole, offset, length);
        }
    }

    /// <summary>The status of an open file.</summary>
    public static NativeMethods.FileStatus Status(SafeFileHandle file, string place)
        => Portable.IsOn ? PortableFiles.Status(file)
            : NativeMethods.Status(file, "", NativeMethods.AtEmptyPath, NativeMethods.StatBasic, out NativeMethods.FileStatus status) == 0
            ? status
            : throw SystemError.Exception($"{place} cannot be examined");

    /// <summary>The size of a file.</summary>
    /// <exception cref="RecordFormatException">It is not a regular file.</exception>
    public static long Size(SafeFileHandle file, string place)
        => Status(file, place) is { IsRegular: true, Size: var size }
            ? size
            : throw NoFile(place);

    /// <summary>The exception for what is no file.</summary>
    public static RecordFormatException NoFile(string place)
        => new($"{place} is not a file of records: it is a directory, a device or a pipe. Write the output of a pipe to a file first.");
}
