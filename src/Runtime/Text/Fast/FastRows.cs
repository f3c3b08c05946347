using System.Diagnostics;

namespace SchemaToolkit;

/// <summary>
/// The fast paths: one by an index, and one a byte at a time for the rows that the index leaves, if the cells are in the order
/// of the fields and numbers hold nothing that separates cells. They take rows they are sure of and stop at any other: quotes,
/// comments, blank lines, errors.
/// </summary>
internal sealed unsafe class FastRows
{
    private readonly CellRows? _cells;
    private readonly IndexedReader? _indexed;
    private readonly int _size;

    private FastRows(RowCode code, FastPlan plan, TextDialect dialect)
    {
        _cells = plan.MayReadBytes ? code.Cells(plan, dialect.IsBlanks) : null;
        _size = code.Schema.Size;
        _indexed = IndexedReader.For(code, plan, dialect);
    }

    /// <summary>The fast path for a table; <see langword="null"/> where there is none.</summary>
    public static FastRows? For(RowCode code, TextDialect dialect, ColumnMap map)
        => FastPlan.For(dialect, map) is { } plan ? new FastRows(code, plan, dialect) : null;

    /// <summary>Reads rows of a text; each is a line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the first row starts.</param>
    /// <param name="records">Room for records; it need not be zero.</param>
    /// <param name="length">Bytes taken, line ends included.</param>
    /// <returns>Records made.</returns>
    public int Read(ReadOnlySpan<byte> text, int start, Span<byte> records, out int length)
    {
        Debug.Assert((uint)start <= (uint)text.Length, "The first row must start within the text.");

        // Every loop over bytes ends at a line end, so none runs beyond the last.
        int lines = text.LastIndexOf((byte)'\n') + 1;
        fixed (byte* first = text)
        {
            byte* row = first + start;
            byte* end = first + lines;
            int count = 0;
            int most = records.Length / _size;
            _indexed?.Begin();
            while (count < most && row < end)
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
                        count += _indexed.Read(ref row, first + text.Length, records[(count * _size)..], out until);
                    }
                }

                until = until < end ? until : end;
                if (row < until)
                {
                    int made = _cells is null ? 0 : _cells.Read(ref row, until, records[(count * _size)..]);
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
}
