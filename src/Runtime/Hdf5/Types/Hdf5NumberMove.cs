using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A number of another type or byte order. Each is taken as a 64-bit integer or a double, which hold every value, and is
/// stored from there: rounded once, and an error if it is out of range.</summary>
/// <param name="Source">Its offset in the file's row.</param>
/// <param name="SourceSize">Its bytes there.</param>
/// <param name="Target">Its offset in the record.</param>
/// <param name="From">What it is in the file.</param>
/// <param name="To">What it is in the record.</param>
/// <param name="Field">Its name, for messages.</param>
internal sealed unsafe record Hdf5NumberMove(int Source, int SourceSize, int Target, Hdf5Number From, FieldType To, string Field)
    : Hdf5Move(Source, SourceSize, Target)
{
    private const int Together = 256;
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    /// <inheritdoc/>
    public override void Apply(byte* source, int sourceStride, byte* target, int targetStride, long count, long row)
    {
        if (From.Kind is FieldKind.Half or FieldKind.Single or FieldKind.Double)
        {
            Apply<double>(source, sourceStride, target, targetStride, count, row);
        }
        else if (From.Kind == FieldKind.UInt64)
        {
            Apply<ulong>(source, sourceStride, target, targetStride, count, row);
        }
        else
        {
            Apply<long>(source, sourceStride, target, targetStride, count, row);
        }
    }

    private void Apply<T>(byte* source, int sourceStride, byte* target, int targetStride, long count, long row)
        where T : unmanaged, INumber<T>
    {
        T* values = stackalloc T[Together];
        for (; count > 0; count -= Together, row += Together)
        {
            int rows = (int)Math.Min(count, Together);
            switch (From.Kind)
            {
                case FieldKind.SByte: Load<sbyte, T>(source, sourceStride, values, rows); break;
                case FieldKind.Byte: Load<byte, T>(source, sourceStride, values, rows); break;
                case FieldKind.Int16: Load<short, T>(source, sourceStride, values, rows); break;
                case FieldKind.UInt16: Load<ushort, T>(source, sourceStride, values, rows); break;
                case FieldKind.Int32: Load<int, T>(source, sourceStride, values, rows); break;
                case FieldKind.UInt32: Load<uint, T>(source, sourceStride, values, rows); break;
                case FieldKind.Int64: Load<long, T>(source, sourceStride, values, rows); break;
                case FieldKind.UInt64: Load<ulong, T>(source, sourceStride, values, rows); break;
                case FieldKind.Half: Load<Half, T>(source, sourceStride, values, rows); break;
                case FieldKind.Single: Load<float, T>(source, sourceStride, values, rows); break;
                default: Load<double, T>(source, sourceStride, values, rows); break;
            }

            switch (To.Kind)
            {
                case FieldKind.SByte: Store<T, sbyte>(values, target, targetStride, rows, row); break;
                case FieldKind.Byte: Store<T, byte>(values, target, targetStride, rows, row); break;
                case FieldKind.Int16: Store<T, short>(values, target, targetStride, rows, row); break;
                case FieldKind.UInt16: Store<T, ushort>(values, target, targetStride, rows, row); break;
                case FieldKind.Int32: Store<T, int>(values, target, targetStride, rows, row); break;
                case FieldKind.UInt32: Store<T, uint>(values, target, targetStride, rows, row); break;
                case FieldKind.Int64: Store<T, long>(values, target, targetStride, rows, row); break;
                case FieldKind.UInt64: Store<T, ulong>(values, target, targetStride, rows, row); break;
                case FieldKind.Half: Store<T, Half>(values, target, targetStride, rows, row); break;
                case FieldKind.Single: Store<T, float>(values, target, targetStride, rows, row); break;
                default: Store<T, double>(values, target, targetStride, rows, row); break;
            }

            source += Together * (long)sourceStride;
            target += Together * (long)targetStride;
        }
    }

    private void Load<TFrom, T>(byte* source, int stride, T* values, int count)
        where TFrom : unmanaged, INumber<TFrom>
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < count; i++, source += stride)
        {
            TFrom value = Unsafe.ReadUnaligned<TFrom>(source);
            values[i] = T.CreateTruncating(From.IsBigEndian ? Swapped(value) : value);
        }
    }

    private void Store<T, TTo>(T* values, byte* target, int stride, int count, long row)
        where T : unmanaged, INumber<T>
        where TTo : unmanaged, INumber<TTo>
    {
        for (int i = 0; i < count; i++, target += stride)
        {
            TTo value = TTo.CreateSaturating(values[i]);
            if (!IsRight(values[i], value))
            {
                throw new Hdf5UnfitException(row + i, Field, string.Create(CultureInfo.InvariantCulture, $"{values[i]}"), To.ToString());
            }

            Unsafe.WriteUnaligned(target, To.IsBigEndian ? Swapped(value) : value);
        }
    }

    // An integer must be the same; a float may be rounded, but not to infinity.
    private static bool IsRight<T, TTo>(T value, TTo stored)
        where T : unmanaged, INumber<T>
        where TTo : unmanaged, INumber<TTo>
    {
        if (typeof(TTo) == typeof(Half) || typeof(TTo) == typeof(float) || typeof(TTo) == typeof(double))
        {
            return TTo.IsFinite(stored) || !T.IsFinite(value);
        }

        // A double of 2^63 or 2^64 is not in range, but what is stored in its place is it again.
        return T.CreateSaturating(stored) == value
            && (typeof(T) != typeof(double) || double.CreateSaturating(value) < (typeof(TTo) == typeof(ulong) ? TwoTo64 : TwoTo63));
    }

    private static T Swapped<T>(T value)
        where T : unmanaged
    {
        new Span<byte>(&value, sizeof(T)).Reverse();
        return value;
    }
}

