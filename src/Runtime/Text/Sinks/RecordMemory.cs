using System.Diagnostics;

namespace SchemaToolkit;

/// <summary>Records of any kind in memory outside the garbage-collected heap, which grows.</summary>
internal sealed unsafe class RecordMemory : IDisposable
{
    private const int FirstBytes = 1 << 20;

    // Memory that grows may move. It moves only with this lock held for writing. Other threads find and fill their places only
    // with the lock held for reading, and never hold it while they wait.
    private readonly ReaderWriterLockSlim _moving = new();
    private readonly RecordSchema _schema;
    private readonly string _place;
    private readonly int _size;
    private long _capacity;

    /// <param name="schema">What the records are.</param>
    /// <param name="place">What they are called in messages.</param>
    public RecordMemory(RecordSchema schema, string place)
    {
        _schema = schema;
        _place = place;
        _size = schema.Size;
        _capacity = Math.Max(1, FirstBytes / _size);
        Mapping = MemoryMapping.Allocate(Pages(_capacity)!.Value, place);
        AdviseHugePages();
    }

    /// <summary>The memory. It may move until the last record is there.</summary>
    public MemoryMapping Mapping { get; }

    /// <summary>The first record.</summary>
    public byte* First => (byte*)Mapping.Address;

    /// <summary>The number of records.</summary>
    public long Count { get; private set; }

    /// <summary>All records. They have the memory from now on.</summary>
    public MappedRows Rows() => new(Mapping, 0, Count, _schema, _place);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Mapping.Dispose();

    /// <summary>Room for the bytes of at least one record behind those there.</summary>
    public Span<byte> GetSpan()
    {
        MakeRoom(1);
        return new Span<byte>(First + (Count * _size), (int)Math.Min(_capacity - Count, int.MaxValue / _size) * _size);
    }

    /// <summary>Counts records that were put into the room.</summary>
    public void Advance(int count) => Count += count;

    /// <summary>Makes room for more records, if there is memory for it.</summary>
    public void Expect(long more)
    {
        if (Count + more > _capacity)
        {
            TryResize(Count + more);
        }
    }

    /// <summary>Reserves a place for records behind those before, for <see cref="Fill"/>. Only for the thread whose turn it
    /// is.</summary>
    public long Reserve(long count)
    {
        MakeRoom(count);
        long place = Count;
        Count += count;
        return place;
    }

    /// <summary>Fills a place, while other threads fill theirs and the memory may grow.</summary>
    public void Fill(long place, ReadOnlySpan<byte> made)
    {
        _moving.EnterReadLock();
        try
        {
            Debug.Assert(place >= 0 && place + (made.Length / _size) <= _capacity, "The place must be reserved.");
            made.CopyTo(new Span<byte>(First + (place * _size), made.Length));
        }
        finally
        {
            _moving.ExitReadLock();
        }
    }

    /// <summary>Leaves out the last records.</summary>
    /// <param name="count">How many stay.</param>
    public void Cut(long count)
    {
        Debug.Assert(count >= 0 && count <= Count, "Only records that are there can be left out.");
        Count = count;
        Trim();
    }

    /// <summary>Gives back memory that is not needed.</summary>
    public void Trim()
    {
        if (Count < _capacity)
        {
            TryResize(Math.Max(1, Count));
        }
    }

    private void MakeRoom(long count)
    {
        long needed = Count + count;
        if (needed > _capacity && !TryResize(Math.Max(needed, _capacity + (_capacity / 2))) && !TryResize(needed))
        {
            throw new OutOfMemoryException($"There is no memory for {needed} records of {_size} bytes.");
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
            if (!Mapping.TryResize(size))
            {
                return false;
            }

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
    private void AdviseHugePages() => Mapping.AdviseHugePages(Pages(_capacity)!.Value);

    // The bytes of the whole pages that hold this many records; null if no address could reach them.
    private nuint? Pages(long capacity)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        return capacity <= (long.MaxValue - (long)page) / _size
            ? (((nuint)capacity * (nuint)_size) + page - 1) / page * page
            : null;
    }
}
