using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Records in memory outside the garbage-collected heap, as <see cref="RecordText"/>.Load leaves them. The
/// memory is given back by <see cref="Dispose"/>; spans of it must not be used after that.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed unsafe class RecordBuffer<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private const int MovedBytes = 4 << 20;

    private T* _records;
    private long _capacity;
    private nuint _size;
    private bool _isDisposed;

    internal RecordBuffer()
    {
    }

    /// <summary>Gives the memory back, should nobody have disposed of the buffer.</summary>
    ~RecordBuffer() => Free();

    /// <summary>The number of records.</summary>
    public long Count { get; private set; }

    /// <summary>What became of the rows of the text.</summary>
    public TextReadReport Report { get; internal init; } = new();

    /// <summary>The records, in place.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="InvalidOperationException">There are more than a span can hold (2,147,483,647); see
    /// <see cref="Slice"/>.</exception>
    public ReadOnlySpan<T> Records => Count <= int.MaxValue
        ? Slice(0, (int)Count)
        : throw new InvalidOperationException($"{Count} records are more than a span can hold; take them by Slice.");

    /// <summary>Some of the records, in place.</summary>
    /// <param name="start">The first record, from 0.</param>
    /// <param name="length">The number of records.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the buffer.</exception>
    public ReadOnlySpan<T> Slice(long start, int length)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - length);
        return new ReadOnlySpan<T>(_records + start, length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Room for more records behind those there are; <see cref="Advance"/> says how many were written.</summary>
    internal Span<T> GetSpan()
    {
        if (Count == _capacity)
        {
            // Pages move, not bytes, and untouched pages cost nothing.
            Resize(Math.Max(_capacity + (_capacity / 2), Math.Max(1, (1 << 20) / Unsafe.SizeOf<T>())));
        }

        return new Span<T>(_records + Count, (int)Math.Min(_capacity - Count, int.MaxValue));
    }

    internal void Advance(int count) => Count += count;

    /// <summary>Makes room for so many records in all.</summary>
    internal void Expect(long count)
    {
        if (count > _capacity)
        {
            Resize(count);
        }
    }

    internal bool HasRoom(int count) => Count + count <= _capacity;

    /// <summary>A place for records behind those there are; the memory may move.</summary>
    internal long Reserve(int count)
    {
        long place = Count;
        Expect(HasRoom(count) ? 0 : Math.Max(place + count, _capacity + (_capacity / 2)));
        Count += count;
        return place;
    }

    /// <summary>The records of a place, to be written.</summary>
    internal Span<T> Place(long place, int count) => new(_records + place, count);

    /// <summary>Gives back what was not needed.</summary>
    internal void Trim()
    {
        if (Count < _capacity)
        {
            Resize(Math.Max(1, Count));
        }
    }

    /// <summary>Moves the records to an array, from the last to the first. What was moved is given back a part at a time, so
    /// that they are never held twice.</summary>
    internal T[] MoveToArray()
    {
        T[] array = GC.AllocateUninitializedArray<T>(checked((int)Count));
        int part = Math.Max(1, MovedBytes / sizeof(T));
        while (Count > 0)
        {
            int start = (int)Math.Max(0, Count - part);
            Slice(start, (int)Count - start).CopyTo(array.AsSpan(start));
            Count = start;
            Trim();
        }

        return array;
    }

    private void Resize(long capacity)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint size = checked(((nuint)capacity * (nuint)sizeof(T)) + page - 1) / page * page;
        nint memory = _records is null
            ? NativeMethods.Map(0, size, NativeMethods.ProtectRead | NativeMethods.ProtectWrite, NativeMethods.MapPrivate | NativeMethods.MapAnonymous, -1, 0)
            : NativeMethods.Remap((nint)_records, _size, size, NativeMethods.RemapMayMove);
        if (memory == -1)
        {
            throw new OutOfMemoryException($"There is no memory for {capacity} records of {sizeof(T)} bytes.");
        }

        // Without huge pages, most of the time of large tables goes into making small ones; where there are none, this does
        // nothing.
        NativeMethods.Advise(memory, size, NativeMethods.AdviseHugePages);
        _records = (T*)memory;
        _size = size;
        _capacity = capacity;
    }

    private void Free()
    {
        if (_records is not null)
        {
            NativeMethods.Unmap((nint)_records, _size);
        }

        _records = null;
        _isDisposed = true;
    }
}
