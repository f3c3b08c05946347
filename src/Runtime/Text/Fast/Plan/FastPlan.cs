using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>What the fast path knows about a table.</summary>
internal sealed class FastPlan
{
    // For each leaf its kind; null where only the parser of cells may read it.
    private readonly FieldKind?[] _kinds;

    private FastPlan(TextDialect dialect, ColumnMap map)
    {
        Delimiter = dialect.Delimiter;
        Columns = map.Columns;
        Types = [.. map.Leaves.Select(static leaf => leaf.Type)];
        _kinds = [.. Types.Select(type => type.IsBigEndian || dialect.AnyNulls.Length > 0 ? (FieldKind?)null : type.Kind)];
        Cells = new CellParser(dialect);
        FieldRules = FieldRules.Of(map.Schema, dialect, Cells);
        MinCells = map.MinCells;
        MaxCells = map.MaxCells;
        MayHaveMore = MaxCells > Columns.Length;
        Stride = !MayHaveMore || MinCells == MaxCells ? MaxCells : 0;
        Nulls = dialect.AnyNulls;
        LaneNulls = new LaneNulls(Nulls, areNaN: dialect.Options.FieldNullValues.Count + dialect.FieldNulls.Count == 0);
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
        IsTextPlain = Nulls.Length == 0 && !IsTrimmed;
        MaxRowLength = dialect.Options.MaxLineLength;
        EndsCell = dialect.EndsCell.ToArray();
        EndsCell[0] = true;
        EndsCell[dialect.Quote] = true;
        Quote = dialect.Quote;
        QuoteOfText = dialect.Options.QuotedNulls ? (byte)0 : Quote;
        IsWhole = IsOrdered && !HasSkips && !MayHaveMore;
        HasBoolWords = (dialect.TrueValues.Length > 0 || dialect.FalseValues.Length > 0)
            && Array.Exists(Types, static type => type.Kind == FieldKind.Boolean);
        Point = dialect.DecimalSeparator;
        MustBeUtf8 = dialect.Options.ValidateUtf8 && !dialect.IsLatin1;
        AreIntegersFloats = dialect.Options.IntegerParsing == IntegerParsing.AllowIntegralFloat;
        MayReadBytes = IsOrdered && !MayBeInNumber(dialect) && !HasBoolWords && Point == '.' && !MustBeUtf8;
        BeginsNoRow = new bool[256];
        for (int b = 0; b < BeginsNoRow.Length; b++)
        {
            BeginsNoRow[b] = b is '\n' or '\r' || (dialect.AreCommentsLines && dialect.BeginsComment[b]);
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

    /// <summary>What the options say of single fields.</summary>
    public FieldRules FieldRules { get; }

    /// <summary>The least cells of a row.</summary>
    public int MinCells { get; }

    /// <summary>The most cells of a row.</summary>
    public int MaxCells { get; }

    /// <summary>Whether rows may have more cells than there are leaves.</summary>
    public bool MayHaveMore { get; }

    /// <summary>The number of cells that a row must have for the fast path; 0 for any number between the least and the
    /// most.</summary>
    public int Stride { get; }

    /// <summary>Whether rows can be read a byte at a time: a number ends where its digits end, and the columns of the leaves go
    /// from left to right.</summary>
    public bool MayReadBytes { get; }

    /// <summary>For each byte whether a line that begins with it may not be a row.</summary>
    public bool[] BeginsNoRow { get; }

    /// <summary>Cells that are nulls in any field.</summary>
    public byte[][] Nulls { get; }

    /// <summary>The same, for the kernels.</summary>
    public LaneNulls LaneNulls { get; }

    /// <summary>Whether blanks around text are to be left out.</summary>
    public bool IsTrimmed { get; }

    /// <summary>Whether text is taken as it is: there are no nulls, and blanks around it stay.</summary>
    public bool IsTextPlain { get; }

    /// <summary>Whether there are bools, and words that stand for them.</summary>
    public bool HasBoolWords { get; }

    /// <summary>The decimal separator.</summary>
    public byte Point { get; }

    /// <summary>Whether only valid UTF-8 may be taken.</summary>
    public bool MustBeUtf8 { get; }

    /// <summary>Whether an integer may have a point and zeros behind it.</summary>
    public bool AreIntegersFloats { get; }

    /// <summary>What opens and closes a cell in quotes; 0 for nothing.</summary>
    public byte Quote { get; }

    /// <summary>The same, but 0 where cells in quotes may be nulls.</summary>
    public byte QuoteOfText { get; }

    public int MaxRowLength { get; }

    /// <summary>For each byte whether a text that it stands in ends there, or is not for the fast path.</summary>
    public bool[] EndsCell { get; }

    /// <summary>Whether the cells of a row are the leaves', one after the other.</summary>
    public bool IsWhole { get; }

    /// <summary>The plan for a table; <see langword="null"/> where the fast path does not apply.</summary>
    public static FastPlan? For(TextDialect dialect, ColumnMap map)
    {
        // A row must fit a block of the index.
        const int MostLeaves = 1 << 15;
        TextOptions options = dialect.Options;
        bool isKnown = options.ColumnWidths is null && options.RowFilter is null;
        return isKnown && options.Kernel != TextKernel.General && map.Leaves.Length <= MostLeaves ? new FastPlan(dialect, map) : null;
    }

    // Whether a delimiter, a quote or a comment could be taken for a part of a plain number: digits, with a sign before and a
    // point among them.
    private static bool MayBeInNumber(TextDialect dialect)
    {
        return IsInNumber(dialect.Delimiter)
            || IsInNumber(dialect.Quote)
            || (!dialect.AreCommentsLines && Array.Exists(dialect.Comments, static comment => IsInNumber(comment[0]) && !IsAfterSign(comment)));

        static bool IsInNumber(byte b) => b is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.';

        // A sign that another byte follows ("--") is not the sign of a plain number.
        static bool IsAfterSign(byte[] comment) => comment[0] == '-' && comment.Length > 1 && !IsPart(comment[1]);

        static bool IsPart(byte b) => b is (>= (byte)'0' and <= (byte)'9') or (byte)'.';
    }

    /// <summary>Whether a text may be a null or have blanks around it, where <see cref="IsTextPlain"/> is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe bool IsCareful(byte* cell, nint length)
        => LaneNulls.MayContain(length) || (IsTrimmed && length > 0 && (cell[0] <= ' ' || cell[length - 1] <= ' '));

    /// <summary>Reads a cell of any kind, exactly as the general path does.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="text">Where the cell starts.</param>
    /// <param name="length">Its length.</param>
    /// <param name="isQuoted">Whether it is in quotes.</param>
    /// <param name="destination">The leaf's bytes.</param>
    /// <returns>Whether it was read; if not, the general path words the error.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public unsafe bool TryParse(int leaf, byte* text, nint length, bool isQuoted, ref byte destination)
    {
        // Most cells that come here are floats of many digits. An infinite one may be an error: the parser decides.
        var cell = new ReadOnlySpan<byte>(text, (int)length);
        FieldKind? kind = _kinds[leaf];
        if (kind is FieldKind.Double or FieldKind.Single && length > 0 && Point == '.' && DecimalNumber.Scan(cell, out DecimalNumber number) == length)
        {
            if (kind == FieldKind.Double && number.TryToDouble(out double wide) && double.IsFinite(wide))
            {
                Unsafe.WriteUnaligned(ref destination, wide);
                return true;
            }

            if (kind == FieldKind.Single && number.TryToSingle(out float single) && float.IsFinite(single))
            {
                Unsafe.WriteUnaligned(ref destination, single);
                return true;
            }
        }

        FieldType type = Types[leaf];
        if (AreIntegersFloats && kind is >= FieldKind.SByte and <= FieldKind.UInt64)
        {
            // 30.0 is 30: the parser would compute it.
            int point = cell.IndexOf(Point);
            if (point > 0 && char.IsAsciiDigit((char)cell[point - 1]) && cell[(point + 1)..].TrimStart((byte)'0').IsEmpty)
            {
                cell = cell[..point];
            }
        }

        return Cells.Parse(
            cell,
            isQuoted,
            type,
            MemoryMarshal.CreateSpan(ref destination, type.Size),
            FieldRules[leaf]) == CellStatus.Ok;
    }
}
