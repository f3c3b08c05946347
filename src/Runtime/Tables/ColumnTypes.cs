using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Which C# types a column of a dtype can have.</summary>
internal static class ColumnTypes
{
    /// <summary>Whether a column of this dtype can be seen as <typeparamref name="T"/>.</summary>
    public static bool Fits<T>(FieldType type)
        where T : unmanaged
        => type.Kind switch
        {
            FieldKind.Text or FieldKind.Utf32Text => !type.IsBigEndian && Unsafe.SizeOf<T>() == type.Size
                && (type.Kind == FieldKind.Utf32Text ? default(T) is IUtf32Text : default(T) is IFixedText),
            FieldKind.SByte => Is<T, sbyte>(type),
            FieldKind.Byte => Is<T, byte>(type),
            FieldKind.Int16 => Is<T, short>(type),
            FieldKind.UInt16 => Is<T, ushort>(type),
            FieldKind.Int32 => Is<T, int>(type),
            FieldKind.UInt32 => Is<T, uint>(type),
            FieldKind.Int64 => Is<T, long>(type),
            FieldKind.UInt64 => Is<T, ulong>(type),
            FieldKind.Half => Is<T, Half>(type),
            FieldKind.Single => Is<T, float>(type),
            FieldKind.Double => Is<T, double>(type),
            FieldKind.Boolean => Is<T, bool>(type),
            FieldKind.Complex64 => Is<T, Complex64>(type),
            FieldKind.Complex128 => Is<T, Complex>(type),
            FieldKind.Datetime64 => Is<T, Datetime64>(type),
            FieldKind.Timedelta64 => Is<T, Timedelta64>(type),
            _ => false,
        };

    /// <summary>What a column of this dtype can be seen as, for a message.</summary>
    public static string Hint(FieldType type) => type.Kind switch
    {
        FieldKind.Record => "; name one of its fields ('record.field')",
        FieldKind.Array => "; name one of its elements ('array[0]')",
        FieldKind.Text or FieldKind.Utf32Text => "; Text(name) gives its text",
        _ => $"; Column<{Name(type)}>(name) gives it",
    };

    private static bool Is<T, TNumber>(FieldType type)
        where T : unmanaged
        where TNumber : unmanaged
        => type.IsBigEndian
            ? typeof(T) == typeof(BigEndian<TNumber>)
            : typeof(T) == typeof(TNumber) || (typeof(T).IsEnum && typeof(T).GetEnumUnderlyingType() == typeof(TNumber));

    private static string Name(FieldType type)
    {
        string name = type.Kind switch
        {
            FieldKind.SByte => "sbyte",
            FieldKind.Byte => "byte",
            FieldKind.Int16 => "short",
            FieldKind.UInt16 => "ushort",
            FieldKind.Int32 => "int",
            FieldKind.UInt32 => "uint",
            FieldKind.Int64 => "long",
            FieldKind.UInt64 => "ulong",
            FieldKind.Single => "float",
            FieldKind.Double => "double",
            FieldKind.Boolean => "bool",
            FieldKind.Complex128 => "Complex",
            var other => other.ToString(),
        };
        return type.IsBigEndian ? $"BigEndian<{name}>" : name;
    }
}
