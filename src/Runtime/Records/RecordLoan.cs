using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Records that stay mapped until this is disposed, even if another thread disposes their owner.</summary>
/// <typeparam name="T">The record.</typeparam>
internal readonly unsafe struct RecordLoan<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>The number of records in a part.</summary>
    public const int PartRecords = 1 << 20;

    private readonly SafeHandle _memory;

    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public RecordLoan(SafeHandle memory, T* first, long count)
    {
        bool isHeld = false;
        memory.DangerousAddRef(ref isHeld);
        _memory = memory;
        First = first;
        Count = count;
    }

    public T* First { get; }

    public long Count { get; }

    /// <summary>A part that a span can hold: <see cref="PartRecords"/> records, or the rest.</summary>
    public ReadOnlySpan<T> From(long start) => new(First + start, (int)Math.Min(Count - start, PartRecords));

    public void Dispose() => _memory.DangerousRelease();
}
