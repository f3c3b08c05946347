using System.Collections.Immutable;
using SchemaToolkit.Generator.Parsing.Dtypes;

namespace SchemaToolkit;

/// <summary>Makes a schema of a dtype's text, by the parser that the generator uses for declarations.</summary>
internal static class SchemaReader
{
    /// <exception cref="FormatException">The text is not a valid record dtype.</exception>
    public static RecordSchema Read(string dtype, bool aligned, string name)
    {
        try
        {
            return Record(DtypeReader.Read(dtype, aligned), name);
        }
        catch (DtypeException e)
        {
            throw new FormatException(
                $"The dtype \"{dtype}\" cannot be read: at character {e.Position}{Near(dtype, e.Position)}, {e.Message}.",
                e);
        }
    }

    /// <summary>The dtype with one of numpy's codes (<c>&lt;i4</c>, <c>datetime64[ns]</c>); <see langword="null"/> if a field cannot
    /// have it.</summary>
    public static FieldType? TryScalar(string code)
    {
        try
        {
            return Scalar(ScalarReader.Read(code, 0));
        }
        catch (DtypeException)
        {
            return null;
        }
    }

    private static string Near(string text, int position)
    {
        const int Shown = 12;
        return position < text.Length ? $" ('{text.AsSpan(position, Math.Min(Shown, text.Length - position))}')" : "";
    }

    private static RecordSchema Record(RecordDtype dtype, string name)
    {
        DtypeLayout layout = DtypeLayout.Of(dtype);
        var names = new HashSet<string>(StringComparer.Ordinal);
        ImmutableArray<FieldSchema>.Builder fields = ImmutableArray.CreateBuilder<FieldSchema>(dtype.Fields.Count);
        foreach (DtypeField field in dtype.Fields)
        {
            if (DtypeReader.Fault(field.Name) is { } fault)
            {
                throw new DtypeException(fault, field.Position);
            }

            if (!names.Add(field.Name))
            {
                throw new DtypeException($"there are two fields '{field.Name}'", field.Position);
            }

            fields.Add(new FieldSchema(field.Name, field.Name, layout.Offsets[fields.Count], Type(field.Type, field.Name)));
        }

        return new RecordSchema(name, layout.Size, layout.Alignment, fields.ToImmutable());
    }

    private static FieldType Type(Dtype dtype, string name)
    {
        switch (dtype)
        {
            case RecordDtype record:
                return FieldType.Nested(Record(record, name));
            case ArrayDtype array:
                FieldType element = Type(array.Element, name);
                foreach (int length in array.Shape.Reverse())
                {
                    element = FieldType.Array(element, length);
                }

                return element;
            default:
                return Scalar((ScalarDtype)dtype);
        }
    }

    private static FieldType Scalar(ScalarDtype scalar)
    {
        FieldType type = Native(scalar);
        return scalar.IsBigEndian ? type.AsBigEndian() : type;
    }

    private static FieldType Native(ScalarDtype scalar) => (scalar.Kind, scalar.Size) switch
    {
        ('i', 1) => FieldType.SByte,
        ('i', 2) => FieldType.Int16,
        ('i', 4) => FieldType.Int32,
        ('i', _) => FieldType.Int64,
        ('u', 1) => FieldType.Byte,
        ('u', 2) => FieldType.UInt16,
        ('u', 4) => FieldType.UInt32,
        ('u', _) => FieldType.UInt64,
        ('f', 2) => FieldType.Half,
        ('f', 4) => FieldType.Single,
        ('f', _) => FieldType.Double,
        ('c', 8) => FieldType.Complex64,
        ('c', _) => FieldType.Complex128,
        ('b', _) => FieldType.Boolean,
        ('S', var length) => FieldType.Text(length),
        ('U', var length) => FieldType.Utf32Text(length),
        ('M', _) => FieldType.Datetime64((TimeUnit)scalar.Unit),
        _ => FieldType.Timedelta64((TimeUnit)scalar.Unit),
    };
}
