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
                text.Append(Utf32Text.ToString(MemoryMarshal.Cast<byte, uint>(type.IsBigEndian ? Reversed(type, bytes) : bytes).TrimEnd(0u)));
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
            FieldKind.UInt64 => FieldBytes.MemberName(
                type,
                MemoryMarshal.Read<long>(bytes)) ?? MemoryMarshal.Read<ulong>(bytes).ToString(invariant),
            _ => Integer(type, FieldBytes.ReadInteger(type.Kind, bytes)),
        };
    }

    private static string Integer(FieldType type, long value)
        => FieldBytes.MemberName(type, value) ?? value.ToString(CultureInfo.InvariantCulture);

    private static byte[] Reversed(FieldType type, ReadOnlySpan<byte> bytes)
    {
        byte[] result = bytes.ToArray();
        FieldBytes.Reverse(type, result);
        return result;
    }
}
