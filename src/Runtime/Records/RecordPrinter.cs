using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>A record as text for people: <c>Reading { Station = A1, Where = { X = 1, Y = 2 }, Values = [1, 2, 3] }</c>.</summary>
internal static class RecordPrinter
{
    public static string Print(RecordSchema schema, ReadOnlySpan<byte> record)
    {
        var text = new StringBuilder(schema.Name).Append(' ');
        Fields(text, schema, record);
        return text.ToString();
    }

    private static void Fields(StringBuilder text, RecordSchema schema, ReadOnlySpan<byte> record)
    {
        string separator = "{ ";
        foreach (FieldSchema field in schema.Fields)
        {
            text.Append(separator).Append(field.MemberName).Append(" = ");
            Value(text, field.Type, record.Slice(field.Offset, field.Size));
            separator = ", ";
        }

        text.Append(" }");
    }

    private static void Value(StringBuilder text, FieldType type, ReadOnlySpan<byte> bytes)
    {
        switch (type.Kind)
        {
            case FieldKind.Record:
                Fields(text, type.Record!, bytes);
                break;
            case FieldKind.Array:
                text.Append('[');
                for (int i = 0; i < type.Length; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Value(text, type.Element!, bytes.Slice(i * type.Element!.Size, type.Element.Size));
                }

                text.Append(']');
                break;
            case FieldKind.Text:
                text.Append(Encoding.UTF8.GetString(bytes.TrimEnd((byte)0)));
                break;
            case FieldKind.Utf32Text:
                text.Append(Utf32Text.ToString(MemoryMarshal.Cast<byte, uint>(bytes).TrimEnd(0u)));
                break;
            default:
                text.Append(Number(type, type.IsBigEndian ? Reversed(type, bytes) : bytes));
                break;
        }
    }

    private static string Number(FieldType type, ReadOnlySpan<byte> bytes)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return type.Kind switch
        {
            FieldKind.Half => MemoryMarshal.Read<Half>(bytes).ToString(invariant),
            FieldKind.Single => MemoryMarshal.Read<float>(bytes).ToString(invariant),
            FieldKind.Double => MemoryMarshal.Read<double>(bytes).ToString(invariant),
            FieldKind.Boolean => bytes[0] == 0 ? "False" : "True",
            FieldKind.Complex64 => MemoryMarshal.Read<Complex64>(bytes).ToString(null, invariant),
            FieldKind.Complex128 => MemoryMarshal.Read<System.Numerics.Complex>(bytes).ToString(invariant),
            FieldKind.Datetime64 => MemoryMarshal.Read<Datetime64>(bytes).ToString(type.Unit),
            FieldKind.Timedelta64 => MemoryMarshal.Read<Timedelta64>(bytes).ToString(),
            FieldKind.UInt64 => Name(type, MemoryMarshal.Read<long>(bytes)) ?? MemoryMarshal.Read<ulong>(bytes).ToString(invariant),
            _ => Name(type, Integer(type.Kind, bytes)) ?? Integer(type.Kind, bytes).ToString(invariant),
        };
    }

    private static long Integer(FieldKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        FieldKind.SByte => (sbyte)bytes[0],
        FieldKind.Byte => bytes[0],
        FieldKind.Int16 => MemoryMarshal.Read<short>(bytes),
        FieldKind.UInt16 => MemoryMarshal.Read<ushort>(bytes),
        FieldKind.Int32 => MemoryMarshal.Read<int>(bytes),
        FieldKind.UInt32 => MemoryMarshal.Read<uint>(bytes),
        _ => MemoryMarshal.Read<long>(bytes),
    };

    private static string? Name(FieldType type, long value)
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

    private static byte[] Reversed(FieldType type, ReadOnlySpan<byte> bytes)
    {
        byte[] result = bytes.ToArray();
        int part = type.Kind is FieldKind.Complex64 or FieldKind.Complex128 ? type.Size / 2 : type.Size;
        for (int i = 0; i < result.Length; i += part)
        {
            result.AsSpan(i, part).Reverse();
        }

        return result;
    }
}
