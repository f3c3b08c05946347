namespace SchemaToolkit;

/// <summary>A published segment: records in shared memory that nobody changes any more. Dispose lets go of it; spans taken
/// from it must not be used after that.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SharedRecords<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly OpenSegment<T> _segment;

    internal SharedRecords(OpenSegment<T> segment) => _segment = segment;

    /// <summary>What another process opens it by, C# (<see cref="SharedRecords.Open{T}"/>) or Python
    /// (<c>np.load(reference, mmap_mode='r')</c>), while this one holds it.</summary>
    public string Reference => _segment.Reference;

    /// <summary>The number of records.</summary>
    public long Count => _segment.Records.Count;

    /// <summary>All records, in place.</summary>
    /// <exception cref="InvalidOperationException">They are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Records => _segment.Records.All;

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ref readonly T this[long index] => ref _segment.Records[index];

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Slice(long start, int length) => _segment.Records.Slice(start, length);

    /// <summary>Whether a span or reference to a record was taken.</summary>
    internal bool IsHandedOut => _segment.Records.IsHandedOut;

    /// <summary>Lets go of the segment; the last holder frees its memory.</summary>
    public void Dispose() => _segment.Dispose();

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow() => _segment.Records.Borrow();
}
