namespace SchemaToolkit;

/// <summary>What the fast path knows of a table.</summary>
internal sealed class FastPlan
{
    private FastPlan(TextDialect dialect, int[] skips, bool mayHaveMore)
    {
        Delimiter = dialect.Delimiter;
        Skips = skips;
        MayHaveMore = mayHaveMore;
        Nulls = dialect.Nulls;
        IsTrimmed = dialect.Options.Trim == TrimMode.All;
        MaxRowLength = dialect.Options.MaxLineLength;
        EndsCell = dialect.EndsCell.ToArray();
        EndsCell[0] = true;
        EndsCell[dialect.Quote] = true;
    }

    /// <summary>What separates cells; 0 for runs of blanks.</summary>
    public byte Delimiter { get; }

    /// <summary>For each leaf, the columns to leave out before its own.</summary>
    public int[] Skips { get; }

    /// <summary>Whether columns may follow the last leaf's.</summary>
    public bool MayHaveMore { get; }

    /// <summary>Cells that are nulls.</summary>
    public byte[][] Nulls { get; }

    /// <summary>Whether blanks around text are to be left out.</summary>
    public bool IsTrimmed { get; }

    public int MaxRowLength { get; }

    /// <summary>For each byte whether a text that it stands in ends there, or is not for the fast path.</summary>
    public bool[] EndsCell { get; }

    /// <summary>The plan for a table; <see langword="null"/> where the fast path does not apply.</summary>
    public static FastPlan? For(TextDialect dialect, ColumnMap map)
    {
        if (dialect.Options.Kernel == TextKernel.General || dialect.DecimalSeparator != '.')
        {
            return null;
        }

        int[] skips = new int[map.Columns.Length];
        int next = 0;
        for (int i = 0; i < skips.Length; i++)
        {
            FieldType type = map.Leaves[i].Type;
            bool isPlain = type is { IsBigEndian: false, EnumMembers.Length: 0 } && type.Kind is <= FieldKind.UInt64 or FieldKind.Single or FieldKind.Double or FieldKind.Boolean or FieldKind.Text;
            if (!isPlain || map.Columns[i] < next)
            {
                return null;
            }

            skips[i] = map.Columns[i] - next;
            next = map.Columns[i] + 1;
        }

        return new FastPlan(dialect, skips, map.IsSelection);
    }
}
