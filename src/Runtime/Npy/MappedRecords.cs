using System.Globalization;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>The records of a mapped file: the checks of bounds and lifetime for everything that maps records.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed unsafe class MappedRecords<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly MemoryMapping _mapping;
    private readonly T* _first;
    private readonly string _place;

    public MappedRecords(MemoryMapping mapping, NpyHeader header, string place)
    {
        _mapping = mapping;
        _first = (T*)(mapping.Address + header.Size);
        _place = place;
        Count = header.Count;
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
