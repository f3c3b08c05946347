using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A number that lies in memory with its most significant byte first: numpy's <c>&gt;i4</c>, <c>&gt;f8</c> and so
/// on. Converts to and from the number by itself.</summary>
/// <typeparam name="T">The number: an integer, a float, an enum, a complex number or a time, of two bytes or more.</typeparam>
public readonly struct BigEndian<T> : IEquatable<BigEndian<T>>, IComparable<BigEndian<T>>, IFormattable
    where T : unmanaged
{
    private readonly T _swapped;

    /// <summary>Stores a number.</summary>
    /// <param name="value">The number.</param>
    public BigEndian(T value) => _swapped = Swap(value);

    /// <summary>The number.</summary>
    public T Value => Swap(_swapped);

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

    // The size is a constant to the compiler, so one branch is left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Swap(T value)
    {
        if (typeof(T) == typeof(Complex))
        {
            Complex number = Unsafe.BitCast<T, Complex>(value);
            return Unsafe.BitCast<Complex, T>(new Complex(BigEndian<double>.Swap(number.Real), BigEndian<double>.Swap(number.Imaginary)));
        }

        if (typeof(T) == typeof(Complex64))
        {
            Complex64 number = Unsafe.BitCast<T, Complex64>(value);
            return Unsafe.BitCast<Complex64, T>(new Complex64(BigEndian<float>.Swap(number.Real), BigEndian<float>.Swap(number.Imaginary)));
        }

        return Unsafe.SizeOf<T>() switch
        {
            2 => Unsafe.BitCast<ushort, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, ushort>(value))),
            4 => Unsafe.BitCast<uint, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, uint>(value))),
            8 => Unsafe.BitCast<ulong, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, ulong>(value))),
            _ => throw new NotSupportedException($"{typeof(T).Name} has no byte order."),
        };
    }
}
