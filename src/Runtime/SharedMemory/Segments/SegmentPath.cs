using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Opens segments and <c>.npy</c> files by a path: the reference of a segment without a name, or any file's.</summary>
internal static class SegmentPath
{
    /// <summary>Opens a segment without a name, or a file.</summary>
    /// <param name="reference">The path.</param>
    /// <param name="schema">What its records must be; <see langword="null"/> for any.</param>
    /// <param name="writable">Whether to write it.</param>
    /// <param name="hold">Disposed with it.</param>
    /// <exception cref="SegmentNotFoundException">There is no such segment, or no longer.</exception>
    public static OpenSegment Open(string reference, RecordSchema? schema, bool writable, IDisposable? hold = null)
    {
        int flags = writable ? NativeMethods.OpenReadWrite : NativeMethods.OpenReadOnly;
        using SafeFileHandle file = NativeMethods.Open(
            reference,
            flags | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
            0);
        if (file.IsInvalid)
        {
            throw SystemError.Last switch
            {
                SystemError.NotFound or SystemError.NotDirectory or SystemError.NoDevice => NotFound(reference),
                SystemError.AccessDenied or SystemError.NotPermitted when IsOfProcess(reference) => new UnauthorizedAccessException(
                    $"Segment {reference} cannot be opened: the kernel does not let this process look into the one that owns it, which is "
                        + "another user's, in another container, or protected. Processes of one user share a segment with a name: "
                        + "SharedRecords.Create(name)."),
                _ => SystemError.Exception($"Segment {reference} cannot be opened"),
            };
        }

        var look = SegmentLook.At(file, reference);
        if (AnonymousReference.Parse(reference) is { Id: var id } && !look.IsSegment(id))
        {
            throw NotFound(reference);
        }

        if (look.Tail.IsCounted)
        {
            return OpenNamed(SegmentName.OfFile(reference), schema, writable);
        }

        MappedRows rows = SegmentFormat.Map(
            file,
            look,
            schema,
            writable ? SegmentAccess.Write : SegmentAccess.Any,
            $"Segment {reference}");
        return new OpenSegment(rows, reference, hold);
    }

    /// <summary>Opens a segment with a name, and holds it.</summary>
    /// <exception cref="SegmentNotFoundException">There is no such segment, or no longer.</exception>
    public static OpenSegment OpenNamed(SegmentName name, RecordSchema? schema, bool writable)
    {
        var hold = SegmentHold.Open(name, writable ? NativeMethods.OpenReadWrite : NativeMethods.OpenReadOnly);
        try
        {
            return new OpenSegment(
                SegmentFormat.Map(
                    hold.File,
                    SegmentLook.At(hold.File, hold.Status),
                    schema,
                    writable ? SegmentAccess.Write : SegmentAccess.Segment,
                    $"Segment '{name.Text}' ({name.Path})"),
                name.Path,
                hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Maps records without a header.</summary>
    public static OpenSegment OpenRaw(string name, long offset, long? count, RecordSchema schema)
    {
        string path = PathOfRaw(name);
        string place = $"Shared memory {path}";
        using SafeFileHandle file = OpenRaw(path, place);
        long size = FileBytes.Size(file, place);
        long most = Math.Max(0, size - offset) / schema.Size;
        if (offset > size || count > most || size == 0)
        {
            throw new RecordFormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place} has {size} bytes: there is no place for {count ?? 0} records of {schema.Size} bytes from byte {offset}."));
        }

        return new OpenSegment(
            new MappedRows(MemoryMapping.MapWatched(file, size, writable: true, place), offset, count ?? most, schema, place),
            path,
            null);
    }

    private static string PathOfRaw(string name)
        => Path.GetFileName(name) != name ? name
            : OperatingSystem.IsLinux() ? $"/dev/shm/{name}"
            : throw new PlatformNotSupportedException(
                $"Only on Linux is the shared memory '{name}' of another program a file. Let it map a file (np.lib.format.open_memmap, "
                    + "mmap), and give its path.");

    private static SafeFileHandle OpenRaw(string path, string place)
    {
        if (Portable.IsOn)
        {
            try
            {
                return FileBytes.Open(path, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                throw NoRaw(path);
            }
        }

        SafeFileHandle file = NativeMethods.Open(
            path,
            NativeMethods.OpenReadWrite | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
            0);
        return !file.IsInvalid ? file
            : throw (SystemError.Last is SystemError.NotFound or SystemError.NotDirectory ? NoRaw(path)
                : SystemError.Exception($"{place} cannot be opened"));
    }

    private static SegmentNotFoundException NoRaw(string path)
        => new($"There is no shared memory {path}: it is not created yet, or was deleted.");

    private static bool IsOfProcess(string path) => path.StartsWith("/proc/", StringComparison.Ordinal);

    private static SegmentNotFoundException NotFound(string path)
        => new(
            IsOfProcess(path) ? $"There is no segment {path}: the process that owned it has disposed it or ended."
                : Path.IsPathRooted(path) || Directory.Exists(".") ? $"There is no file {path}."
                : $"There is no file {path}: the working directory of this process was removed. Give the whole path.");
}
