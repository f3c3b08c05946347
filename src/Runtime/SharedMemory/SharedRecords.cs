using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Arrays of records in shared memory, which other processes, C# or Python, see without a copy. A segment is a
/// <c>.npy</c> file: <c>np.load(reference, mmap_mode='r')</c> opens it.
/// </summary>
/// <remarks>
/// A segment without a name (the default) is the kernel's: the memory is free when the last process that has it open is
/// gone, however it went. A named one is counted by the kernel's locks and removed with its last holder; what killed
/// processes leave is removed by the next use of shared memory on the machine, and the name of an owner that is gone can
/// be created again at once.
/// </remarks>
public static class SharedRecords
{
    private static readonly Lazy<bool> s_reaped = new(static () =>
    {
        SegmentDirectory.ReapOwn();
        return true;
    });

    /// <summary>Begins a segment.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">A name to open it by, which this user's processes see; none by default, then
    /// <see cref="SharedRecords{T}.Reference"/> is handed over.</param>
    /// <returns>The writer; <see cref="SharedRecordWriter{T}.Publish"/> makes the segment visible.</returns>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name lives.</exception>
    /// <exception cref="ArgumentException">The name cannot be that of a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create shared memory.</exception>
    public static SharedRecordWriter<T> Create<T>(string? name = null)
        where T : unmanaged, ISharedRecord<T>
    {
        if (name is null)
        {
            _ = s_reaped.Value;
            return new SharedRecordWriter<T>(AnonymousSegment.Create(T.Schema.Name));
        }

        var segment = SegmentName.Of(name);
        SegmentDirectory.ReapOwn();
        return new SharedRecordWriter<T>(NamedDraft.Create(segment));
    }

    /// <summary>Opens a segment to read it: no copy is made.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reference">A segment's <see cref="SharedRecords{T}.Reference"/>, the name of a named segment, or the
    /// path of any <c>.npy</c> file (one that is not a segment must not be shortened by others while it is open).</param>
    /// <returns>The segment, held until disposed.</returns>
    /// <exception cref="SegmentNotFoundException">There is no such segment (any more).</exception>
    /// <exception cref="SchemaMismatchException">It is of another record.</exception>
    /// <exception cref="RecordFormatException">Not a segment, not yet published, truncated or damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static SharedRecords<T> Open<T>(string reference)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        if (SegmentName.Parse(reference) is not { } name)
        {
            _ = s_reaped.Value;
            using SafeFileHandle file = OpenPath(reference, NativeMethods.OpenReadOnly);
            return new SharedRecords<T>(SegmentFormat.Map<T>(file, SegmentAccess.Any, $"segment {reference}"), reference, hold: null);
        }

        SegmentDirectory.ReapOwn();
        var hold = SegmentHold.Open(name, NativeMethods.OpenReadOnly);
        try
        {
            return new SharedRecords<T>(SegmentFormat.Map<T>(hold.File, SegmentAccess.Segment, $"segment '{name.Text}' ({name.Path})"), name.Path, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenPath(string path, int flags)
    {
        SafeFileHandle file = NativeMethods.Open(path, flags | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec, 0);
        return !file.IsInvalid ? file
            : SystemError.Last is SystemError.NotFound or SystemError.NotDirectory
                ? throw new SegmentNotFoundException($"There is no segment {path}: the process that owned it has disposed it or ended.")
                : throw SystemError.Exception($"Segment {path} cannot be opened");
    }
}
