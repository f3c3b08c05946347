using System.Collections.Immutable;

namespace SchemaToolkit;

/// <summary>The bytes of a null in each leaf, if <see cref="TextOptions.FieldNullValues"/> declares them.</summary>
internal sealed class FieldNulls
{
    private static readonly FieldNulls _none = new([]);

    private readonly byte[]?[] _values;

    private FieldNulls(byte[]?[] values) => _values = values;

    /// <summary>The null of a leaf; <see langword="null"/> for its type's own null.</summary>
    public byte[]? this[int leaf] => _values.Length == 0 ? null : _values[leaf];

    /// <summary>Parses the values.</summary>
    /// <exception cref="ArgumentException">A name is not a field's, or a text is not a value of its field.</exception>
    public static FieldNulls Of(RecordSchema schema, TextDialect dialect, CellParser cells)
    {
        IReadOnlyDictionary<string, string> texts = dialect.Options.FieldNullValues;
        if (texts.Count == 0)
        {
            return _none;
        }

        ImmutableArray<FieldSchema> leaves = schema.Leaves;
        byte[]?[] values = new byte[leaves.Length][];
        foreach ((string name, string text) in texts)
        {
            int leaf = leaves.Select(static leaf => leaf.Name).ToList().IndexOf(name);
            if (leaf < 0)
            {
                throw new ArgumentException(
                    $"TextOptions.FieldNullValues has '{name}'; the fields of {schema.Name} are {ColumnMap.FieldNames(schema)}.",
                    "options");
            }

            values[leaf] = new byte[leaves[leaf].Size];
            if (cells.Parse(dialect.Options.Encoding.GetBytes(text), isQuoted: true, leaves[leaf].Type, values[leaf]) != CellStatus.Ok)
            {
                throw new ArgumentException(
                    $"TextOptions.FieldNullValues has \"{text}\" for '{name}', which is not a valid {leaves[leaf].Type}.",
                    "options");
            }
        }

        return new FieldNulls(values);
    }
}
