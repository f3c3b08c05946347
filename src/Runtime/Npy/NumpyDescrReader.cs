using System.Collections.Immutable;
using System.Globalization;
using SchemaToolkit.Generator.Parsing.Dtypes;

namespace SchemaToolkit;

/// <summary>Turns the <c>descr</c> of a <c>.npy</c> header into a schema: the reverse of
/// <see cref="NumpyDescr"/>. Source: <c>numpy/lib/format.py</c>, <c>descr_to_dtype</c>.</summary>
internal static class NumpyDescrReader
{
    /// <summary>More than numpy allows.</summary>
    private const int MaxDimensions = 64;

    /// <summary>Reads the list of an array of records.</summary>
    /// <exception cref="RecordFormatException">It is not a descr.</exception>
    /// <exception cref="SchemaMismatchException">It describes something other than records.</exception>
    public static RecordSchema Read(PythonLiteral descr, string place)
    {
        switch (descr)
        {
            case PythonList fields:
                return Record(fields.Items, place);
            case PythonText { Value: var type } when type.EndsWith('O'):
                throw new SchemaMismatchException(
                    $"{place} holds pickled Python objects, which only Python can read; "
                        + $"records have the dtype of a list of fields, such as [('pos', '<i4')].");
            case PythonText { Value: var type }:
                throw new SchemaMismatchException(
                    $"{place} holds a plain array of '{type}', not records. In numpy, save array.view([('value', '{type}')]).");
            case PythonTuple { Items: [_, PythonTuple or PythonNumber] }:
                throw new SchemaMismatchException(
                    $"{place} holds an array of arrays, not records; "
                        + $"records have the dtype of a list of fields, such as [('pos', '<i4')].");
            default:
                throw Bad(place, "its descr is not a dtype");
        }
    }

    private static RecordSchema Record(IReadOnlyList<PythonLiteral> items, string place)
    {
        ImmutableArray<FieldSchema>.Builder fields = ImmutableArray.CreateBuilder<FieldSchema>(items.Count);
        long offset = 0;
        foreach (PythonLiteral item in items)
        {
            if (item is not PythonTuple { Items: { Count: 2 or 3 } parts } || Name(parts[0]) is not { } name)
            {
                throw Bad(place, "a field of its dtype is not a tuple of name, type and shape");
            }

            long size;
            if (name.Length == 0 && parts is [_, PythonText { Value: var pad }] && TryVoid(pad, out int padding))
            {
                size = padding;
            }
            else
            {
                FieldType type = parts[1] switch
                {
                    PythonText { Value: var code } => Plain(name, code, place),
                    PythonList nested => FieldType.Nested(Record(nested.Items, place)),
                    _ => throw Bad(place, $"field '{name}' has no type"),
                };
                type = parts.Count == 3 ? Array(name, type, parts[2], place) : type;
                fields.Add(new FieldSchema(name, name, (int)offset, type));
                size = type.Size;
            }

            offset += size;
            if (offset > int.MaxValue)
            {
                throw Bad(place, "its records would have more than 2 GiB each");
            }
        }

        try
        {
            return new RecordSchema("dtype", (int)offset, 1, fields.ToImmutable());
        }
        catch (ArgumentException e)
        {
            throw new RecordFormatException($"{place} does not hold records: {e.Message}", e);
        }
    }

    /// <summary>A field's name; if it is a title and a name, the name.</summary>
    private static string? Name(PythonLiteral item) => item switch
    {
        PythonText { Value: var name } => name,
        PythonTuple { Items: [PythonText, PythonText { Value: var name }] } => name,
        _ => null,
    };

    private static FieldType Array(string name, FieldType element, PythonLiteral shape, string place)
    {
        // Old files have a number for one dimension.
        IReadOnlyList<PythonLiteral> dimensions = shape is PythonTuple tuple ? tuple.Items : [shape];
        if (dimensions.Count is 0 or > MaxDimensions)
        {
            throw Bad(place, $"field '{name}' has no shape");
        }

        for (int i = dimensions.Count - 1; i >= 0; i--)
        {
            long size = dimensions[i] is PythonNumber { Value: var n and >= 0 and <= int.MaxValue } ? n * element.Size : long.MaxValue;
            element = size switch
            {
                > int.MaxValue => throw Bad(place, $"field '{name}' has an invalid dimension"),
                0 => throw Unknown(place, name, "an array without elements"),
                _ => FieldType.Array(element, (int)(size / element.Size)),
            };
        }

        return element;
    }

    private static bool TryVoid(string code, out int size)
    {
        size = 0;
        return code.StartsWith("|V", StringComparison.Ordinal)
            && int.TryParse(code.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out size);
    }

    private static FieldType Plain(string name, string code, string place)
    {
        ReadOnlySpan<char> rest = code.AsSpan().TrimStart("<>|=");
        if (code.Length - rest.Length > 1 || rest.Length == 0)
        {
            throw Bad(place, $"field '{name}' has the type '{code}', which does not exist");
        }

        // Text of any length, of either byte order: a declared field has less.
        FieldType? type = rest switch
        {
            ['S', .. var length] => Text(length, 1) is { } n ? FieldType.Text(n) : null,
            ['U', .. var length] => Text(length, 4) is { } n ? FieldType.Utf32Text(n) : null,
            _ => SchemaReader.TryScalar(code),
        };
        return type is null ? throw Unknown(place, name, $"'{code}'")
            : type.Kind == FieldKind.Utf32Text && code[0] == '>' ? type.AsBigEndian()
            : type;
    }

    private static int? Text(ReadOnlySpan<char> length, int width)
        => int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0 && n <= int.MaxValue / width
            ? n
            : null;

    private static RecordFormatException Bad(string place, string what) => new($"{place} is not a .npy file of records: {what}.");

    private static SchemaMismatchException Unknown(string place, string name, string type)
        => new(
            $"{place} does not hold records of a supported dtype: field '{name}' is {type}, which is not supported. "
                + $"In numpy, save it as a supported type, or without this field.");
}
