using System.Globalization;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>The records of a mapped file: the checks of bounds and lifetime for everything that maps records.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed unsafe class MappedRecords<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly T* _first;

    /// <param name="rows">The records.</param>
    public MappedRecords(MappedRows rows)
    {
        Rows = rows;
        _first = (T*)rows.First;
    }

    /// <summary>The records as rows of bytes.</summary>
    public MappedRows Rows { get; }

    public long Count => Rows.Count;

    /// <summary>Whether a span or reference to a record was taken.</summary>
    public bool IsHandedOut => Rows.Mapping.IsHandedOut;

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
                        $"{Rows.Place} has {Count} records, more than a span can hold ({int.MaxValue}): "
                            + $"take them in parts with Slice(start, length)."));
        }
    }

    public ref T this[long index]
    {
        get
        {
            Rows.HandOutOne();
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
        Rows.ThrowIfDisposed();
        Rows.Mapping.CheckLength();
        return new RecordLoan<T>(Rows.Mapping, _first, Count);
    }

    public void Dispose() => Rows.Dispose();

    private void HandOut()
    {
        Rows.HandOut();
    }
}
