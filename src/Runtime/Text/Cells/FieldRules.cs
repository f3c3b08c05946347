using System.Collections.Immutable;

namespace SchemaToolkit;

/// <summary>How the cells of a leaf are read, where the options say something for single fields.</summary>
internal sealed class FieldRule
{
    /// <summary>The leaf's bytes for a null; <see langword="null"/> for the type's own null.</summary>
    public byte[]? NullValue { get; set; }

    /// <summary>The cells that are nulls; <see langword="null"/> for those of the table.</summary>
    public byte[][]? NullWords { get; set; }

    /// <summary>The form of its times; <see langword="null"/> for ISO 8601.</summary>
    public TimeFormat? Format { get; set; }
}

/// <summary>The rules of single fields, if the options have any.</summary>
internal sealed class FieldRules
{
    private static readonly FieldRules _none = new([]);

    private readonly FieldRule?[] _rules;

    private FieldRules(FieldRule?[] rules) => _rules = rules;

    /// <summary>The rule of a leaf; <see langword="null"/> for none.</summary>
    public FieldRule? this[int leaf] => _rules.Length == 0 ? null : _rules[leaf];

    /// <summary>Reads the options.</summary>
    /// <exception cref="ArgumentException">A name is not a field's, a text is not a value of its field, or a form is not one of
    /// times.</exception>
    public static FieldRules Of(RecordSchema schema, TextDialect dialect, CellParser cells)
    {
        TextOptions options = dialect.Options;
        if (options.FieldNullValues.Count + options.FieldNullWords.Count + options.FieldFormats.Count == 0)
        {
            return _none;
        }

        var rules = new FieldRules(new FieldRule?[schema.Leaves.Length]);
        foreach ((string name, string format) in options.FieldFormats)
        {
            FieldRule rule = rules.Get(schema, name, nameof(TextOptions.FieldFormats), out FieldSchema leaf);
            rule.Format = leaf.Type.Kind == FieldKind.Datetime64 ? Format(name, format)
                : throw new ArgumentException($"TextOptions.FieldFormats has '{name}', which is {leaf.Type}; only times (M8) have a form.", "options");
        }

        foreach (string name in options.FieldNullWords.Keys)
        {
            rules.Get(schema, name, nameof(TextOptions.FieldNullWords), out _).NullWords = dialect.FieldNulls[name];
        }

        foreach ((string name, string text) in options.FieldNullValues)
        {
            FieldRule rule = rules.Get(schema, name, nameof(TextOptions.FieldNullValues), out FieldSchema leaf);
            byte[] value = new byte[leaf.Size];
            var formatOnly = new FieldRule { NullWords = [], Format = rule.Format };
            if (cells.Parse(options.Encoding.GetBytes(text), isQuoted: true, leaf.Type, value, formatOnly) != CellStatus.Ok)
            {
                throw new ArgumentException(
                    $"TextOptions.FieldNullValues has \"{text}\" for '{name}', which is not a valid {leaf.Type}.",
                    "options");
            }

            rule.NullValue = value;
        }

        return rules;
    }

    private static TimeFormat Format(string name, string format)
    {
        try
        {
            return new TimeFormat(format);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"TextOptions.FieldFormats has \"{format}\" for '{name}': {e.Message}.", "options", e);
        }
    }

    private FieldRule Get(RecordSchema schema, string name, string option, out FieldSchema leaf)
    {
        ImmutableArray<FieldSchema> leaves = schema.Leaves;
        int at = leaves.Select(static leaf => leaf.Name).ToList().IndexOf(name);
        if (at < 0)
        {
            throw new ArgumentException(
                $"TextOptions.{option} has '{name}'; the fields of {schema.Name} are {ColumnMap.FieldNames(schema)}.",
                "options");
        }

        leaf = leaves[at];
        return _rules[at] ??= new FieldRule();
    }
}
