using System.Collections.Immutable;

namespace SchemaToolkit;

/// <summary>The column of each leaf of the record.</summary>
internal sealed class ColumnMap
{
    private ColumnMap(RecordSchema schema, int[] columns, string[]? names, int minCells, int maxCells)
    {
        Schema = schema;
        Leaves = schema.Leaves;
        Columns = columns;
        Names = names;
        MinCells = minCells;
        MaxCells = maxCells;
    }

    public RecordSchema Schema { get; }

    public ImmutableArray<FieldSchema> Leaves { get; }

    /// <summary>The column of each leaf; negative ones count from the end of the row.</summary>
    public int[] Columns { get; }

    /// <summary>The header's names, for messages; <see langword="null"/> without a header.</summary>
    public string[]? Names { get; }

    /// <summary>The least cells of a row. A row with fewer is wrong, also if it has all columns of the leaves.</summary>
    public int MinCells { get; }

    /// <summary>The most cells of a row.</summary>
    public int MaxCells { get; }

    /// <summary>The column that the <see cref="RowFilter"/> looks at, negative from the end of the row.</summary>
    public int FilterColumn { get; private init; }

    /// <summary>The columns in order, or those that the options select.</summary>
    /// <exception cref="ArgumentException">The options select another number of columns than the record has.</exception>
    public static ColumnMap Of(RecordSchema schema, TextOptions options)
    {
        if (options.Columns is not { } columns)
        {
            int[] all = new int[schema.Leaves.Length];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = i;
            }

            return options.ExtraColumns == ExtraColumns.Ignore
                ? new ColumnMap(schema, all, null, 0, int.MaxValue) { FilterColumn = options.RowFilter?.ColumnIndex ?? 0 }
                : new ColumnMap(schema, all, null, Least(all.Length, options), all.Length) { FilterColumn = options.RowFilter?.ColumnIndex ?? 0 };
        }

        return columns.Count == schema.Leaves.Length
            ? new ColumnMap(schema, [.. columns], null, 0, int.MaxValue) { FilterColumn = options.RowFilter?.ColumnIndex ?? 0 }
            : throw new ArgumentException(
                $"TextOptions.Columns has {columns.Count} columns; {schema.Name} has {schema.Leaves.Length} fields: {FieldNames(schema)}.",
                nameof(options));
    }

    /// <summary>Finds the columns by the names of a header.</summary>
    /// <param name="schema">The record.</param>
    /// <param name="names">The header's names, in order.</param>
    /// <param name="options">How names are compared, and what rows may lack or have besides.</param>
    /// <param name="fault">What is wrong with the header, if there is no map.</param>
    /// <returns>The map, or <see langword="null"/> if a name is missing or occurs twice.</returns>
    public static ColumnMap? ByName(RecordSchema schema, string[] names, TextOptions options, out string fault)
    {
        StringComparer comparer = options.ColumnNameComparer;
        int[] columns = new int[schema.Leaves.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            string wanted = schema.Leaves[i].Name;
            columns[i] = Array.FindIndex(names, name => comparer.Equals(name, wanted));
            int second = Array.FindLastIndex(names, name => comparer.Equals(name, wanted));
            if (columns[i] < 0 || second != columns[i])
            {
                fault = columns[i] < 0
                    ? $"the header has no column '{wanted}', which {schema.Name} has; it has {Quoted(names)}. "
                        + "[Column(\"...\")] gives a field another name, TextOptions.ColumnNameComparer can ignore case"
                    : $"the header has the column '{wanted}' twice, as columns {columns[i]} and {second}; "
                        + "TextOptions.Columns with HeaderMode.Skip can say which to read";
                return null;
            }
        }

        fault = "";
        if (options.RowNames)
        {
            names = ["", .. names];
            columns = [.. columns.Select(static column => column + 1)];
        }

        int most = options.ExtraColumns == ExtraColumns.Ignore ? int.MaxValue : names.Length;
        int filter = options.RowFilter?.ColumnName is { } name
            ? Array.FindIndex(names, each => comparer.Equals(each, name))
            : options.RowFilter?.ColumnIndex ?? 0;
        if (options.RowFilter?.ColumnName is not null && filter < 0)
        {
            fault = $"the header has no column '{options.RowFilter.ColumnName}', which TextOptions.RowFilter looks at; it has {Quoted(names)}";
            return null;
        }

        return new ColumnMap(schema, columns, names, Least(names.Length, options), most) { FilterColumn = filter };
    }

    /// <summary>The names of a record's leaves, for messages.</summary>
    public static string FieldNames(RecordSchema schema) => string.Join(", ", schema.Leaves.Select(static leaf => leaf.Name));

    private static int Least(int cells, TextOptions options) => options.MissingColumns == MissingColumns.Null ? 0 : cells;

    private static string Quoted(string[] names) => string.Join(", ", names.Select(static name => $"'{name}'"));
}
