using System.Buffers.Binary;

namespace SchemaToolkit;

/// <summary>Helpers for the bytes of one value, by its <see cref="FieldType"/>. Printer, parser and formatter share them.</summary>
internal static class FieldBytes
{
    public static bool IsSigned(FieldKind kind) => kind is FieldKind.SByte or FieldKind.Int16 or FieldKind.Int32 or FieldKind.Int64;

    /// <summary>The range of a signed integer of this many bytes.</summary>
    public static (long Min, long Max) SignedRange(int size) => (long.MinValue >> (64 - (size * 8)), long.MaxValue >> (64 - (size * 8)));

    /// <summary>The largest unsigned integer of this many bytes.</summary>
    public static ulong UnsignedMax(int size) => ulong.MaxValue >> (64 - (size * 8));

    /// <summary>An integer from little-endian bytes; for <c>u8</c> the same 64 bits.</summary>
    public static long ReadInteger(FieldKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        FieldKind.SByte => (sbyte)bytes[0],
        FieldKind.Byte => bytes[0],
        FieldKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        FieldKind.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        FieldKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        FieldKind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    /// <summary>The name of an enum's value; <see langword="null"/> when it has none.</summary>
    public static string? MemberName(FieldType type, long value)
    {
        foreach (EnumMember member in type.EnumMembers)
        {
            if (member.Value == value)
            {
                return member.Name;
            }
        }

        return null;
    }

    /// <summary>Changes the byte order of a value: reverses the bytes of each number or code point in it.</summary>
    public static void Reverse(FieldType type, Span<byte> bytes)
    {
        int size = type.Kind switch
        {
            FieldKind.Complex64 or FieldKind.Utf32Text => 4,
            FieldKind.Complex128 => 8,
            _ => type.Size,
        };
        for (int i = 0; i < bytes.Length; i += size)
        {
            bytes.Slice(i, size).Reverse();
        }
    }

    /// <summary>The type of a sub-array's innermost elements; for any other type, the type itself.</summary>
    public static FieldType Innermost(FieldType type)
    {
        while (type.Element is { } element)
        {
            type = element;
        }

        return type;
    }
}
