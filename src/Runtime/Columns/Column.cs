using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>One field seen across records: numpy's <c>a['pos']</c> in C#. A view with a stride; nothing is copied. A bool is true
/// or false whatever its byte is, as in numpy: memory that others write may hold bytes other than 0 and 1.</summary>
/// <typeparam name="T">The field's type.</typeparam>
public readonly ref struct Column<T>
    where T : unmanaged
{
    private static readonly bool _true = true;

    private readonly ref readonly byte _first;
    private readonly int _stride;

    // The offsets of bools in a value; null when it has none or is a bool itself. With a fifth field, the JIT would keep columns in
    // memory, not in registers.
    private readonly int[]? _booleans;

    private Column(ref readonly byte first, int stride, int length, int[]? booleans)
    {
        _first = ref first;
        _stride = stride;
        Length = length;
        _booleans = booleans;
    }

    /// <summary>The number of values, one per record.</summary>
    public int Length { get; }

    // A number or a bool: a value without bools inside it. A constant to the JIT, so that numbers are read directly.
    private static bool IsNumber
        => typeof(T).IsPrimitive
            || typeof(T) == typeof(Half)
            || typeof(T) == typeof(Complex)
            || typeof(T) == typeof(Complex64)
            || default(T) is IBigEndian;

    /// <summary>The value in one record.</summary>
    /// <param name="index">The record, from 0.</param>
    /// <returns>The value, in place; if a bool's byte is neither 0 nor 1, a copy in which it is 1.</returns>
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
    /// <exception cref="ArgumentOutOfRangeException">The field is not within the record.</exception>
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

    /// <summary>The column of one element of an array in every record.</summary>
    /// <typeparam name="TRecord">The record.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="offset">The array's offset in bytes.</param>
    /// <param name="index">The element's place, from 0, one number for each dimension.</param>
    /// <param name="shape">The array's dimensions.</param>
    /// <returns>The column.</returns>
    /// <exception cref="IndexOutOfRangeException">The array has no such element.</exception>
    /// <exception cref="ArgumentException">There are not as many numbers as dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The array is not within the record.</exception>
    public static Column<T> Of<TRecord>(
        ReadOnlySpan<TRecord> records,
        int offset,
        scoped ReadOnlySpan<int> index,
        scoped ReadOnlySpan<int> shape)
        where TRecord : unmanaged, ISharedRecord<TRecord>
    {
        if (index.Length != shape.Length)
        {
            throw new ArgumentException($"An array of {shape.Length} dimensions has no element of {index.Length} numbers.", nameof(index));
        }

        int flat = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            if ((uint)index[i] >= (uint)shape[i])
            {
                string place = string.Join(", ", index.ToArray());
                throw new IndexOutOfRangeException($"An array of shape ({string.Join(", ", shape.ToArray())}) has no element [{place}].");
            }

            flat = checked((flat * shape[i]) + index[i]);
        }

        return Of(records, checked(offset + (flat * Unsafe.SizeOf<T>())));
    }

    /// <summary>The column of values without bools inside them.</summary>
    /// <param name="first">The first; with bytes that are those of a <typeparamref name="T"/>.</param>
    /// <param name="stride">The bytes from one to the next.</param>
    /// <param name="length">Their number.</param>
    internal static Column<T> Of(ref readonly byte first, int stride, int length)
        => length == 0 ? default : new Column<T>(in first, stride, length, null);

    /// <summary>Copies the values.</summary>
    /// <param name="destination">At least <see cref="Length"/> long.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<T> destination)
    {
        if (destination.Length < Length)
        {
            throw new ArgumentException($"A destination of {destination.Length} is too short for {Length} values.", nameof(destination));
        }

        destination = destination[..Length];
        if (TryGetSpan(out ReadOnlySpan<T> values))
        {
            values.CopyTo(destination);
        }
        else
        {
            CopyStrided(in _first, _stride, destination);
        }

        if (typeof(T) == typeof(bool))
        {
            foreach (ref T value in destination)
            {
                ref byte flag = ref FirstByte(in value);
                flag = flag == 0 ? (byte)0 : (byte)1;
            }
        }

        NormalizeBooleans(destination);
    }

    /// <summary>Copies the values to a new array.</summary>
    /// <returns>The array.</returns>
    public T[] ToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(Length);
        CopyTo(array);
        return array;
    }

    /// <summary>Enumerates the values.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The values themselves, if nothing is between them. Their bools may be other bytes than 0 and 1.</summary>
    internal bool TryGetSpan(out ReadOnlySpan<T> values)
    {
        bool isContiguous = _stride == Unsafe.SizeOf<T>();
        values = isContiguous ? MemoryMarshal.CreateReadOnlySpan(in At(0), Length) : default;
        return isContiguous;
    }

    /// <inheritdoc cref="IValues{T}.Read"/>
    internal ReadOnlySpan<T> Read(int start, Span<T> room)
    {
        if (_stride == Unsafe.SizeOf<T>())
        {
            return MemoryMarshal.CreateReadOnlySpan(in At(start), Length - start);
        }

        room = room[..Math.Min(room.Length, Length - start)];
        CopyStrided(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in _first), (nint)start * _stride), _stride, room);
        return room;
    }

    /// <summary>The column of a part of every value.</summary>
    /// <param name="offset">The part's offset in bytes, within the value.</param>
    /// <param name="booleans">The offsets of bools in the part.</param>
    internal Column<TPart> Part<TPart>(int offset, int[]? booleans)
        where TPart : unmanaged
        => Length == 0
            ? default
            : new Column<TPart>(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in _first), offset), _stride, Length, booleans);

    // A packed field may be unaligned; every processor that .NET supports can still load it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly T At(int index)
        => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in _first), (nint)index * _stride));

    // Four at a time, so that the processor loads the next while it stores the last.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyStrided(ref readonly byte first, nint stride, Span<T> destination)
    {
        ref byte from = ref Unsafe.AsRef(in first);
        ref T to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= destination.Length - 4; i += 4)
        {
            T a = Unsafe.ReadUnaligned<T>(ref from);
            T b = Unsafe.ReadUnaligned<T>(ref Unsafe.AddByteOffset(ref from, stride));
            T c = Unsafe.ReadUnaligned<T>(ref Unsafe.AddByteOffset(ref from, 2 * stride));
            T d = Unsafe.ReadUnaligned<T>(ref Unsafe.AddByteOffset(ref from, 3 * stride));
            to = a;
            Unsafe.Add(ref to, 1) = b;
            Unsafe.Add(ref to, 2) = c;
            Unsafe.Add(ref to, 3) = d;
            to = ref Unsafe.Add(ref to, 4);
            from = ref Unsafe.AddByteOffset(ref from, 4 * stride);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = Unsafe.ReadUnaligned<T>(ref from);
            from = ref Unsafe.AddByteOffset(ref from, stride);
        }
    }

    [DoesNotReturn]
    private static void ThrowOutside(int index, int length)
        => throw new IndexOutOfRangeException($"There is no record {index}; the column has {length}.");

    private static ref byte FirstByte(ref readonly T value) => ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in value));

    // Static, because taking the address of a column would keep its fields out of registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref readonly T Normal(Column<T> column, ref readonly T value)
    {
        foreach (int boolean in column._booleans!)
        {
            if (Unsafe.AddByteOffset(ref FirstByte(in value), boolean) > 1)
            {
                // The value in place may be read-only memory, and a column must not change it.
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

    /// <summary>Enumerates the values of a column.</summary>
    public ref struct Enumerator : IEnumerator<T>
    {
        private readonly Column<T> _column;
        private int _index = -1;

        internal Enumerator(Column<T> column) => _column = column;

        /// <summary>The value.</summary>
        /// <exception cref="IndexOutOfRangeException"><see cref="MoveNext"/> was not called yet, or has returned
        /// <see langword="false"/>.</exception>
        public readonly ref readonly T Current => ref _column[_index];

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
