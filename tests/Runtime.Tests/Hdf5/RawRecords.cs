using System.Globalization;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Records as bytes of a schema that no struct was declared for.</summary>
internal static unsafe class RawRecords
{
    /// <summary>Random bytes, but bools of 0 and 1 and padding of 0.</summary>
    public static byte[] Random(RecordSchema schema, int count, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[schema.Size * count];
        for (int i = 0; i < count; i++)
        {
            foreach (FieldSchema leaf in schema.Leaves)
            {
                Span<byte> value = bytes.AsSpan((i * schema.Size) + leaf.Offset, leaf.Size);
                random.NextBytes(value);
                if (leaf.Type.Kind == FieldKind.Boolean)
                {
                    value[0] &= 1;
                }
            }
        }

        return bytes;
    }

    public static void Write(RecordHdf5 file, string name, RecordSchema schema, byte[] records, Hdf5Options? options = null)
    {
        fixed (byte* first = records)
        {
            file.Write(name, new Hdf5Rows(schema, first, records.Length / schema.Size), options);
        }
    }

    public static byte[] Read(RecordHdf5 file, string name, RecordSchema schema)
    {
        using Hdf5Reader reader = file.OpenDataset(name, schema);
        byte[] bytes = new byte[reader.Count * schema.Size];
        fixed (byte* first = bytes)
        {
            reader.Read(0, first, reader.Count);
        }

        return bytes;
    }

    /// <summary>numpy's dtype of a schema as a Python expression, times as the integers they are stored as, or as themselves.</summary>
    public static string Dtype(RecordSchema schema, bool times)
    {
        string List(Func<FieldSchema, string> part) => $"[{string.Join(", ", schema.Fields.Select(part))}]";
        string formats = List(field => Format(field.Type, times));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"np.dtype({{'names': {List(static f => $"'{f.Name}'")}, 'formats': {formats}, 'offsets': {List(static f => f.Offset.ToString(CultureInfo.InvariantCulture))}, 'itemsize': {schema.Size}}})");
    }

    private static string Format(FieldType type, bool times) => type.Kind switch
    {
        FieldKind.Array => $"({Format(Innermost(type), times)}, ({string.Join(", ", type.Shape)},))",
        FieldKind.Record => Dtype(type.Record!, times),
        FieldKind.Datetime64 or FieldKind.Timedelta64 when !times => type.IsBigEndian ? "'>i8'" : "'<i8'",
        _ => $"'{type.NumpyType}'",
    };

    private static FieldType Innermost(FieldType type) => type.Element is { } element ? Innermost(element) : type;
}
