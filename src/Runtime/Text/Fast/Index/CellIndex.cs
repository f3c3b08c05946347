using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace SchemaToolkit;

/// <summary>Finds where the cells of a block, some KiB of text, are and how many rows they make. After that, no row depends on
/// another.</summary>
internal sealed unsafe class CellIndex
{
    /// <summary>Bytes before and behind a block that must be readable, as loads reach into them.</summary>
    public const int Margin = 64;

    /// <summary>Bytes of the largest block, and so of the longest row.</summary>
    public const int LargestBlock = 32_768;

    private const int BytesAtOnce = 64;

    // The index of a block, its text and its records stay in the first-level cache. The first blocks are small, as a block
    // with an odd row was indexed in vain.
    private const int FirstBlock = 2048;

    private readonly FastPlan _plan;
    private readonly CellBytes _bytes;
    private readonly int[] _columns;
    private readonly bool _hasColumnsFromEnd;
    private readonly TextKernel _kernel;

    // Before the first end there is room for one more. Behind the last, indexers store up to 64 that do not count.
    private readonly ushort[] _ends;
    private readonly ushort[] _starts;

    private int _blockBytes = FirstBlock;
    private int _row;
    private int _rows;

    /// <summary>An index for a table.</summary>
    /// <param name="plan">The table.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="kernel">The kernel to index with.</param>
    public CellIndex(FastPlan plan, TextDialect dialect, TextKernel kernel)
    {
        _plan = plan;
        IsBlanks = dialect.IsBlanks;
        _bytes = new CellBytes(dialect.Delimiter, dialect.Quote, dialect.Comments.Length > 0 ? dialect.Comments[0][0] : (byte)0);
        _columns = [.. plan.Columns];
        _hasColumnsFromEnd = Array.Exists(_columns, static column => column < 0);
        _kernel = kernel;
        _ends = GC.AllocateUninitializedArray<ushort>(LargestBlock + (3 * Margin), pinned: true);
        _starts = IsBlanks || _bytes.Quote != 0 ? GC.AllocateUninitializedArray<ushort>(LargestBlock + (2 * Margin), pinned: true) : [];
    }

    /// <summary>Whether runs of blanks separate cells.</summary>
    public bool IsBlanks { get; }

    /// <summary>Whether cells of the block are in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Whether the index has the starts of cells; if not, a cell starts behind the one before.</summary>
    public bool HasStarts => IsBlanks || IsQuoted;

    /// <summary>Whether the block's lines end with CR LF.</summary>
    public bool IsCrLf { get; private set; }

    /// <summary>Cells in a row of the block.</summary>
    public int Stride { get; private set; }

    /// <summary>For each leaf its column in the block.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Rows of the block that are not taken yet.</summary>
    public int Left => _rows - _row;

    /// <summary>The start of the block; positions count from here.</summary>
    public byte* Block { get; private set; }

    /// <summary>Where the next row starts.</summary>
    public nint Next { get; private set; }

    /// <summary>Where the cells of the next row end. The entry before them is that of the last cell of the row before.</summary>
    public ushort* Ends => FirstEnd + ((nint)_row * Stride);

