namespace SchemaToolkit;

/// <summary>A published segment: records in shared memory that no longer change. Dispose releases it; do not use its spans
/// after that.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SharedRecords<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly OpenSegment _segment;

    internal SharedRecords(OpenSegment segment)
    {
        _segment = segment;
        Mapped = new MappedRecords<T>(segment.Rows);
    }

    /// <summary>The reference by which another process opens the segment while this one holds it, in C#
    /// (<see cref="SharedRecords.Open{T}"/>) or Python (<c>np.load(reference, mmap_mode='r')</c>).</summary>
    public string Reference => _segment.Reference;

    /// <summary>The number of records.</summary>
    public long Count => Mapped.Count;

    /// <summary>All records, in place.</summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Records => Mapped.All;

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no record of this number.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ref readonly T this[long index] => ref Mapped[index];

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range goes beyond the records.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Slice(long start, int length) => Mapped.Slice(start, length);

    /// <summary>The records as they are mapped.</summary>
    internal MappedRecords<T> Mapped { get; }

    /// <summary>Gives it a second name, by which Python's <c>SharedMemory(name)</c> attaches it, and which Python may delete without
    /// harm. From then on every process of this user can write it: Python attaches nothing for reading alone.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The alias; dispose it when Python has attached, or when nobody needs it any more.</returns>
    /// <exception cref="NotSupportedException">This has no name, or is not in <c>/dev/shm</c>.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux: <c>np.load(reference)</c> sees the same memory.</exception>
    /// <exception cref="SegmentExistsException">There is shared memory of this name.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public PythonAlias AliasForPython(string name) => _segment.Alias(name);

    /// <summary>Releases the segment; its memory is freed when the last holder has released it.</summary>
    public void Dispose() => _segment.Dispose();

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow() => Mapped.Borrow();
}
