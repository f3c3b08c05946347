using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SchemaToolkit;

/// <summary>Makes Arrow columns of values that lie one after the other, as in numpy.</summary>
internal static class ArrowColumns
{
    /// <summary>The values of one field of records, one after the other.</summary>
    public static byte[] Gather(ReadOnlySpan<byte> records, int stride, int offset, int size)
    {
        int count = records.Length / stride;
        byte[] values = new byte[checked(count * size)];
        for (int i = 0; i < count; i++)
        {
            records.Slice((i * stride) + offset, size).CopyTo(values.AsSpan(i * size));
        }

        return values;
    }

    /// <summary>The column of values of a dtype.</summary>
    /// <exception cref="ArgumentException">A text is not UTF-8, or a day does not fit Arrow's.</exception>
    public static ArrayData Of(string name, FieldType type, byte[] values, ArrowText text)
    {
        int count = values.Length / type.Size;
        IArrowType arrow = ArrowTypes.Of(type, text);
        switch (type.Kind)
        {
            case FieldKind.Boolean:
                return Plain(arrow, count, Bits(count, i => values[i] != 0));
            case FieldKind.Text or FieldKind.Utf32Text:
                return Texts(arrow, [.. Enumerable.Range(0, count).Select(i => Text(name, type, values, i, arrow is BinaryType))]);
            case FieldKind.Complex64 or FieldKind.Complex128:
                FieldType part = type.Kind == FieldKind.Complex64 ? FieldType.Single : FieldType.Double;
                part = type.IsBigEndian ? part.AsBigEndian() : part;
                return new ArrayData(arrow, count, 0, 0, [ArrowBuffer.Empty], [Of(name, part, values, text)]);
            case FieldKind.Datetime64 or FieldKind.Timedelta64:
                return Times(name, arrow, Swapped(type, values), count);
            case FieldKind.Record:
                RecordSchema record = type.Record!;
                return new ArrayData(arrow, count, 0, 0, [ArrowBuffer.Empty], [.. record.Fields.Select(
                    f => Of(f.Name, f.Type, Gather(values, type.Size, f.Offset, f.Size), ArrowTypes.Inner(text)))]);
            case FieldKind.Array:
                return new ArrayData(arrow, count, 0, 0, [ArrowBuffer.Empty], [Of(name, type.Element!, values, ArrowTypes.Inner(text))]);
            default:
                return Plain(arrow, count, Swapped(type, values));
        }
    }

    /// <summary>The column of texts that are numbers of a dictionary.</summary>
    public static ArrayData Indexes(FieldType type, byte[] values, ArrowDictionary dictionary)
    {
        int count = values.Length / type.Size;
        int[] indexes = new int[count];
        for (int i = 0; i < count; i++)
        {
            indexes[i] = dictionary.IndexOf(values.AsSpan(i * type.Size, type.Size));
        }

        var arrow = new DictionaryType(Int32Type.Default, StringType.Default, false);
        return new ArrayData(arrow, count, 0, 0, [ArrowBuffer.Empty, Buffer(MemoryMarshal.AsBytes(indexes.AsSpan()))], null, dictionary.Data);
    }

    /// <summary>One text without its padding, in UTF-8.</summary>
    public static byte[] Text(string name, FieldType type, ReadOnlySpan<byte> values, int index, bool isBinary)
    {
        ReadOnlySpan<byte> value = values.Slice(index * type.Size, type.Size);
        if (type.Kind == FieldKind.Text)
        {
            ReadOnlySpan<byte> bytes = value.TrimEnd((byte)0);
            return isBinary || Utf8.IsValid(bytes) ? bytes.ToArray()
                : throw new ArgumentException($"Column '{name}' of record {index} is not UTF-8; ArrowText.Binary keeps its bytes.");
        }

        var text = new StringBuilder();
        foreach (uint stored in MemoryMarshal.Cast<byte, uint>(value).TrimEnd(0u))
        {
            uint codePoint = type.IsBigEndian ? BinaryPrimitives.ReverseEndianness(stored) : stored;
            text.Append(Rune.IsValid(codePoint)
                ? new Rune(codePoint)
                : throw new ArgumentException($"Column '{name}' of record {index} holds {codePoint}, which is not a character."));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static ArrayData Texts(IArrowType type, byte[][] texts)
    {
        int[] offsets = new int[texts.Length + 1];
        for (int i = 0; i < texts.Length; i++)
        {
            offsets[i + 1] = checked(offsets[i] + texts[i].Length);
        }

        byte[] bytes = new byte[offsets[^1]];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i].CopyTo(bytes, offsets[i]);
        }

        return new ArrayData(type, texts.Length, 0, 0, [ArrowBuffer.Empty, Buffer(MemoryMarshal.AsBytes(offsets.AsSpan())), Buffer(bytes)]);
    }

    private static ArrayData Times(string name, IArrowType type, byte[] values, int count)
    {
        ReadOnlySpan<long> counts = MemoryMarshal.Cast<byte, long>(values);
        int nulls = counts.Count(long.MinValue);
        ArrowBuffer validity = nulls == 0
            ? ArrowBuffer.Empty
            : Buffer(Bits(count, i => BitConverter.ToInt64(values, i * sizeof(long)) != long.MinValue));
        if (type is not Date32Type)
        {
            return new ArrayData(type, count, nulls, 0, [validity, Buffer(values)]);
        }

        int[] days = new int[count];
        for (int i = 0; i < count; i++)
        {
            days[i] = counts[i] == long.MinValue ? 0
                : counts[i] is >= int.MinValue and <= int.MaxValue ? (int)counts[i]
                : throw new ArgumentException($"Column '{name}' of record {i} is {counts[i]} days, which does not fit Arrow's 32 bits.");
        }

        return new ArrayData(type, count, nulls, 0, [validity, Buffer(MemoryMarshal.AsBytes(days.AsSpan()))]);
    }

    private static ArrayData Plain(IArrowType type, int count, byte[] values) => new(type, count, 0, 0, [ArrowBuffer.Empty, Buffer(values)]);

    private static byte[] Swapped(FieldType type, byte[] values)
    {
        if (type.IsBigEndian)
        {
            for (int i = 0; i < values.Length; i += type.Size)
            {
                values.AsSpan(i, type.Size).Reverse();
            }
        }

        return values;
    }

    private static byte[] Bits(int count, Func<int, bool> isSet)
    {
        byte[] bits = new byte[(count + 7) / 8];
        for (int i = 0; i < count; i++)
        {
            bits[i / 8] |= (byte)(isSet(i) ? 1 << (i % 8) : 0);
        }

        return bits;
    }

    private static ArrowBuffer Buffer(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());
}
