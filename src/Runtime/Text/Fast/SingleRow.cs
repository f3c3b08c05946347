using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Reads one row that is alone, a byte at a time; refuses any row it is not sure of.</summary>
internal sealed unsafe class SingleRow<T>
    where T : unmanaged, ISharedRecord<T>
{
    // Longer rows gain little.
    private const int MostBytes = 510;

    private readonly FastPlan _plan;
    private readonly bool _isBlanks;
    private readonly bool _mayPad = T.Schema.HasPadding;
    private readonly int _mostBytes;

    private SingleRow(FastPlan plan, bool isBlanks)
    {
        _plan = plan;
        _isBlanks = isBlanks;
        _mostBytes = Math.Min(MostBytes, plan.MaxRowLength);
    }

    /// <summary>The reader for a table, for any number of threads at once; <see langword="null"/> where there is none.</summary>
    public static SingleRow<T>? For(TextDialect dialect, ColumnMap map)
        => !CellParser.HasScratch(dialect) && FastPlan.For(dialect, map) is { MayReadBytes: true } plan
            ? new SingleRow<T>(plan, dialect.IsBlanks)
            : null;

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row, with or without its line end.</param>
    /// <param name="record">The record; unspecified if the row is not read.</param>
    /// <returns>Whether it was read.</returns>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ReadOnlySpan<byte> row, ref T record)
    {
        if (row.Length > _mostBytes)
        {
            return false;
        }

        // Every loop over bytes ends at a line end, so there is one behind the row.
        byte* text = stackalloc byte[MostBytes + 2];
        row.CopyTo(new Span<byte>(text, MostBytes));
        byte* end = text + row.Length;
        *end = (byte)'\n';
        return _isBlanks ? TryRead<Blanks>(text, end, ref record) : TryRead<Delimited>(text, end, ref record);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRead<TMode>(byte* text, byte* end, ref T record)
        where TMode : struct, ICellMode
    {
        fixed (bool* endsCell = _plan.EndsCell)
        fixed (bool* beginsNoRow = _plan.BeginsNoRow)
        fixed (int* skips = _plan.Skips)
        {
            var cells = new CellVisitor<TMode>(_plan, endsCell, beginsNoRow, skips);
            if (_mayPad)
            {
                record = default;
            }

            // A line end within the text makes more than one row of it.
            return cells.Begin(text) && T.Visit(ref cells, ref record) && cells.End() && cells.Position >= end;
        }
    }
}
