using Apache.Arrow;
using Apache.Arrow.Types;

namespace SchemaToolkit;

/// <summary>The Arrow type of each dtype.</summary>
internal static class ArrowTypes
{
    /// <summary>The name of the metadata that holds the dtype of a column for which Arrow has no type.</summary>
    public const string Dtype = "numpy.dtype";

    private const int ShortText = 16;

    public static Schema Of(RecordSchema schema, ArrowText text)
    {
        var builder = new Schema.Builder();
        foreach (FieldSchema field in schema.Fields)
        {
            builder.Field(Field(field.Name, field.Type, text));
        }

        return builder.Build();
    }

    /// <summary>Whether a column of a record has a dictionary. Text inside nested records and arrays never has.</summary>
    public static bool IsDictionary(FieldType type, ArrowText text)
        => type.Kind is FieldKind.Text or FieldKind.Utf32Text
            && (text == ArrowText.Dictionary
                || (text == ArrowText.Auto && type.Size <= (type.Kind == FieldKind.Text ? ShortText : 4 * ShortText)));

    public static IArrowType Of(FieldType type, ArrowText text) => type.Kind switch
    {
        FieldKind.SByte => Int8Type.Default,
        FieldKind.Byte => UInt8Type.Default,
        FieldKind.Int16 => Int16Type.Default,
        FieldKind.UInt16 => UInt16Type.Default,
        FieldKind.Int32 => Int32Type.Default,
        FieldKind.UInt32 => UInt32Type.Default,
        FieldKind.Int64 => Int64Type.Default,
        FieldKind.UInt64 => UInt64Type.Default,
        FieldKind.Half => HalfFloatType.Default,
        FieldKind.Single => FloatType.Default,
        FieldKind.Double => DoubleType.Default,
        FieldKind.Boolean => BooleanType.Default,
        FieldKind.Text when text == ArrowText.Binary => BinaryType.Default,
        FieldKind.Text or FieldKind.Utf32Text => StringType.Default,
        FieldKind.Complex64 => new FixedSizeListType(new Field("item", FloatType.Default, false), 2),
        FieldKind.Complex128 => new FixedSizeListType(new Field("item", DoubleType.Default, false), 2),
        FieldKind.Datetime64 when type.Unit == TimeUnit.Days => Date32Type.Default,
        FieldKind.Datetime64 when Unit(type.Unit) is { } unit => new TimestampType(unit, (string?)null),
        FieldKind.Timedelta64 when Unit(type.Unit) is { } unit => DurationType.FromTimeUnit(unit),
        FieldKind.Datetime64 or FieldKind.Timedelta64 => Int64Type.Default,
        FieldKind.Record => new StructType([.. type.Record!.Fields.Select(f => Field(f.Name, f.Type, Inner(text)))]),
        FieldKind.Array => new FixedSizeListType(Field("item", type.Element!, Inner(text)), type.Length),
        _ => throw new NotSupportedException($"{type} has no Arrow type."),
    };

    /// <summary>How text inside nested records and arrays is written.</summary>
    public static ArrowText Inner(ArrowText text) => text == ArrowText.Binary ? ArrowText.Binary : ArrowText.Plain;

    private static Field Field(string name, FieldType type, ArrowText text)
    {
        IArrowType arrow = Of(type, text);
        bool isTime = type.Kind is FieldKind.Datetime64 or FieldKind.Timedelta64;
        Dictionary<string, string>? metadata = isTime && arrow is Int64Type ? new() { [Dtype] = type.NumpyType } : null;
        return new Field(name, IsDictionary(type, text) ? new DictionaryType(Int32Type.Default, arrow, false) : arrow, isTime, metadata);
    }

    private static Apache.Arrow.Types.TimeUnit? Unit(TimeUnit unit) => unit switch
    {
        TimeUnit.Seconds => Apache.Arrow.Types.TimeUnit.Second,
        TimeUnit.Milliseconds => Apache.Arrow.Types.TimeUnit.Millisecond,
        TimeUnit.Microseconds => Apache.Arrow.Types.TimeUnit.Microsecond,
        TimeUnit.Nanoseconds => Apache.Arrow.Types.TimeUnit.Nanosecond,
        _ => null,
    };
}