/// <summary>A number as a file has it.</summary>
/// <param name="Kind">An integer or a float of a usual size.</param>
/// <param name="IsBigEndian">Whether its first byte is the highest.</param>
internal readonly record struct Hdf5Number(FieldKind Kind, bool IsBigEndian)
{
    private static readonly FieldKind[] _signed = [FieldKind.SByte, FieldKind.Int16, FieldKind.Int32, FieldKind.Int64];
    private static readonly FieldKind[] _unsigned = [FieldKind.Byte, FieldKind.UInt16, FieldKind.UInt32, FieldKind.UInt64];
    private static readonly FieldKind[] _floats = [FieldKind.Half, FieldKind.Single, FieldKind.Double];

    /// <summary>An integer, from its size.</summary>
    public static FieldKind Integer(int size, bool isSigned) => (isSigned ? _signed : _unsigned)[int.Log2(size)];

    /// <summary>A float, from its size.</summary>
    public static FieldKind Float(int size) => _floats[int.Log2(size) - 1];

    /// <summary>Whether every value of one kind is a value of another.</summary>
    public static bool Holds(FieldKind from, FieldKind to)
    {
        (int bits, bool isSigned, bool isFloat) = Range(from);
        (int targetBits, bool targetIsSigned, bool targetIsFloat) = Range(to);
        return isFloat
            ? targetIsFloat && bits <= targetBits
            : targetIsFloat || targetIsSigned || !isSigned ? bits <= targetBits : false;
    }

    // The bits of the largest number up to which every integer is there.
    private static (int Bits, bool IsSigned, bool IsFloat) Range(FieldKind kind) => kind switch
    {
        FieldKind.Half => (11, true, true),
        FieldKind.Single => (24, true, true),
        FieldKind.Double => (53, true, true),
        _ when Array.IndexOf(_signed, kind) is >= 0 and var i => ((8 << i) - 1, true, false),
        _ => (8 << Array.IndexOf(_unsigned, kind), false, false),
    };
}
