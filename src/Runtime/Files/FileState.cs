using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Which file it is and what was last written to it: changes when another file takes its place, or when something is
/// written. Comparable only on one machine.</summary>
/// <param name="Device">The kernel's number of the file system.</param>
/// <param name="Number">The kernel's number of the file.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="ModifiedSeconds">When it was last written.</param>
/// <param name="ModifiedNanoseconds">The fraction of that second.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FileState(ulong Device, ulong Number, long Size, long ModifiedSeconds, long ModifiedNanoseconds)
{
    /// <summary>The state of an open file.</summary>
    public static FileState Of(SafeFileHandle file, string place) => Of(FileBytes.Status(file, place));

    /// <summary>The state of the file that a path leads to; <see langword="null"/> if there is none.</summary>
    /// <exception cref="IOException">It cannot be examined.</exception>
    public static FileState? Of(string path)
        => FileBytes.StatusOf(path) is { } status ? Of(status)
            : Portable.IsOn || SystemError.Last is SystemError.NotFound or SystemError.NotDirectory
            ? null
            : throw SystemError.Exception($"{path} cannot be examined");

    private static FileState Of(in NativeMethods.FileStatus status)
        => new(
            ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
            status.Number,
            status.Size,
            status.ModifiedSeconds,
            status.ModifiedNanoseconds);
}
