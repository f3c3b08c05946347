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
            throw SystemError.Last is SystemError.NotFound or SystemError.NotDirectory or SystemError.NoDevice
                ? NotFound(reference)
                : SystemError.Exception($"Segment {reference} cannot be opened");
        }

        if (AnonymousReference.Parse(reference) is { Id: var id } && !SegmentFormat.IsSegment(file, id, reference))
        {
            throw NotFound(reference);
        }

        MappedRows rows = SegmentFormat.Map(
            file,
            schema,
            writable ? SegmentAccess.Write : SegmentAccess.Any,
            $"Segment {reference}");
        return new OpenSegment(rows, reference, hold);
    }

    private static SegmentNotFoundException NotFound(string path)
        => new($"There is no segment {path}: the process that owned it has disposed it or ended.");
}