    /// <summary>Where the cells of the next row start, if <see cref="HasStarts"/>.</summary>
    public ushort* Starts
        => (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_starts)) + (HasStarts ? (nint)_row * Stride : 0);

    private ushort* FirstEnd => (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_ends)) + Margin;

    /// <summary>Forgets the last text.</summary>
    public void Begin()
    {
        Block = null;
        _row = _rows = 0;
        _blockBytes = FirstBlock;
    }

    /// <summary>Whether the index goes on at a row: the next one, or the one behind it, if another path took the next.</summary>
    public bool Continues(byte* row)
    {
        if (Block is null || _row >= _rows)
        {
            return false;
        }

        if (row == Block + Next)
        {
            return true;
        }

        Take(1);
        return row == Block + Next && _row < _rows;
    }

    /// <summary>Moves behind some rows.</summary>
    public void Take(int rows)
    {
        AssertHas(rows);
        if (rows > 0)
        {
            _row += rows;
            Next = LineEnd(Ends[-1]) + (IsCrLf ? 2 : 1);
        }
    }

    /// <summary>Makes the next block larger.</summary>
    public void Grow() => _blockBytes = Math.Min(LargestBlock, _blockBytes * 4);

    /// <summary>Asserts, in Debug builds, that this many rows are left and that their cells end within the block.</summary>
    [Conditional("DEBUG")]
    public void AssertHas(int rows)
    {
        Debug.Assert(rows >= 0 && rows <= Left, "The block must have the rows left.");
        Debug.Assert(rows == 0 || Ends[(rows * Stride) - 1] < LargestBlock, "Cells must end within the block.");
    }

    /// <summary>Indexes a block.</summary>
    /// <param name="row">Where its first row starts, at least <see cref="Margin"/> bytes into what can be read.</param>
    /// <param name="end">Where what can be read ends.</param>
    /// <param name="until">If there are no rows for the index, where those that are not for it end.</param>
    /// <returns>Whether there are rows.</returns>
    public bool TryIndex(byte* row, byte* end, out byte* until)
    {
        until = end;
        int length = (int)Math.Min(_blockBytes, end - Margin - row) & ~63;
        if (length <= 0)
        {
            return false;
        }

        Debug.Assert(row + length + Margin <= end, "The margin behind the block must be readable.");
        int lineEnd = new ReadOnlySpan<byte>(row, length).IndexOf((byte)'\n');
        IsCrLf = lineEnd > 0 && row[lineEnd - 1] == '\r';
        Block = row;
        Next = 0;
        _row = 0;
        IsQuoted = IsQuoted && new ReadOnlySpan<byte>(row, length).Contains(_bytes.Quote);
        int count = Index(length, out int indexed, out int lines);
        if (!HasStarts && _bytes.Quote != 0 && indexed < length && new ReadOnlySpan<byte>(row + indexed, BytesAtOnce).Contains(_bytes.Quote))
        {
            IsQuoted = true;
            count = Index(length, out _, out lines);
        }

        ushort* starts = Starts;
        ushort* ends = FirstEnd;
        if (IsCrLf && count > 0 && IsLineEnd(ends[count - 1]) && row[LineEnd(ends[count - 1]) + 1] != '\n')
        {
            // The last byte indexed is a CR without an LF behind it.
            count--;
            lines--;
        }

        // Where the line before the block would end.
        ends[-1] = (ushort)(IsCrLf ? -2 : -1);
        Stride = _plan.Stride > 0 ? _plan.Stride : CellsOfFirstRow(starts, ends, count);
        _rows = lines > 0 && TryPlaceColumns() ? WholeRows(starts, ends, count, lines) : 0;
        if (_plan.MustBeUtf8 && _rows > 0 && !Utf8.IsValid(new ReadOnlySpan<byte>(row, ends[(_rows * Stride) - 1])))
        {
            _rows = 0;
        }

        if (_rows == 0)
        {
            // No line end: one row that is longer than the block or not for this path. Else rows with a wrong number of cells.
            until = row + (lines == 0 ? 1 : length);
            Grow();
            return false;
        }

        return true;
    }

    private int Index(int length, out int indexed, out int lines)
    {
        indexed = length;
        ushort* starts = Starts;
        ushort* ends = FirstEnd;
        return _kernel switch
        {
            TextKernel.Avx512 => Index<Vector512Indexer>(ref indexed, starts, ends, out lines),
            TextKernel.Avx2 => Index<Vector256Indexer>(ref indexed, starts, ends, out lines),
            _ => Index<WordIndexer>(ref indexed, starts, ends, out lines),
        };
    }

    private int Index<TIndexer>(ref int length, ushort* starts, ushort* ends, out int lines)
        where TIndexer : struct, ICellIndexer
    {
        Debug.Assert(length is > 0 and <= LargestBlock && length % 64 == 0, "The length must be a multiple of 64.");
        Debug.Assert(Block[-1] is (byte)'\n' or (byte)'\r', "The block must start a line.");
        Debug.Assert(Margin + length + 64 <= _ends.Length, "There must be room for one end a byte and 64 more.");
        Debug.Assert(!HasStarts || length + 64 <= _starts.Length, "There must be room for one start a byte and 64 more.");
        return IsBlanks
            ? IsCrLf
                ? TIndexer.Index<BlanksCrLf>(Block, ref length, _bytes, starts, ends, out lines)
                : TIndexer.Index<BlanksLf>(Block, ref length, _bytes, starts, ends, out lines)
            : IsQuoted
            ? IsCrLf
                ? TIndexer.Index<QuotedCrLf>(Block, ref length, _bytes, starts, ends, out lines)
                : TIndexer.Index<QuotedLf>(Block, ref length, _bytes, starts, ends, out lines)
            : IsCrLf
                ? TIndexer.Index<DelimitedCrLf>(Block, ref length, _bytes, starts, ends, out lines)
                : TIndexer.Index<DelimitedLf>(Block, ref length, _bytes, starts, ends, out lines);
    }

    // Whether the rows have all columns, and not too many.
    private bool TryPlaceColumns()
    {
        int last = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_hasColumnsFromEnd)
            {
                _columns[i] = _plan.Columns[i] < 0 ? _plan.Columns[i] + Stride : _plan.Columns[i];
            }

            // As uint, a negative column is huge, so the check rejects it.
            last = (int)Math.Max((uint)last, Math.Min((uint)_columns[i], int.MaxValue));
        }

        return last < Stride && Stride >= _plan.MinCells && Stride <= _plan.MaxCells;
    }

    private int CellsOfFirstRow(ushort* starts, ushort* ends, int count)
    {
        for (int i = 0; i < count && !(IsBlanks && HidesLineEnd(starts, ends, i, isFirst: i == 0)); i++)
        {
            if (IsLineEnd(ends[i]))
            {
                return i + 1;
            }
        }

        return 0;
    }

    // How many rows from the first on have the right number of cells. If every line end is where the last cell of a row should
    // end, all rows are right. Optimized at once, as it goes over every row: a worker may live for one file only.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int WholeRows(ushort* starts, ushort* ends, int count, int lines)
    {
        int stride = Stride;
        if ((long)lines * stride <= count)
        {
            byte* block = Block;
            byte lineEnd = (byte)(IsCrLf ? '\r' : '\n');
            bool isQuoted = IsQuoted;
            bool all = true;
            for (int i = 1; i <= lines; i++)
            {
                int end = ends[(i * stride) - 1];
                all &= block[isQuoted ? LineEnd(end) : end] == lineEnd;
            }

            if (all)
            {
                return lines;
            }
        }

        for (int i = 0; ; i++)
        {
            bool isLast = i % stride == stride - 1;
            if (i == count
                || IsLineEnd(ends[i]) != isLast
                || (IsBlanks && HidesLineEnd(starts, ends, i, isFirst: i % stride == 0)))
            {
                return i / stride;
            }
        }
    }

    // Where blanks separate, a line end behind blanks ends no cell: the line has no cells, or blanks at its end.
    private bool HidesLineEnd(ushort* starts, ushort* ends, int cell, bool isFirst)
    {
        int from = cell == 0 ? 0 : isFirst ? ends[cell - 1] + (IsCrLf ? 2 : 1) : ends[cell - 1];
        return starts[cell] > from
            && new ReadOnlySpan<byte>(Block + from, starts[cell] - from).IndexOfAny((byte)'\n', (byte)'\r') >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsLineEnd(int end) => Block[LineEnd(end)] == (IsCrLf ? '\r' : '\n');

    // Where the line ends whose last cell ends here: perhaps behind its quote.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int LineEnd(int end) => end + (IsQuoted && Block[end] == _bytes.Quote ? 1 : 0);
}
