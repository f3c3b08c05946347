namespace SchemaToolkit;

/// <summary>Records in memory outside the garbage-collected heap, as <see cref="RecordText"/>.Load returns them.
/// <see cref="Dispose"/> gives the memory back; do not use spans of it after that.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed unsafe class RecordBuffer<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private const int MovedBytes = 4 << 20;

    internal RecordBuffer() => Memory = new RecordMemory(T.Schema, $"RecordBuffer<{T.Schema.Name}>");

    /// <summary>The number of records.</summary>
    public long Count => Memory.Count;

    /// <summary>What happened to the rows of the text.</summary>
    public TextReadReport Report { get; internal init; } = new();

    /// <summary>The records, in place.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="InvalidOperationException">There are more than a span can hold (2,147,483,647); use
    /// <see cref="Slice"/>.</exception>
    public ReadOnlySpan<T> Records => Count <= int.MaxValue
        ? Slice(0, (int)Count)
        : throw new InvalidOperationException($"{Count} records are more than a span can hold; take them in parts by Slice.");

    /// <summary>One record, in place.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    public ref readonly T this[long index] => ref Slice(index, 1)[0];

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The first record, from 0.</param>
    /// <param name="length">The number of records.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the buffer.</exception>
    public ReadOnlySpan<T> Slice(long start, int length)
    {
        ObjectDisposedException.ThrowIf(Memory.Mapping.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - length);
        Memory.Mapping.HandOut();
        return new ReadOnlySpan<T>(First + start, length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Memory.Dispose();

    /// <summary>The memory that they are in.</summary>
    internal RecordMemory Memory { get; }

    private T* First => (T*)Memory.First;

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow()
    {
        ObjectDisposedException.ThrowIf(Memory.Mapping.IsClosed, this);
        return new RecordLoan<T>(Memory.Mapping, First, Count);
    }

    /// <summary>Moves the records to an array, from the last to the first. Gives their memory back a part at a time, so that they
    /// are never held twice.</summary>
    internal T[] MoveToArray()
    {
        T[] array = GC.AllocateUninitializedArray<T>(checked((int)Count));
        int part = Math.Max(1, MovedBytes / sizeof(T));
        while (Count > 0)
        {
            int start = (int)Math.Max(0, Count - part);
            new ReadOnlySpan<T>(First + start, (int)Count - start).CopyTo(array.AsSpan(start));
            Memory.Cut(start);
        }

        return array;
    }
}
