using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SchemaToolkit;

/// <summary>Puts the values of Arrow columns into the fields of records.</summary>
/// <param name="column">The column's name, for errors.</param>
/// <param name="row">The number of the batch's first row, for errors.</param>
internal readonly struct ArrowValues(string column, long row)
{
    private delegate ReadOnlySpan<byte> TextOf(int index);

    /// <summary>Writes the values of a column, one every <paramref name="stride"/> bytes.</summary>
    /// <exception cref="SchemaMismatchException">The column has another type.</exception>
    /// <exception cref="RecordFormatException">A value does not fit.</exception>
    public void Write(FieldType type, IArrowArray array, Span<byte> records, int offset, int stride)
    {
        int rows = records.Length / stride;
        if (array.Length != rows)
        {
            throw new RecordFormatException($"Arrow column '{column}' has {array.Length} values, and its table {rows} rows.");
        }

        switch (type.Kind)
        {
            case FieldKind.Text or FieldKind.Utf32Text:
                WriteTexts(type, array, records, offset, stride);
                break;
            case FieldKind.Boolean when array is BooleanArray flags:
                for (int i = 0; i < flags.Length; i++)
                {
                    records[(i * stride) + offset] = flags.GetValue(i) is { } flag ? (byte)(flag ? 1 : 0) : throw Null(type, i);
                }

                break;
            case FieldKind.Datetime64 or FieldKind.Timedelta64:
                WriteTimes(type, array, records, offset, stride);
                break;
            case FieldKind.Record when array is StructArray structure:
                WriteRecord(type.Record!, structure, records, offset, stride);
                break;
            case FieldKind.Array when array is FixedSizeListArray list && ((FixedSizeListType)list.Data.DataType).ListSize == type.Length:
                WriteElements(type.Element!, type.Length, list, records, offset, stride);
                break;
            case FieldKind.Complex64 or FieldKind.Complex128
                when array is FixedSizeListArray { Data.DataType: FixedSizeListType { ListSize: 2 } } pair:
                FieldType part = type.Kind == FieldKind.Complex64 ? FieldType.Single : FieldType.Double;
                WriteElements(type.IsBigEndian ? part.AsBigEndian() : part, 2, pair, records, offset, stride);
                break;
            default:
                WriteNumbers(type, array, records, offset, stride);
                break;
        }
    }

    private void WriteNumbers(FieldType type, IArrowArray array, Span<byte> records, int offset, int stride)
    {
        if (array.Data.DataType.TypeId != ArrowTypes.Of(type, ArrowText.Plain).TypeId
            || type.Kind is FieldKind.Boolean or FieldKind.Record or FieldKind.Array)
        {
            throw Mismatch(type, array);
        }

        if (array.NullCount > 0)
        {
            WriteNullable(type, array, records, offset, stride);
            return;
        }

        CopyNumbers(type, Values(array, type.Size), records, offset, stride);
    }

    // NaN is the null of floats; other numbers have none.
    private void WriteNullable(FieldType type, IArrowArray array, Span<byte> records, int offset, int stride)
    {
        byte[] values = Values(array, type.Size).ToArray();
        for (int i = 0; i < array.Length; i++)
        {
            if (array.IsNull(i))
            {
                Span<byte> value = values.AsSpan(i * type.Size, type.Size);
                switch (type.Kind)
                {
                    case FieldKind.Half:
                        BinaryPrimitives.WriteHalfLittleEndian(value, Half.NaN);
                        break;
                    case FieldKind.Single:
                        BinaryPrimitives.WriteSingleLittleEndian(value, float.NaN);
                        break;
                    case FieldKind.Double:
                        BinaryPrimitives.WriteDoubleLittleEndian(value, double.NaN);
                        break;
                    default:
                        throw Null(type, i);
                }
            }
        }

        CopyNumbers(type, values, records, offset, stride);
    }

    private static void CopyNumbers(FieldType type, ReadOnlySpan<byte> values, Span<byte> records, int offset, int stride)
    {
        for (int i = 0; i < values.Length / type.Size; i++)
        {
            Span<byte> value = records.Slice((i * stride) + offset, type.Size);
            values.Slice(i * type.Size, type.Size).CopyTo(value);
            if (type.IsBigEndian)
            {
                value.Reverse();
            }
        }
    }

    private void WriteTimes(FieldType type, IArrowArray array, Span<byte> records, int offset, int stride)
    {
        IArrowType expected = ArrowTypes.Of(type, ArrowText.Plain);
        bool isSame = array.Data.DataType.TypeId == expected.TypeId
            && (expected, array.Data.DataType) switch
            {
                (TimestampType a, TimestampType b) => a.Unit == b.Unit,
                (DurationType a, DurationType b) => a.Unit == b.Unit,
                _ => true,
            };
        if (!isSame)
        {
            throw Mismatch(type, array);
        }

        bool isDays = expected is Date32Type;
        ReadOnlySpan<byte> values = Values(array, isDays ? sizeof(int) : sizeof(long));
        for (int i = 0; i < array.Length; i++)
        {
            long count = array.IsNull(i) ? long.MinValue
                : isDays ? MemoryMarshal.Cast<byte, int>(values)[i]
                : MemoryMarshal.Cast<byte, long>(values)[i];
            Span<byte> value = records.Slice((i * stride) + offset, sizeof(long));
            if (type.IsBigEndian)
            {
                BinaryPrimitives.WriteInt64BigEndian(value, count);
            }
            else
            {
                BinaryPrimitives.WriteInt64LittleEndian(value, count);
            }
        }
    }

    private void WriteTexts(FieldType type, IArrowArray array, Span<byte> records, int offset, int stride)
    {
        var dictionary = array as DictionaryArray;
        IArrowArray texts = dictionary?.Dictionary ?? array;
        TextOf text = texts switch
        {
            BinaryArray a => i => a.GetBytes(i),
            LargeBinaryArray a => i => a.GetBytes(i),
            BinaryViewArray a => i => a.GetBytes(i),
            _ => throw Mismatch(type, texts),
        };

        for (int i = 0; i < array.Length; i++)
        {
            if (array.IsNull(i))
            {
                throw Null(type, i);
            }

            long wanted = dictionary is null ? i : Index(dictionary.Indices, i);
            if ((ulong)wanted >= (ulong)texts.Length)
            {
                throw Fault($"is text {wanted} of a dictionary that has {texts.Length}", i);
            }

            int index = (int)wanted;
            if (texts.IsNull(index))
            {
                throw Null(type, i);
            }

            Span<byte> value = records.Slice((i * stride) + offset, type.Size);
            value.Clear();
            Store(type, text(index), value, i);
        }
    }

    private void Store(FieldType type, ReadOnlySpan<byte> text, Span<byte> value, int index)
    {
        if (type.Kind == FieldKind.Text)
        {
            if (!text.TryCopyTo(value))
            {
                throw Fault($"has {text.Length} bytes, and {type} holds {type.Size}", index);
            }

            return;
        }

        int used = 0;
        foreach (Rune rune in Encoding.UTF8.GetString(text).EnumerateRunes())
        {
            if (used == type.Size)
            {
                throw Fault($"has more characters than {type} holds", index);
            }

            uint codePoint = type.IsBigEndian ? BinaryPrimitives.ReverseEndianness((uint)rune.Value) : (uint)rune.Value;
            BinaryPrimitives.WriteUInt32LittleEndian(value[used..], codePoint);
            used += sizeof(uint);
        }
    }

    private void WriteRecord(RecordSchema schema, StructArray structure, Span<byte> records, int offset, int stride)
    {
        if (structure.NullCount > 0)
        {
            throw new RecordFormatException($"Arrow column '{column}' has null records, which a record cannot hold.");
        }

        var type = (StructType)structure.Data.DataType;
        foreach (FieldSchema field in schema.Fields)
        {
            int index = type.GetFieldIndex(field.Name);
            if (index < 0)
            {
                throw new SchemaMismatchException($"Arrow column '{column}' has no field '{field.Name}'.");
            }

            new ArrowValues($"{column}.{field.Name}", row).Write(field.Type, structure.Fields[index], records, offset + field.Offset, stride);
        }
    }

    // Each element of the array is a column with the stride of the records.
    private void WriteElements(FieldType element, int length, FixedSizeListArray list, Span<byte> records, int offset, int stride)
    {
        if (list.NullCount > 0)
        {
            throw new RecordFormatException($"Arrow column '{column}' has null arrays, which a record cannot hold.");
        }

        byte[] packed = new byte[checked(list.Length * length * element.Size)];
        IArrowArray values = ArrowArrayFactory.Slice(list.Values, list.Offset * length, list.Length * length);
        new ArrowValues(column + "[]", row).Write(element, values, packed, 0, element.Size);
        int size = length * element.Size;
        for (int i = 0; i < list.Length; i++)
        {
            packed.AsSpan(i * size, size).CopyTo(records[((i * stride) + offset)..]);
        }
    }

    private long Index(IArrowArray indexes, int i) => indexes switch
    {
        Int32Array a => a.GetValue(i)!.Value,
        Int8Array a => a.GetValue(i)!.Value,
        Int16Array a => a.GetValue(i)!.Value,
        UInt8Array a => a.GetValue(i)!.Value,
        UInt16Array a => a.GetValue(i)!.Value,
        UInt32Array a => a.GetValue(i)!.Value,
        Int64Array a => a.GetValue(i)!.Value,
        _ => throw new SchemaMismatchException($"Arrow column '{column}' has a dictionary with indexes of {indexes.Data.DataType.Name}."),
    };

    private static ReadOnlySpan<byte> Values(IArrowArray array, int size)
        => array.Length == 0 ? [] : array.Data.Buffers[1].Span.Slice(array.Offset * size, array.Length * size);

    private SchemaMismatchException Mismatch(FieldType type, IArrowArray array)
        => new($"Arrow column '{column}' is {array.Data.DataType.Name}, and the record has {type}.");

    private RecordFormatException Null(FieldType type, int index) => Fault($"is null, and {type} has no null", index);

    private RecordFormatException Fault(string what, int index) => new($"Arrow column '{column}' in row {row + index} {what}.");
}
