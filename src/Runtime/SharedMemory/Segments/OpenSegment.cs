namespace SchemaToolkit;

/// <summary>A segment that this process has open.</summary>
/// <param name="rows">The mapped records.</param>
/// <param name="reference">The reference that other processes open the segment by.</param>
/// <param name="hold">Keeps the segment for this process and others; disposed after the mapping.</param>
internal sealed class OpenSegment(MappedRows rows, string reference, IDisposable? hold) : IDisposable
{
    public MappedRows Rows { get; } = rows;

    public string Reference { get; } = reference;

    /// <summary>Gives it another name, for Python.</summary>
    /// <exception cref="NotSupportedException">It has no name, or is elsewhere.</exception>
    public PythonAlias Alias(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        LinuxOnly.Check("A name for Python's SharedMemory", $"In Python, np.load(r'{Reference}', mmap_mode='r+') sees the same memory.");
        return hold is SegmentHold { File: var file }
            ? PythonAlias.Create(file, name, SegmentFormat.DataOffset(Rows.Schema), Rows.Place)
            : throw new NotSupportedException(
                $"{Rows.Place} has no name, and the kernel gives it none: use np.load(reference), or create it with a name.");
    }

    public void Dispose()
    {
        Rows.Dispose();
        hold?.Dispose();
    }
}
