using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>One field seen across records: C#'s <c>a['pos']</c>. A view with a stride; nothing is copied.</summary>
/// <typeparam name="T">The field's type.</typeparam>
public readonly ref struct Column<T>
    where T : unmanaged
{
    private readonly ref readonly byte _first;
    private readonly int _stride;

    private Column(ref readonly byte first, int stride, int length)
    {
        _first = ref first;
        _stride = stride;
        Length = length;
    }

    /// <summary>The number of values, one a record.</summary>
    public int Length { get; }

    /// <summary>The value in one record.</summary>
    /// <param name="index">The record, from 0.</param>
    /// <returns>The value, in place.</returns>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is negative or not below <see cref="Length"/>.</exception>
    public ref readonly T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Length)
            {
                throw new IndexOutOfRangeException($"Record {index} of {Length}.");
            }

            return ref At(index);
        }
    }

    /// <summary>The column of one field.</summary>
    /// <typeparam name="TRecord">The record.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="offset">The field's offset in bytes.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The field does not lie within the record.</exception>
    public static Column<T> Of<TRecord>(ReadOnlySpan<TRecord> records, int offset)
        where TRecord : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Unsafe.SizeOf<TRecord>() - Unsafe.SizeOf<T>());
        ref byte start = ref Unsafe.As<TRecord, byte>(ref MemoryMarshal.GetReference(records));
        return records.IsEmpty ? default : new Column<T>(ref Unsafe.AddByteOffset(ref start, offset), Unsafe.SizeOf<TRecord>(), records.Length);
    }

    /// <summary>Copies the values.</summary>
    /// <param name="destination">At least <see cref="Length"/> long.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<T> destination)
    {
        if (destination.Length < Length)
        {
            throw new ArgumentException($"A column of {Length} values does not fit {destination.Length}.", nameof(destination));
        }

        for (int i = 0; i < Length; i++)
        {
            destination[i] = At(i);
        }
    }

    /// <summary>Copies the values to an array of their own.</summary>
    /// <returns>The array.</returns>
    public T[] ToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(Length);
        CopyTo(array);
        return array;
    }

    /// <summary>Goes over the values.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(this);

    // A packed field may lie at any address; the machines .NET runs on load it all the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly T At(int index)
        => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in _first), (nint)index * _stride));

    /// <summary>Goes over the values of a column.</summary>
    public ref struct Enumerator : IEnumerator<T>
    {
        private readonly Column<T> _column;
        private int _index = -1;

        internal Enumerator(Column<T> column) => _column = column;

        /// <summary>The value.</summary>
        public readonly ref readonly T Current => ref _column.At(_index);

        readonly T IEnumerator<T>.Current => Current;

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _column.Length;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        readonly void IDisposable.Dispose()
        {
        }
    }
}
