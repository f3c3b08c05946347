using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>The bytes of one leaf → one cell of text: the shortest that <see cref="CellParser"/> reads back to the same
/// bytes. Of a NaN the sign alone is kept. Text must be of characters.</summary>
internal static class CellFormatter
{
    /// <summary>Writes the cell, without quotes.</summary>
    /// <param name="value">The leaf.</param>
    /// <param name="type">Its dtype.</param>
    /// <param name="decimalSeparator">What stands before decimals.</param>
    /// <param name="cell">Room for the text.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>Whether there was room.</returns>
    public static bool TryFormat(ReadOnlySpan<byte> value, FieldType type, byte decimalSeparator, Span<byte> cell, out int length)
        => type.IsBigEndian
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
                return TryFormatUtf32(MemoryMarshal.Cast<byte, int>(value).TrimEnd(0), cell, out length);
            case FieldKind.Boolean:
                return TryCopy(value[0] == 0 ? "0"u8 : "1"u8, cell, out length);
            case FieldKind.Half:
                Half half = MemoryMarshal.Read<Half>(value);
                return TryFormatFloat(half, Half.IsNegative(half), decimalSeparator, cell, out length);
            case FieldKind.Single:
                float single = MemoryMarshal.Read<float>(value);
                return TryFormatFloat(single, float.IsNegative(single), decimalSeparator, cell, out length);
            case FieldKind.Double:
                double wide = MemoryMarshal.Read<double>(value);
                return TryFormatFloat(wide, double.IsNegative(wide), decimalSeparator, cell, out length);
            case FieldKind.Complex64:
                return TryFormatComplex(value, FieldType.Single, decimalSeparator, cell, out length);
            case FieldKind.Complex128:
                return TryFormatComplex(value, FieldType.Double, decimalSeparator, cell, out length);
            case FieldKind.Datetime64:
                return IsoTime.TryFormat(BinaryPrimitives.ReadInt64LittleEndian(value), type.Unit, cell, out length);
            case FieldKind.Timedelta64:
                long span = BinaryPrimitives.ReadInt64LittleEndian(value);
                length = 3;
                return span == TimeText.NaT ? "NaT"u8.TryCopyTo(cell) : Utf8Formatter.TryFormat(span, cell, out length);
            default:
                return TryFormatInteger(value, type, cell, out length);
        }
    }

    private static bool TryFormatInteger(ReadOnlySpan<byte> value, FieldType type, Span<byte> cell, out int length)
    {
        switch (type.Kind)
        {
            case FieldKind.SByte:
                return TryFormatSigned((sbyte)value[0], type.EnumMembers, cell, out length);
            case FieldKind.Int16:
                return TryFormatSigned(BinaryPrimitives.ReadInt16LittleEndian(value), type.EnumMembers, cell, out length);
            case FieldKind.Int32:
                return TryFormatSigned(BinaryPrimitives.ReadInt32LittleEndian(value), type.EnumMembers, cell, out length);
            case FieldKind.Int64:
                return TryFormatSigned(BinaryPrimitives.ReadInt64LittleEndian(value), type.EnumMembers, cell, out length);
            case FieldKind.Byte:
                return TryFormatSigned(value[0], type.EnumMembers, cell, out length);
            case FieldKind.UInt16:
                return TryFormatSigned(BinaryPrimitives.ReadUInt16LittleEndian(value), type.EnumMembers, cell, out length);
            case FieldKind.UInt32:
                return TryFormatSigned(BinaryPrimitives.ReadUInt32LittleEndian(value), type.EnumMembers, cell, out length);
            default:
                ulong large = BinaryPrimitives.ReadUInt64LittleEndian(value);
                return TryFormatName((long)large, type.EnumMembers, cell, out length, out bool isNamed)
                    && (isNamed || large.TryFormat(cell, out length, default, CultureInfo.InvariantCulture));
        }
    }

    private static bool TryFormatSigned(long value, ImmutableArray<EnumMember> members, Span<byte> cell, out int length)
        => TryFormatName(value, members, cell, out length, out bool isNamed)
            && (isNamed || value.TryFormat(cell, out length, default, CultureInfo.InvariantCulture));

    private static bool TryFormatName(long value, ImmutableArray<EnumMember> members, Span<byte> cell, out int length, out bool isNamed)
    {
        length = 0;
        isNamed = false;
        foreach (EnumMember member in members)
        {
            if (member.Value == value)
            {
                isNamed = true;
                return Encoding.UTF8.TryGetBytes(member.Name, cell, out length);
            }
        }

        return true;
    }

    private static bool TryFormatFloat<T>(T value, bool isNegative, byte decimalSeparator, Span<byte> cell, out int length)
        where T : struct, IUtf8SpanFormattable, System.Numerics.IFloatingPoint<T>
    {
        if (!T.IsFinite(value))
        {
            return TryCopy(T.IsNaN(value) ? (isNegative ? "-nan"u8 : "nan"u8) : isNegative ? "-inf"u8 : "inf"u8, cell, out length);
        }

        bool isWritten = value is double wide
            ? ShortDecimal.TryFormatShortest(wide, cell, out length)
            : value.TryFormat(cell, out length, default, CultureInfo.InvariantCulture);
        if (!isWritten)
        {
            return false;
        }

        if (decimalSeparator != '.')
        {
            cell[..length].Replace((byte)'.', decimalSeparator);
        }

        return true;
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

    private static bool TryFormatUtf32(ReadOnlySpan<int> runes, Span<byte> cell, out int length)
    {
        length = 0;
        foreach (int value in runes)
        {
            if (!new Rune(value).TryEncodeToUtf8(cell[length..], out int written))
            {
                return false;
            }

            length += written;
        }

        return true;
    }

    private static bool TryFormatBigEndian(ReadOnlySpan<byte> value, FieldType type, byte decimalSeparator, Span<byte> cell, out int length)
    {
        byte[]? large = value.Length > 256 ? new byte[value.Length] : null;
        Span<byte> little = large ?? stackalloc byte[256];
        little = little[..value.Length];
        value.CopyTo(little);
        CellParser.ReverseElements(type, little);
        return TryFormatNative(little, type, decimalSeparator, cell, out length);
    }

    private static bool TryCopy(ReadOnlySpan<byte> text, Span<byte> cell, out int length)
    {
        length = text.Length;
        return text.TryCopyTo(cell);
    }
}
