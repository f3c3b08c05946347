using System.Numerics;

namespace SchemaToolkit;

/// <summary>The dtype of a C# type, without a record.</summary>
internal static class Hdf5ColumnType
{
    /// <summary>The dtype of a number, bool or enum; <see langword="null"/> for other types.</summary>
    public static FieldType? Of<T>()
        where T : unmanaged
        => Type.GetTypeCode(typeof(T)) switch // for an enum, the code of its integer
        {
            TypeCode.SByte => FieldType.SByte,
            TypeCode.Byte => FieldType.Byte,
            TypeCode.Int16 => FieldType.Int16,
            TypeCode.UInt16 => FieldType.UInt16,
            TypeCode.Int32 => FieldType.Int32,
            TypeCode.UInt32 => FieldType.UInt32,
            TypeCode.Int64 => FieldType.Int64,
            TypeCode.UInt64 => FieldType.UInt64,
            TypeCode.Single => FieldType.Single,
            TypeCode.Double => FieldType.Double,
            TypeCode.Boolean => FieldType.Boolean,
            _ when typeof(T) == typeof(Half) => FieldType.Half,
            _ when typeof(T) == typeof(Complex) => FieldType.Complex128,
            _ => null,
        };
}
