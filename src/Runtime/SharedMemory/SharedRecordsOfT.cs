namespace SchemaToolkit;

/// <summary>A published segment: records in shared memory that nobody changes any more. Dispose lets go of it; spans taken
/// from it must not be used after that.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SharedRecords<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly MappedRecords<T> _records;
    private readonly IDisposable? _hold;

    /// <param name="records">The records, mapped.</param>
    /// <param name="reference">What other processes open.</param>
    /// <param name="hold">What keeps the reference alive; disposed after the mapping.</param>
    internal SharedRecords(MappedRecords<T> records, string reference, IDisposable? hold)
    {
        _records = records;
        _hold = hold;
        Reference = reference;
    }

    /// <summary>What another process opens it by, C# (<see cref="SharedRecords.Open{T}"/>) or Python
    /// (<c>np.load(reference, mmap_mode='r')</c>), while this one holds it.</summary>
    public string Reference { get; }

    /// <summary>The number of records.</summary>
    public long Count => _records.Count;

    /// <summary>All records, in place.</summary>
    /// <exception cref="InvalidOperationException">They are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Records => _records.All;

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ref readonly T this[long index] => ref _records[index];

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public ReadOnlySpan<T> Slice(long start, int length) => _records.Slice(start, length);

    /// <summary>Lets go of the segment; the last holder frees its memory.</summary>
    public void Dispose()
    {
        _records.Dispose();
        _hold?.Dispose();
    }
}
