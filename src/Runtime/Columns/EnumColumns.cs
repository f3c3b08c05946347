using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Minima and maxima of columns of enums, by their numbers.</summary>
public static class EnumColumns
{
    /// <summary>The value with the smallest number.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">The column is empty.</exception>
    public static T Min<T>(this Column<T> column)
        where T : unmanaged, Enum
    {
        T result = ColumnMath.First(column);
        for (int i = 1; i < column.Length; i++)
        {
            result = Compare(column.At(i), result) < 0 ? column.At(i) : result;
        }

        return result;
    }

    /// <summary>The value with the largest number.</summary>
    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Max<T>(this Column<T> column)
        where T : unmanaged, Enum
    {
        T result = ColumnMath.First(column);
        for (int i = 1; i < column.Length; i++)
        {
            result = Compare(column.At(i), result) > 0 ? column.At(i) : result;
        }

        return result;
    }

    /// <inheritdoc cref="Min{T}(Column{T})"/>
    public static T Min<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, Enum
    {
        T result = ColumnMath.First(column);
        for (int i = 1; i < column.Length; i++)
        {
            T value = column.At(i);
            result = Compare(value, result) < 0 ? value : result;
        }

        return result;
    }

    /// <inheritdoc cref="Max{T}(Column{T})"/>
    public static T Max<T>(this Column<BigEndian<T>> column)
        where T : unmanaged, Enum
    {
        T result = ColumnMath.First(column);
        for (int i = 1; i < column.Length; i++)
        {
            T value = column.At(i);
            result = Compare(value, result) > 0 ? value : result;
        }

        return result;
    }

    // The JIT knows the size; signs are known once for each enum.
    private static int Compare<T>(T left, T right)
        where T : unmanaged, Enum
    {
        return Signs<T>.IsSigned ? Signed(left).CompareTo(Signed(right)) : Unsigned(left).CompareTo(Unsigned(right));

        static long Signed(T value) => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, sbyte>(value),
            2 => Unsafe.BitCast<T, short>(value),
            4 => Unsafe.BitCast<T, int>(value),
            _ => Unsafe.BitCast<T, long>(value),
        };

        static ulong Unsigned(T value) => Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<T, byte>(value),
            2 => Unsafe.BitCast<T, ushort>(value),
            4 => Unsafe.BitCast<T, uint>(value),
            _ => Unsafe.BitCast<T, ulong>(value),
        };
    }

    private static class Signs<T>
        where T : unmanaged, Enum
    {
        public static readonly bool IsSigned =
            Type.GetTypeCode(typeof(T)) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64;
    }
}
