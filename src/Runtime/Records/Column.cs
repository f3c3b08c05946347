using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>One field seen across records: C#'s <c>a['pos']</c>. A view with a stride; nothing is copied. A bool is true or false
/// here whatever its byte is, as in numpy: memory that others write may hold bytes other than 0 and 1.</summary>
/// <typeparam name="T">The field's type.</typeparam>
public readonly ref struct Column<T>
    where T : unmanaged
{
    private static readonly bool _true = true;

    private readonly ref readonly byte _first;
    private readonly int _stride;

    // Where a value has bools; null when it has none or is one. With a fifth field, the compiler would keep columns in memory.
    private readonly int[]? _booleans;

    private Column(ref readonly byte first, int stride, int length, int[]? booleans)
    {
        _first = ref first;
        _stride = stride;
        Length = length;
        _booleans = booleans;
    }

    /// <summary>The number of values, one a record.</summary>
    public int Length { get; }

    // Or a bool: what has no bools within it. A constant to the compiler, so that numbers are read as they are.
    private static bool IsNumber
        => typeof(T).IsPrimitive
            || typeof(T) == typeof(Half)
            || typeof(T) == typeof(Complex)
            || typeof(T) == typeof(Complex64)
            || default(T) is IBigEndian;

    /// <summary>The value in one record.</summary>
    /// <param name="index">The record, from 0.</param>
    /// <returns>The value, in place; where a bool's byte is neither 0 nor 1, a copy with 1.</returns>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is negative or not below <see cref="Length"/>.</exception>
    public ref readonly T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Length)
            {
                ThrowOutside(index, Length);
            }

            return ref Value(index);
        }
    }

    /// <summary>The column of one field.</summary>
    /// <typeparam name="TRecord">The record.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="offset">The field's offset in bytes.</param>
    /// <returns>The column.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The field does not lie within the record.</exception>
    public static Column<T> Of<TRecord>(ReadOnlySpan<TRecord> records, int offset)
        where TRecord : unmanaged, ISharedRecord<TRecord>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Unsafe.SizeOf<TRecord>() - Unsafe.SizeOf<T>());
        ref byte start = ref Unsafe.As<TRecord, byte>(ref MemoryMarshal.GetReference(records));
        int[]? booleans = IsNumber || !RecordBytes.HasBooleans<TRecord>()
            ? null
            : RecordBytes.BooleansWithin<TRecord>(offset, Unsafe.SizeOf<T>());
        return records.IsEmpty
            ? default
            : new Column<T>(ref Unsafe.AddByteOffset(ref start, offset), Unsafe.SizeOf<TRecord>(), records.Length, booleans);
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
            destination[i] = typeof(T) == typeof(bool) ? Unsafe.BitCast<bool, T>(FirstByte(in At(i)) != 0) : At(i);
        }

        NormalizeBooleans(destination[..Length]);
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

    [DoesNotReturn]
    private static void ThrowOutside(int index, int length) => throw new IndexOutOfRangeException($"Record {index} of {length}.");

    private static ref byte FirstByte(ref readonly T value) => ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in value));

    // Static, because the fields of a column whose address is taken do not stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref readonly T Normal(Column<T> column, ref readonly T value)
    {
        foreach (int boolean in column._booleans!)
        {
            if (Unsafe.AddByteOffset(ref FirstByte(in value), boolean) > 1)
            {
                // What is in place may be read-only, and is not the column's to change.
                T[] copy = [value];
                column.NormalizeBooleans(copy);
                return ref copy[0];
            }
        }

        return ref value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly T Value(int index)
    {
        ref readonly T value = ref At(index);
        if (typeof(T) == typeof(bool))
        {
            return ref FirstByte(in value) > 1 ? ref Unsafe.As<bool, T>(ref Unsafe.AsRef(in _true)) : ref value;
        }

        return ref IsNumber || _booleans is null ? ref value : ref Normal(this, in value);
    }

    private void NormalizeBooleans(Span<T> values)
    {
        foreach (int boolean in _booleans ?? [])
        {
            foreach (ref T value in values)
            {
                ref byte flag = ref Unsafe.AddByteOffset(ref FirstByte(in value), boolean);
                flag = flag == 0 ? (byte)0 : (byte)1;
            }
        }
    }

    /// <summary>Goes over the values of a column.</summary>
    public ref struct Enumerator : IEnumerator<T>
    {
        private readonly Column<T> _column;
        private int _index = -1;

        internal Enumerator(Column<T> column) => _column = column;

        /// <summary>The value.</summary>
        public readonly ref readonly T Current => ref _column.Value(_index);

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
