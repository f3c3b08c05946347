using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Records in memory outside the garbage-collected heap, as <see cref="RecordText"/>.Load returns them.
/// <see cref="Dispose"/> gives the memory back; do not use spans of it after that.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed unsafe class RecordBuffer<T> : IRecordOwner<T>
    where T : unmanaged, ISharedRecord<T>
{
    private const int MovedBytes = 4 << 20;
    private const int FirstBytes = 1 << 20;

    // Memory that grows may move. It moves only with this lock held for writing. Other threads find and fill their places only
    // with the lock held for reading, and never hold it while they wait.
    private readonly ReaderWriterLockSlim _moving = new();
    private readonly MemoryMapping _memory;
    private T* _records;
    private long _capacity;

    internal RecordBuffer()
    {
        LinuxOnly.Check("Reading a table into memory");
        _capacity = Math.Max(1, FirstBytes / sizeof(T));
        _memory = MemoryMapping.Allocate(Pages(_capacity)!.Value, $"RecordBuffer<{T.Schema.Name}>");
        _records = (T*)_memory.Address;
        AdviseHugePages();
    }

    /// <summary>The number of records.</summary>
    public long Count { get; private set; }

    /// <summary>What happened to the rows of the text.</summary>
    public TextReadReport Report { get; internal init; } = new();

    /// <summary>The records, in place.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="InvalidOperationException">There are more than a span can hold (2,147,483,647); use
    /// <see cref="Slice"/>.</exception>
    public ReadOnlySpan<T> Records => Count <= int.MaxValue
        ? Slice(0, (int)Count)
        : throw new InvalidOperationException($"{Count} records are more than a span can hold; take them in parts by Slice.");

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The first record, from 0.</param>
    /// <param name="length">The number of records.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the buffer.</exception>
    public ReadOnlySpan<T> Slice(long start, int length)
    {
        ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - length);
        _memory.HandOut();
        return new ReadOnlySpan<T>(_records + start, length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _memory.Dispose();

    /// <inheritdoc/>
    RecordLoan<T> IRecordOwner<T>.Borrow()
    {
        ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
        return new RecordLoan<T>(_memory, _records, Count);
    }

    /// <summary>Gets room for records behind those before; <see cref="Advance"/> says how many were written. Only for the thread
    /// whose turn it is, and only during its turn.</summary>
    internal Span<T> GetSpan()
    {
        MakeRoom(1);
        return new Span<T>(_records + Count, (int)Math.Min(_capacity - Count, int.MaxValue));
    }

    internal void Advance(int count)
    {
        Debug.Assert(count >= 0 && count <= _capacity - Count, "The records must be in the room that was handed out.");
        Count += count;
    }

    /// <summary>Makes room for more records if there is memory; their number is an estimate.</summary>
    internal void Expect(long count)
    {
        // An estimate beyond the memory there is only says that there are many.
        long most = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / sizeof(T)) - Count;
        if (Math.Min(count, most) is > 0 and var more && Count + more > _capacity)
        {
            TryResize(Count + more);
        }
    }

    /// <summary>Reserves a place for records behind those before, for <see cref="Fill"/>. Only for the thread whose turn it
    /// is.</summary>
    internal long Reserve(int count)
    {
        MakeRoom(count);
        long place = Count;
        Count += count;
        return place;
    }

    /// <summary>Fills a place, while other threads fill theirs and the memory may grow.</summary>
    internal void Fill(long place, ReadOnlySpan<T> made)
    {
        _moving.EnterReadLock();
        try
        {
            Debug.Assert(place >= 0 && place + made.Length <= _capacity, "The place must be reserved.");
            made.CopyTo(new Span<T>(_records + place, made.Length));
        }
        finally
        {
            _moving.ExitReadLock();
        }
    }

    /// <summary>Gives back memory that is not needed.</summary>
    internal void Trim()
    {
        if (Count < _capacity)
        {
            TryResize(Math.Max(1, Count));
        }
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
            new ReadOnlySpan<T>(_records + start, (int)Count - start).CopyTo(array.AsSpan(start));
            Count = start;
            Trim();
        }

        return array;
    }

    private void MakeRoom(int count)
    {
        long needed = Count + count;
        if (needed > _capacity && !TryResize(Math.Max(needed, _capacity + (_capacity / 2))) && !TryResize(needed))
        {
            throw new OutOfMemoryException($"There is no memory for {needed} records of {sizeof(T)} bytes.");
        }
    }

    // Pages move, not bytes, and untouched pages cost nothing.
    private bool TryResize(long capacity)
    {
        if (Pages(capacity) is not { } size)
        {
            return false;
        }

        _moving.EnterWriteLock();
        try
        {
            if (!_memory.TryResize(size))
            {
                return false;
            }

            _records = (T*)_memory.Address;
            _capacity = capacity;
        }
        finally
        {
            _moving.ExitWriteLock();
        }

        AdviseHugePages();
        return true;
    }

    // Without huge pages, a large table takes most of its time to make small pages. Where the system has none, this does
    // nothing.
    private void AdviseHugePages() => NativeMethods.Advise((nint)_records, Pages(_capacity)!.Value, NativeMethods.AdviseHugePages);

    // The bytes of the whole pages that hold this many records; null if no address could reach them.
    private static nuint? Pages(long capacity)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        return capacity <= (long.MaxValue - (long)page) / sizeof(T)
            ? (((nuint)capacity * (nuint)sizeof(T)) + page - 1) / page * page
            : null;
    }
}
