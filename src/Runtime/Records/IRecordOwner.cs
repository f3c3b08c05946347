namespace SchemaToolkit;

/// <summary>
/// Owns records in memory outside the garbage-collected heap, until it is disposed. A span of the records does not keep
/// their owner alive. Methods that take the owner itself keep it alive while they use the records, and can use more records
/// than a span can hold.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <remarks>Dispose may be called twice, and by several threads at once. Spans must not be used after it. If an owner is
/// collected without Dispose after a span was taken, its memory stays mapped until the process ends: see
/// <see cref="AbandonedMemory"/>.</remarks>
public interface IRecordOwner<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>The number of records.</summary>
    long Count { get; }

    /// <summary>All records, in place.</summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="int.MaxValue"/>.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    ReadOnlySpan<T> Records { get; }

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="length">The number of records.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the records.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    ReadOnlySpan<T> Slice(long start, int length);

    /// <summary>Keeps the records mapped until the loan is disposed, even if the owner is disposed in the meantime.</summary>
    internal RecordLoan<T> Borrow();
}
