namespace SchemaToolkit;

/// <summary>The records of a file, mapped into memory for reading. Spans taken from it must not be used after
/// Dispose.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class RecordMap<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly MappedRecords<T> _records;

    internal RecordMap(MappedRecords<T> records) => _records = records;

    /// <summary>The number of records.</summary>
    public long Count => _records.Count;

    /// <summary>All records, in place.</summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Records => _records.All;

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no record with this number.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ref readonly T this[long index] => ref _records[index];

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">The number of records.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the records.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Slice(long start, int length) => _records.Slice(start, length);

    /// <summary>Unmaps the file.</summary>
    public void Dispose() => _records.Dispose();

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow() => _records.Borrow();
}
