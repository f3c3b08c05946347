using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>What the fast path knows of a table.</summary>
internal sealed class FastPlan
{
    private const int LaneBytes = 16;

    private FastPlan(TextDialect dialect, ColumnMap map)
    {
        Delimiter = dialect.Delimiter;
        Columns = map.Columns;
        Types = [.. map.Leaves.Select(static leaf => leaf.Type)];
        Cells = new CellParser(dialect);
        HasFieldNulls = dialect.Options.FieldNullValues.Count > 0;
        FieldNulls = FieldNulls.Of(map.Schema, dialect, Cells);
        MayHaveMore = map.IsSelection;
        Nulls = dialect.Nulls;
        NullLanes = GC.AllocateArray<byte>(LaneBytes * Math.Max(1, Nulls.Length), pinned: true);
        foreach (byte[] value in Nulls.Where(static value => value.Length <= LaneBytes))
        {
            value.CopyTo(NullLanes, (++NullLaneCount * LaneBytes) - value.Length);
        }

        Skips = new int[Columns.Length];
        IsOrdered = true;
        for (int i = 0, next = 0; i < Skips.Length; i++)
        {
            Skips[i] = Columns[i] - next;
            IsOrdered &= Skips[i] >= 0;
            HasSkips |= Skips[i] > 0;
            next = Columns[i] + 1;
        }

        IsTrimmed = dialect.Options.Trim == TrimMode.All;
        MaxRowLength = dialect.Options.MaxLineLength;
        EndsCell = dialect.EndsCell.ToArray();
        EndsCell[0] = true;
        EndsCell[dialect.Quote] = true;
        IsPlain = IsOrdered && !HasSkips && !MayHaveMore && !IsTrimmed && Nulls.Length == 0 && Delimiter != 0;
        for (int b = WordVisitor.LeastPlain; b < EndsCell.Length; b++)
        {
            IsPlain &= !EndsCell[b] || b == Delimiter;
        }
    }

    /// <summary>What separates cells; 0 for runs of blanks.</summary>
    public byte Delimiter { get; }

    /// <summary>For each leaf its column, negative from the end of the row.</summary>
    public int[] Columns { get; }

    /// <summary>Whether the columns of the leaves follow each other from left to right.</summary>
    public bool IsOrdered { get; }

    /// <summary>For each leaf, if they are ordered, the columns to leave out before its own.</summary>
    public int[] Skips { get; }

    /// <summary>Whether there are any.</summary>
    public bool HasSkips { get; }

    /// <summary>For each leaf its dtype.</summary>
    public FieldType[] Types { get; }

    /// <summary>Reads the cells that are more than digits.</summary>
    public CellParser Cells { get; }

    /// <summary>Whether a leaf has a null of its own.</summary>
    public bool HasFieldNulls { get; }

    /// <summary>What nulls are in the leaves.</summary>
    public FieldNulls FieldNulls { get; }

    /// <summary>Whether columns may follow the last leaf's.</summary>
    public bool MayHaveMore { get; }

    /// <summary>Cells that are nulls.</summary>
    public byte[][] Nulls { get; }

    /// <summary>The nulls of at most 16 bytes, each at the end of 16 that are zero before it.</summary>
    public byte[] NullLanes { get; }

    /// <summary>How many those are.</summary>
    public int NullLaneCount { get; }

    /// <summary>Whether blanks around text are to be left out.</summary>
    public bool IsTrimmed { get; }

    public int MaxRowLength { get; }

    /// <summary>For each byte whether a text that it stands in ends there, or is not for the fast path.</summary>
    public bool[] EndsCell { get; }

    /// <summary>Whether cells are separated by a delimiter, are all of them the leaves' and none of them null; and what else
    /// ends a cell is below <see cref="WordVisitor.LeastPlain"/>.</summary>
    public bool IsPlain { get; }

    /// <summary>The plan for a table; <see langword="null"/> where the fast path does not apply.</summary>
    public static FastPlan? For(TextDialect dialect, ColumnMap map)
    {
        TextOptions options = dialect.Options;
        bool isKnown = dialect.DecimalSeparator == '.' && !options.ValidateUtf8 && dialect.TrueValues.Length == 0 && dialect.FalseValues.Length == 0;
        return isKnown && options.Kernel != TextKernel.General ? new FastPlan(dialect, map) : null;
    }

    /// <summary>Reads a cell of whatever kind, exactly as the general path does.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="text">Where the cell starts.</param>
    /// <param name="length">Its length.</param>
    /// <param name="destination">The leaf's bytes.</param>
    /// <returns>Whether it is one; if not, the general path words the error.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe bool TryParse(int leaf, byte* text, nint length, ref byte destination)
    {
        FieldType type = Types[leaf];
        return Cells.Parse(new ReadOnlySpan<byte>(text, (int)length), isQuoted: false, type, MemoryMarshal.CreateSpan(ref destination, type.Size), FieldNulls[leaf]) == CellStatus.Ok;
    }
}
