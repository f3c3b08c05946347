using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// The fast paths: one by an index, and one a byte at a time for the rows that the index leaves, if the cells are in the order
/// of the fields and numbers hold nothing that separates cells. They take rows they are sure of and stop at any other: quotes, comments, blank lines, errors.
/// </summary>
internal sealed unsafe class FastRows<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly FastPlan _plan;
    private readonly bool _isBlanks;
    private readonly IndexedReader<T>? _indexed;

    private FastRows(FastPlan plan, TextDialect dialect)
    {
        _plan = plan;
        _isBlanks = dialect.IsBlanks;
        _indexed = IndexedReader<T>.For(plan, dialect);
    }

    /// <summary>The fast path for a table; <see langword="null"/> where there is none.</summary>
    public static FastRows<T>? For(TextDialect dialect, ColumnMap map)
        => FastPlan.For(dialect, map) is { } plan ? new FastRows<T>(plan, dialect) : null;

    /// <summary>Reads rows of a text; each is a line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the first row starts.</param>
    /// <param name="records">Room for records; it need not be zero.</param>
    /// <param name="length">Bytes taken, line ends included.</param>
    /// <returns>Records made.</returns>
    public int Read(ReadOnlySpan<byte> text, int start, Span<T> records, out int length)
    {
        Debug.Assert((uint)start <= (uint)text.Length, "The first row must start within the text.");

        // Every loop over bytes ends at a line end, so none runs beyond the last.
        int lines = text.LastIndexOf((byte)'\n') + 1;
        fixed (byte* first = text)
        {
            byte* row = first + start;
            byte* end = first + lines;
            int count = 0;
            _indexed?.Begin();
            while (count < records.Length && row < end)
            {
                byte* until = end;
                if (_indexed is not null)
                {
                    if (row - first < CellIndex.Margin)
                    {
                        until = first + CellIndex.Margin;
                    }
                    else
                    {
                        count += _indexed.Read(ref row, first + text.Length, records[count..], out until);
                    }
                }

                until = until < end ? until : end;
                if (row < until)
                {
                    int made = !_plan.MayReadBytes ? 0
                        : _isBlanks ? Read<Blanks>(ref row, until, records[count..])
                        : Read<Delimited>(ref row, until, records[count..]);
                    count += made;
                    if (row < until)
                    {
                        break;
                    }
                }
            }

            length = (int)(row - (first + start));
            return count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Read<TMode>(ref byte* start, byte* end, Span<T> records)
        where TMode : struct, ICellMode
    {
        Debug.Assert(_plan.MayReadBytes, "The plan must allow it.");
        fixed (bool* endsCell = _plan.EndsCell)
        fixed (bool* beginsNoRow = _plan.BeginsNoRow)
        fixed (int* skips = _plan.Skips)
        {
            var cells = new CellVisitor<TMode>(_plan, endsCell, beginsNoRow, skips);
            byte* row = start;
            int count = 0;
            bool mayPad = T.Schema.HasPadding;
            while (count < records.Length && row < end)
            {
                ref T record = ref records[count];
                if (mayPad)
                {
                    record = default;
                }

                if (!cells.Begin(row) || !T.Visit(ref cells, ref record) || !cells.End())
                {
                    break;
                }

                if (cells.Position - row > _plan.MaxRowLength)
                {
                    break;
                }

                row = cells.Position;
                count++;
            }

            start = row;
            return count;
        }
    }
}
