using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A number stored with its most significant byte first: numpy's <c>&gt;i4</c>, <c>&gt;f8</c> and so on. Converts
/// implicitly to and from the number.</summary>
/// <typeparam name="T">The number: an integer, a float, an enum, a complex number or a time, of two bytes or more.</typeparam>
public readonly struct BigEndian<T> : IEquatable<BigEndian<T>>, IComparable<BigEndian<T>>, IFormattable, IBigEndian
    where T : unmanaged
{
    private readonly Bytes _bytes;

    /// <summary>Stores a number.</summary>
    /// <param name="value">The number.</param>
    public BigEndian(T value)
        => _bytes = typeof(T) == typeof(float) || typeof(T) == typeof(Complex64) ? SwapByCall(value) : Swap<T, Bytes>(in value);

    /// <summary>The number.</summary>
    public T Value => Swap<Bytes, T>(in _bytes);

    /// <summary>Stores a number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator BigEndian<T>(T value) => new(value);

    /// <summary>The number.</summary>
    /// <param name="value">The stored number.</param>
    public static implicit operator T(BigEndian<T> value) => value.Value;

    /// <summary>Whether both numbers are equal.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(BigEndian<T> left, BigEndian<T> right) => left.Equals(right);

    /// <summary>Whether the numbers differ.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(BigEndian<T> left, BigEndian<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(BigEndian<T> other) => EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BigEndian<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(BigEndian<T> other) => Comparer<T>.Default.Compare(Value, other.Value);

    /// <summary>The number as text, in the current culture.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToString(null, CultureInfo.CurrentCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider)
        => Value is IFormattable number ? number.ToString(format, formatProvider) : Value.ToString()!;

    // The JIT keeps a float constant as a double, which sets a bit of it when its swapped bytes are a signalling NaN. The result of a
    // call is not a constant to the JIT.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Bytes SwapByCall(T value) => Swap<T, Bytes>(in value);

    // The size is a constant to the JIT, which keeps only one branch. Bytes are swapped as integers, which have no NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo Swap<TFrom, TTo>(ref readonly TFrom value)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        if (typeof(T) == typeof(Complex))
        {
            (ulong real, ulong imaginary) = Read<(ulong, ulong)>(in value);
            return Unsafe.BitCast<(ulong, ulong), TTo>(
                (BinaryPrimitives.ReverseEndianness(real), BinaryPrimitives.ReverseEndianness(imaginary)));
        }

        if (typeof(T) == typeof(Complex64))
        {
            (uint real, uint imaginary) = Read<(uint, uint)>(in value);
            return Unsafe.BitCast<(uint, uint), TTo>(
                (BinaryPrimitives.ReverseEndianness(real), BinaryPrimitives.ReverseEndianness(imaginary)));
        }

        return Unsafe.SizeOf<T>() switch
        {
            2 => Unsafe.BitCast<ushort, TTo>(BinaryPrimitives.ReverseEndianness(Read<ushort>(in value))),
            4 => Unsafe.BitCast<uint, TTo>(BinaryPrimitives.ReverseEndianness(Read<uint>(in value))),
            8 => Unsafe.BitCast<ulong, TTo>(BinaryPrimitives.ReverseEndianness(Read<ulong>(in value))),
            _ => throw new NotSupportedException($"{typeof(T).Name} has no byte order."),
        };

        // In place: a copy of an inline array would go through memory.
        static TBits Read<TBits>(ref readonly TFrom value)
            => Unsafe.ReadUnaligned<TBits>(ref Unsafe.As<TFrom, byte>(ref Unsafe.AsRef(in value)));
    }

    // Has the size and alignment of the number, but the JIT treats an inline array as memory, never as the number in it.
    [InlineArray(1)]
    private struct Bytes
    {
        private T _first;
    }
}
