using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>
/// The fast path with vectors: an index pass finds where all cells of some KiB of text end, which makes rows independent;
/// then each row is read by the record's own <see cref="ISharedRecord{TSelf}.Visit"/>, a number a lane. It takes rows it
/// is sure of, and leaves any other to the path without vectors.
/// </summary>
internal sealed unsafe class LaneRows<T>
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>Bytes before and behind that are read, though not looked at.</summary>
    public const int Margin = 64;

    // The index of a block, its text and its records stay in the first-level cache. A block that ends in trouble was
    // indexed in vain, so they begin small.
    private const int FirstBlock = 2048;
    private const int LargestBlock = 32_768;

    // So many fields are many.
    private const int LeastWide = 24;

    private readonly FastPlan _plan;
    private readonly CellBytes _bytes;
    private readonly bool _isBlanks;
    private readonly int[] _columns;
    private readonly bool _hasColumnsFromEnd;
    private readonly bool _isSelective;
    private readonly bool _is512;
    private readonly ushort[] _starts;
    private readonly ushort[] _ends;
    private readonly bool _mayPad = T.Schema.HasPadding;
    private readonly int _cells;

    private int _blockBytes = FirstBlock;
    private byte* _block;
    private nint _next;
    private int _stride;
    private int _row;
    private int _rows;
    private bool _isCrLf;
    private bool _isWary;

    private LaneRows(FastPlan plan, TextDialect dialect, bool is512)
    {
        _plan = plan;
        _isBlanks = dialect.IsBlanks;
        _bytes = new CellBytes(dialect.Delimiter, dialect.Quote, dialect.Comments.Length > 0 ? dialect.Comments[0][0] : (byte)0);
        _columns = [.. plan.Columns];
        _hasColumnsFromEnd = Array.Exists(_columns, static column => column < 0);
        _isSelective = plan.MayHaveMore || plan.IsTrimmed || plan.Nulls.Length > 0;
        _is512 = is512;
        _cells = T.Schema.Leaves.Length;
        _ends = GC.AllocateUninitializedArray<ushort>(LargestBlock + (2 * Margin), pinned: true);
        _starts = _isBlanks ? GC.AllocateUninitializedArray<ushort>(LargestBlock + (2 * Margin), pinned: true) : [];
    }

    /// <summary>The kernel for a table; <see langword="null"/> where there is none, or this machine has none.</summary>
    public static LaneRows<T>? For(FastPlan plan, TextDialect dialect)
    {
        TextKernel kernel = dialect.Options.Kernel;
        bool is512 = Vector512Indexer.IsSupported && kernel is TextKernel.Auto or TextKernel.Avx512;
        bool is256 = Vector256Indexer.IsSupported && kernel is TextKernel.Auto or TextKernel.Avx2;

        // One byte is looked for as the start of a comment, and a row must fit a block.
        bool isPlain = Array.TrueForAll(dialect.Comments, comment => comment[0] == dialect.Comments[0][0]) && plan.MaxRowLength >= LargestBlock;
        if (!isPlain || !Sse41.IsSupported || (!is512 && !is256))
        {
            return null;
        }

        return new LaneRows<T>(plan, dialect, is512);
    }

    /// <summary>Forgets the last text.</summary>
    public void Begin()
    {
        _block = null;
        _row = _rows = 0;
        _blockBytes = FirstBlock;
    }

    /// <summary>Takes rows.</summary>
    /// <param name="row">Where the first starts, at least <see cref="Margin"/> bytes into what can be read; moved behind the last.</param>
    /// <param name="end">Where what can be read ends.</param>
    /// <param name="records">Room for records.</param>
    /// <param name="until">Where the rows that are not for this path end: it wants to be asked again from there on.</param>
    /// <returns>Records made.</returns>
    public int Read(ref byte* row, byte* end, Span<T> records, out byte* until)
    {
        int count = 0;
        fixed (T* room = records)
        {
            while (true)
            {
                if (!Continues(row))
                {
                    if (!Index(row, end, out until))
                    {
                        return count;
                    }
                }

                int wanted = Math.Min(_rows - _row, records.Length - count);
                int made = Rows(wanted, room + count);
                count += made;
                row = _block + _next;
                if (made < wanted)
                {
                    until = row + 1;
                    return count;
                }

                if (count == records.Length)
                {
                    until = row;
                    return count;
                }

                _blockBytes = Math.Min(LargestBlock, _blockBytes * 4);
            }
        }
    }

    // Whether the index goes on at a row: where it stopped, or one row further, which another path took.
    private bool Continues(byte* row)
    {
        if (_block is null || _row >= _rows)
        {
            return false;
        }

        if (row == _block + _next)
        {
            return true;
        }

        _next = _ends[(++_row * _stride) - 1] + (_isCrLf ? 2 : 1);
        return row == _block + _next && _row < _rows;
    }

    private bool Index(byte* row, byte* end, out byte* until)
    {
        until = end;
        int length = (int)Math.Min(_blockBytes, end - Margin - row) & ~63;
        if (length <= 0)
        {
            return false;
        }

        int lineEnd = new ReadOnlySpan<byte>(row, length).IndexOf((byte)'\n');
        _isCrLf = lineEnd > 0 && row[lineEnd - 1] == '\r';
        int count;
        int lines;
        ushort* starts = (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_starts));
        ushort* ends = (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_ends));
        if (_is512)
        {
            count = _isBlanks
                ? _isCrLf ? Vector512Indexer.Index<BlanksCrLf>(row, length, _bytes, starts, ends, out lines) : Vector512Indexer.Index<BlanksLf>(row, length, _bytes, starts, ends, out lines)
                : _isCrLf ? Vector512Indexer.Index<DelimitedCrLf>(row, length, _bytes, starts, ends, out lines) : Vector512Indexer.Index<DelimitedLf>(row, length, _bytes, starts, ends, out lines);
        }
        else
        {
            count = _isBlanks
                ? _isCrLf ? Vector256Indexer.Index<BlanksCrLf>(row, length, _bytes, starts, ends, out lines) : Vector256Indexer.Index<BlanksLf>(row, length, _bytes, starts, ends, out lines)
                : _isCrLf ? Vector256Indexer.Index<DelimitedCrLf>(row, length, _bytes, starts, ends, out lines) : Vector256Indexer.Index<DelimitedLf>(row, length, _bytes, starts, ends, out lines);
        }

        _block = row;
        if (_isCrLf && count > 0 && IsLineEnd(ends[count - 1]) && row[ends[count - 1] + 1] != '\n')
        {
            // The last byte that was indexed is a CR alone.
            count--;
            lines--;
        }

        _next = 0;
        _row = 0;
        _stride = _plan.MayHaveMore ? CellsOfFirstRow(starts, ends, count) : _cells;
        _rows = lines > 0 && TryPlaceColumns() ? WholeRows(starts, ends, count, lines) : 0;
        if (_rows == 0)
        {
            // One row that is longer than the block, or not for this path; or a block whose rows are other than the first.
            until = row + (lines == 0 ? 1 : length);
            _blockBytes = Math.Min(LargestBlock, _blockBytes * 4);
            return false;
        }

        return true;
    }

    // Whether the rows have the columns.
    private bool TryPlaceColumns()
    {
        int last = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_hasColumnsFromEnd)
            {
                _columns[i] = _plan.Columns[i] < 0 ? _plan.Columns[i] + _stride : _plan.Columns[i];
            }

            // One below zero is a large one.
            last = (int)Math.Max((uint)last, Math.Min((uint)_columns[i], int.MaxValue));
        }

        return last < _stride;
    }

    private int CellsOfFirstRow(ushort* starts, ushort* ends, int count)
    {
        for (int i = 0; i < count && !(_isBlanks && HidesLineEnd(starts, ends, i, isFirst: i == 0)); i++)
        {
            if (IsLineEnd(ends[i]))
            {
                return i + 1;
            }
        }

        return 0;
    }

    // How many rows from the first on have the right number of cells. When all line ends end the last cell of a row, no
    // other cell ends with one. Optimized at once, as it goes over every row: a worker may live for one file alone.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int WholeRows(ushort* starts, ushort* ends, int count, int lines)
    {
        if ((long)lines * _stride <= count)
        {
            bool all = true;
            for (int i = 1; i <= lines; i++)
            {
                all &= IsLineEnd(ends[(i * _stride) - 1]);
            }

            if (all)
            {
                return lines;
            }
        }

        for (int i = 0; ; i++)
        {
            bool isLast = i % _stride == _stride - 1;
            if (i == count || IsLineEnd(ends[i]) != isLast || (_isBlanks && HidesLineEnd(starts, ends, i, isFirst: i % _stride == 0)))
            {
                return i / _stride;
            }
        }
    }

    // Where blanks separate, a line end behind blanks ends no cell: of a line without cells, or with blanks at its end.
    private bool HidesLineEnd(ushort* starts, ushort* ends, int cell, bool isFirst)
    {
        int from = cell == 0 ? 0 : isFirst ? ends[cell - 1] + (_isCrLf ? 2 : 1) : ends[cell - 1];
        return starts[cell] > from && new ReadOnlySpan<byte>(_block + from, starts[cell] - from).IndexOfAny((byte)'\n', (byte)'\r') >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsLineEnd(int position) => _block[position] == (_isCrLf ? '\r' : '\n');

    private int Rows(int count, T* records)
    {
        if (_cells >= LeastWide)
        {
            return !_isSelective ? Rows<WideWary>(count, records)
                : _plan.IsWhole ? Rows<WideNulls>(count, records)
                : Rows<WideSelective>(count, records);
        }

        int made = _plan.Nulls.Length > 0 ? Rows<Nulls>(count, records)
            : _isSelective ? Rows<Selective>(count, records)
            : _isWary ? Rows<Wary>(count, records)
            : Rows<Careless>(count, records);
        if (made < count && !_isSelective && !_isWary)
        {
            // A sign, perhaps: then there will be more.
            int more = Rows<Wary>(count - made, records + made);
            _isWary = more > 0;
            made += more;
        }

        return made;
    }

    private int Rows<TCare>(int count, T* records)
        where TCare : struct, ILaneCare
        => _isBlanks
            ? _isCrLf ? Rows<BlanksCrLf, TCare>(count, records) : Rows<BlanksLf, TCare>(count, records)
            : _isCrLf ? Rows<DelimitedCrLf, TCare>(count, records) : Rows<DelimitedLf, TCare>(count, records);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Rows<TMode, TCare>(int count, T* records)
        where TMode : struct, ILaneMode
        where TCare : struct, ILaneCare
    {
        int stride = _stride;
        bool mayPad = _mayPad;
        bool mayBeEmpty = stride == 1 && !TMode.IsBlanks;
        nint next = _next;
        ushort* ends = (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_ends)) + ((nint)_row * stride);
        ushort* starts = (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_starts)) + (TMode.IsBlanks ? (nint)_row * stride : 0);
        int made = 0;
        fixed (int* columns = _columns)
        {
            var cells = new LaneVisitor<TMode, TCare>(_block, columns, _plan);
            for (; made < count; made++)
            {
                if (mayBeEmpty && ends[0] == next)
                {
                    // An empty line is no row.
                    break;
                }

                if (mayPad)
                {
                    *records = default;
                }

                cells.Begin(next, starts, ends);
                if (!T.Visit(ref cells, ref *records) || (typeof(TCare) == typeof(Careless) && !cells.IsSure))
                {
                    break;
                }

                next = ends[stride - 1] + (TMode.IsCrLf ? 2 : 1);
                ends += stride;
                starts += TMode.IsBlanks ? stride : 0;
                records++;
            }
        }

        _next = next;
        _row += made;
        return made;
    }
}
