using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The records of a mapped file: the checks of bounds and lifetime for everything that maps records.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed unsafe class MappedRecords<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly MemoryMapping _mapping;
    private readonly T* _first;
    private readonly string _place;

    /// <param name="mapping">The mapped bytes.</param>
    /// <param name="offset">Where in them the first record is.</param>
    /// <param name="count">The number of records; all of them are mapped.</param>
    /// <param name="place">What they are called in messages.</param>
    public MappedRecords(MemoryMapping mapping, long offset, long count, string place)
    {
        _mapping = mapping;
        _first = (T*)(mapping.Address + (nint)offset);
        _place = place;
        Count = count;
    }

    /// <summary>Maps records that begin anywhere in a file, for reading.</summary>
    /// <exception cref="IOException">The file ends before the last of them, or cannot be mapped.</exception>
    public static MappedRecords<T> Map(SafeFileHandle file, long offset, long count, string place)
    {
        long length = count * sizeof(T);
        if (length == 0)
        {
            return new MappedRecords<T>(MemoryMapping.Allocate((nuint)Environment.SystemPageSize, place), 0, 0, place);
        }

        // An access beyond the end of the file would kill the process.
        if (FileBytes.Size(file, place) < checked(offset + length))
        {
            throw new IOException($"{place} cannot be mapped: the file has become shorter.");
        }

        // A mapping begins at a page.
        long before = offset % Environment.SystemPageSize;
        return new MappedRecords<T>(
            MemoryMapping.Map(file, offset - before, before + length, writable: false, place),
            before,
            count,
            place);
    }

    /// <summary>Copies a few records of a file into memory of this process.</summary>
    /// <exception cref="IOException">The file ends before the last of them.</exception>
    public static MappedRecords<T> Copy(SafeFileHandle file, long offset, int count, string place)
    {
        int length = count * sizeof(T);
        MemoryMapping memory = MemoryMapping.AllocateFew(length, place);
        if (FileBytes.Read(file, new Span<byte>((void*)memory.Address, length), offset) == length)
        {
            return new MappedRecords<T>(memory, 0, count, place);
        }

        memory.Dispose();
        throw new IOException($"{place} has fewer than {count} records.");
    }

    public long Count { get; }

    /// <summary>Whether a span or reference to a record was taken.</summary>
    public bool IsHandedOut => _mapping.IsHandedOut;

    public Span<T> All
    {
        get
        {
            HandOut();
            return Count <= int.MaxValue
                ? new Span<T>(_first, (int)Count)
                : throw new InvalidOperationException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_place} has {Count} records, more than a span can hold ({int.MaxValue}): "
                            + $"take them in parts with Slice(start, length)."));
        }
    }

    public ref T this[long index]
    {
        get
        {
            HandOut();
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Count, nameof(index));
            return ref Unsafe.AsRef<T>(_first + index);
        }
    }

    public Span<T> Slice(long start, int length)
    {
        HandOut();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start, (ulong)Count, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(Count - start), nameof(length));
        return new Span<T>(_first + start, length);
    }

    public RecordLoan<T> Borrow()
    {
        ObjectDisposedException.ThrowIf(_mapping.IsClosed, typeof(T));
        return new RecordLoan<T>(_mapping, _first, Count);
    }

    public void Dispose() => _mapping.Dispose();

    private void HandOut()
    {
        ObjectDisposedException.ThrowIf(_mapping.IsClosed, typeof(T));
        _mapping.HandOut();
    }
}
