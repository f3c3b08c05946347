namespace SchemaToolkit;

/// <summary>An array of records in shared memory that every process may write, zeroed at first. Nothing orders the writes
/// of several processes: let each write records of its own. Spans taken from it must not be used after Dispose.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SharedRecordArray<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly OpenSegment<T> _segment;

    internal SharedRecordArray(OpenSegment<T> segment) => _segment = segment;

    /// <summary>What another process opens it by, C# (<see cref="SharedRecords.OpenArray{T}"/>) or Python
    /// (<c>np.load(reference, mmap_mode='r+')</c>), while this one holds it.</summary>
    public string Reference => _segment.Reference;

    /// <summary>The number of records.</summary>
    public long Count => _segment.Records.Count;

    /// <summary>All records, in place.</summary>
    /// <exception cref="InvalidOperationException">They are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public Span<T> Records => _segment.Records.All;

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ref T this[long index] => ref _segment.Records[index];

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public Span<T> Slice(long start, int length) => _segment.Records.Slice(start, length);

    /// <summary>Lets go of the array; the last holder frees its memory.</summary>
    public void Dispose() => _segment.Dispose();

    /// <inheritdoc/>
    ReadOnlySpan<T> IRecordOwner<T>.Records => Records;

    /// <inheritdoc/>
    ReadOnlySpan<T> IRecordOwner<T>.Slice(long start, int length) => Slice(start, length);

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow() => _segment.Records.Borrow();
}
