using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>Writes the bytes of one leaf as one cell: the shortest text that <see cref="CellParser"/> reads back to the same
/// bytes. Of a NaN only the sign is kept. Text must hold only valid characters.</summary>
internal static class CellFormatter
{
    // That of a complex128.
    private const int MaxNumberSize = 16;

    /// <summary>Writes the cell, without quotes.</summary>
    /// <param name="value">The leaf.</param>
    /// <param name="type">Its dtype.</param>
    /// <param name="decimalSeparator">The byte before decimals.</param>
    /// <param name="cell">Room for the text.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>Whether there was room.</returns>
    public static bool TryFormat(ReadOnlySpan<byte> value, FieldType type, byte decimalSeparator, Span<byte> cell, out int length)
        => type.IsBigEndian && type.Kind != FieldKind.Utf32Text
            ? TryFormatBigEndian(value, type, decimalSeparator, cell, out length)
            : TryFormatNative(value, type, decimalSeparator, cell, out length);

    private static bool TryFormatNative(ReadOnlySpan<byte> value, FieldType type, byte decimalSeparator, Span<byte> cell, out int length)
    {
        switch (type.Kind)
        {
            case FieldKind.Text:
                value = value.TrimEnd((byte)0);
                length = value.TryCopyTo(cell) ? value.Length : -1;
                return length >= 0;
            case FieldKind.Utf32Text:
                return TryFormatUtf32(MemoryMarshal.Cast<byte, int>(value).TrimEnd(0), type.IsBigEndian, cell, out length);
            case FieldKind.Boolean:
                return TryCopy(value[0] == 0 ? "0"u8 : "1"u8, cell, out length);
            case FieldKind.Half or FieldKind.Single or FieldKind.Double:
                return TryFormatFloat(value, type.Kind, decimalSeparator, cell, out length);
            case FieldKind.Complex64:
                return TryFormatComplex(value, FieldType.Single, decimalSeparator, cell, out length);
            case FieldKind.Complex128:
                return TryFormatComplex(value, FieldType.Double, decimalSeparator, cell, out length);
            case FieldKind.Datetime64:
                return TryFormatDatetime(BinaryPrimitives.ReadInt64LittleEndian(value), type.Unit, cell, out length);
            case FieldKind.Timedelta64:
                long span = BinaryPrimitives.ReadInt64LittleEndian(value);
                length = 3;
                return span == IsoTime.NaT ? "NaT"u8.TryCopyTo(cell) : TryFormatInteger(span, isUnsigned: false, cell, out length);
            default:
                return TryFormatInteger(value, type, cell, out length);
        }
    }

    private static bool TryFormatInteger(ReadOnlySpan<byte> value, FieldType type, Span<byte> cell, out int length)
    {
        long number = FieldBytes.ReadInteger(type.Kind, value);
        return FieldBytes.MemberName(type, number) is { } name
            ? Encoding.UTF8.TryGetBytes(name, cell, out length)
            : TryFormatInteger(number, type.Kind == FieldKind.UInt64, cell, out length);
    }

    private static bool TryFormatInteger(long value, bool isUnsigned, Span<byte> cell, out int length)
    {
        Span<byte> scratch = stackalloc byte[NumberFormatter.Room];
        ref byte to = ref MemoryMarshal.GetReference(cell.Length >= NumberFormatter.Room ? cell : scratch);
        length = isUnsigned ? NumberFormatter.Write(ref to, (ulong)value) : NumberFormatter.Write(ref to, value);
        return cell.Length >= NumberFormatter.Room || scratch[..length].TryCopyTo(cell);
    }

    private static bool TryFormatFloat(ReadOnlySpan<byte> value, FieldKind kind, byte decimalSeparator, Span<byte> cell, out int length)
    {
        Span<byte> scratch = stackalloc byte[NumberFormatter.Room];
        ref byte to = ref MemoryMarshal.GetReference(cell.Length >= NumberFormatter.Room ? cell : scratch);
        length = kind switch
        {
            FieldKind.Half => NumberFormatter.Write(ref to, MemoryMarshal.Read<Half>(value)),
            FieldKind.Single => NumberFormatter.Write(ref to, MemoryMarshal.Read<float>(value)),
            _ => NumberFormatter.Write(ref to, MemoryMarshal.Read<double>(value)),
        };
        if (cell.Length < NumberFormatter.Room && !scratch[..length].TryCopyTo(cell))
        {
            return false;
        }

        if (decimalSeparator != '.')
        {
            cell[..length].Replace((byte)'.', decimalSeparator);
        }

        return true;
    }

    private static bool TryFormatDatetime(long value, TimeUnit unit, Span<byte> cell, out int length)
    {
        Span<byte> scratch = stackalloc byte[DatetimeFormatter.Room];
        ref byte to = ref MemoryMarshal.GetReference(cell.Length >= DatetimeFormatter.Room ? cell : scratch);
        return DatetimeFormatter.TryWrite(ref to, value, unit, out length)
            ? cell.Length >= DatetimeFormatter.Room || scratch[..length].TryCopyTo(cell)
            : IsoTime.TryFormat(value, unit, cell, out length);
    }

    // 1+2j, as numpy reads it.
    private static bool TryFormatComplex(ReadOnlySpan<byte> value, FieldType part, byte decimalSeparator, Span<byte> cell, out int length)
    {
        length = 0;
        if (!TryFormat(value[..part.Size], part, decimalSeparator, cell, out int real) || cell.Length < real + 2)
        {
            return false;
        }

        Span<byte> rest = cell[real..];
        if (!TryFormat(value[part.Size..], part, decimalSeparator, rest[1..], out int imaginary))
        {
            return false;
        }

        rest[0] = (byte)'+';
        if (rest[1] == '-')
        {
            rest[1..(1 + imaginary)].CopyTo(rest);
            imaginary--;
        }

        if (rest.Length < imaginary + 2)
        {
            return false;
        }

        rest[imaginary + 1] = (byte)'j';
        length = real + imaginary + 2;
        return true;
    }

    private static bool TryFormatUtf32(ReadOnlySpan<int> runes, bool isBigEndian, Span<byte> cell, out int length)
    {
        length = 0;
        foreach (int value in runes)
        {
            var rune = new Rune(isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
            if (!rune.TryEncodeToUtf8(cell[length..], out int written))
            {
                return false;
            }

            length += written;
        }

        return true;
    }

    private static bool TryFormatBigEndian(ReadOnlySpan<byte> value, FieldType type, byte decimalSeparator, Span<byte> cell, out int length)
    {
        Span<byte> little = stackalloc byte[MaxNumberSize];
        little = little[..value.Length];
        value.CopyTo(little);
        FieldBytes.Reverse(type, little);
        return TryFormatNative(little, type, decimalSeparator, cell, out length);
    }

    private static bool TryCopy(ReadOnlySpan<byte> text, Span<byte> cell, out int length)
    {
        length = text.Length;
        return text.TryCopyTo(cell);
    }
}
