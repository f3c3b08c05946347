using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Schemas of any fields HDF5 has a type for, nested and padded at random.</summary>
internal static class RandomSchemas
{
    private static readonly FieldType[] _simple =
    [
        FieldType.SByte, FieldType.Byte, FieldType.Int16, FieldType.UInt16, FieldType.Int32, FieldType.UInt32, FieldType.Int64, FieldType.UInt64,
        FieldType.Half, FieldType.Single, FieldType.Double, FieldType.Boolean, FieldType.Complex64, FieldType.Complex128,
        FieldType.Int16.AsBigEndian(), FieldType.UInt32.AsBigEndian(), FieldType.Int64.AsBigEndian(), FieldType.Half.AsBigEndian(),
        FieldType.Single.AsBigEndian(), FieldType.Double.AsBigEndian(), FieldType.Complex64.AsBigEndian(), FieldType.Complex128.AsBigEndian(),
        FieldType.Text(1), FieldType.Text(10), FieldType.Text(255),
        FieldType.Datetime64(TimeUnit.Nanoseconds), FieldType.Timedelta64(TimeUnit.Days), FieldType.Datetime64(TimeUnit.Seconds).AsBigEndian(),
        FieldType.Enum(FieldType.Byte, [new("A", 0), new("B", 255)]),
        FieldType.Enum(FieldType.Int32, [new("minus", -5), new("größe", 70_000), new("alias", -5)]),
        FieldType.Enum(FieldType.Int16.AsBigEndian(), [new("x", -300), new("y", 2)]),
        FieldType.Enum(FieldType.UInt64, [new("large", long.MaxValue), new("one", 1)]),
        FieldType.Enum(FieldType.Int64, []),
    ];

    public static Gen<RecordSchema> Any { get; } = Schema(depth: 2);

    private static Gen<FieldType> Type(int depth)
    {
        Gen<FieldType> simple = Gen.Elements(_simple);
        return depth == 0
            ? simple
            : Gen.Frequency(
                (6, simple),
                (1, from element in Type(depth - 1) from length in Gen.Choose(1, 5) select FieldType.Array(element, length)),
                (1, from record in Schema(depth - 1) select FieldType.Nested(record)));
    }

    private static Gen<RecordSchema> Schema(int depth)
        => from fields in Field(depth).NonEmptyListOf().Resize(6)
           from end in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 9)))
           select Lay(fields, end);

    private static Gen<(FieldType Type, int Padding)> Field(int depth)
        => from type in Type(depth)
           from padding in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 9)))
           select (type, padding);

    private static RecordSchema Lay(IEnumerable<(FieldType Type, int Padding)> types, int end)
    {
        ImmutableArray<FieldSchema>.Builder fields = ImmutableArray.CreateBuilder<FieldSchema>();
        int offset = 0;
        foreach ((FieldType type, int padding) in types)
        {
            offset += padding;
            fields.Add(new FieldSchema($"f{fields.Count} ü", $"F{fields.Count}", offset, type));
            offset += type.Size;
        }

        return new RecordSchema("Random", offset + end, 1, fields.ToImmutable());
    }
}
