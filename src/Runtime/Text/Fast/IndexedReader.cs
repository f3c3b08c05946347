using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// The indexed path. First an index finds where all cells of some KiB of text are, which makes rows independent. Then the rows
/// are read in batches (AVX-512) or one by one, by vectors (AVX2) or words. It takes rows it is sure of and leaves any other to
/// the path a byte at a time.
/// </summary>
internal sealed unsafe class IndexedReader
{
    private readonly CellIndex _index;
    private readonly BatchRows? _batches;
    private readonly VisitedRows? _rows;
    private readonly bool _mayBeEmpty;
    private readonly int _size;

    private IndexedReader(RowCode code, FastPlan plan, TextDialect dialect, TextKernel kernel)
    {
        _index = new CellIndex(plan, dialect, kernel);
        _batches = kernel == TextKernel.Avx512 ? new BatchRows(code.Schema, plan) : null;
        _rows = kernel == TextKernel.Avx512 ? null : code.Indexed(plan, isWords: kernel == TextKernel.Scalar);
        _mayBeEmpty = !dialect.IsBlanks;
        _size = code.Schema.Size;
    }

    /// <summary>The reader for a table; <see langword="null"/> where the index does not apply or this machine lacks the
    /// instructions.</summary>
    public static IndexedReader? For(RowCode code, FastPlan plan, TextDialect dialect)
    {
        TextKernel? kernel = Kernel(dialect.Options.Kernel);

        // The index finds one byte as the start of comments. It does not check how long rows are: they end within a block.
        bool isPlain = Array.TrueForAll(dialect.Comments, comment => comment[0] == dialect.Comments[0][0])
            && plan.MaxRowLength >= CellIndex.LargestBlock;
        return isPlain && kernel is not null ? new IndexedReader(code, plan, dialect, kernel.Value) : null;
    }

    /// <summary>Forgets the last text.</summary>
    public void Begin() => _index.Begin();

    /// <summary>Reads rows.</summary>
    /// <param name="row">Where the first starts, at least <see cref="CellIndex.Margin"/> bytes into what can be read; moved
    /// behind the last that was read.</param>
    /// <param name="end">Where what can be read ends.</param>
    /// <param name="records">Room for records.</param>
    /// <param name="until">Where the rows that are not for this path end; call it again from there on.</param>
    /// <returns>Records made.</returns>
    public int Read(ref byte* row, byte* end, Span<byte> records, out byte* until)
    {
        int count = 0;
        int most = records.Length / _size;
        fixed (byte* room = records)
        {
            while (true)
            {
                if (!_index.Continues(row) && !_index.TryIndex(row, end, out until))
                {
                    return count;
                }

                int wanted = Math.Min(_index.Left, most - count);
                int there = _mayBeEmpty && _index.Stride == 1 ? NotEmpty(wanted) : wanted;
                int made = _batches is not null
                    ? _batches.Read(_index, there, room + ((nint)count * _size))
                    : _rows!.Read(_index, there, room + ((nint)count * _size));
                _index.Take(made);
                count += made;
                row = _index.Block + _index.Next;
                if (made < wanted)
                {
                    until = row + 1;
                    return count;
                }

                if (count == most)
                {
                    until = row;
                    return count;
                }

                _index.Grow();
            }
        }
    }

    // The best kernel on this machine, or the forced one if this machine has it.
    private static TextKernel? Kernel(TextKernel wanted) => wanted switch
    {
        TextKernel.Auto => Kernel(TextKernel.Avx512) ?? Kernel(TextKernel.Avx2) ?? Kernel(TextKernel.Scalar),
        TextKernel.Avx512 when Vector512Indexer.IsSupported && NumberBatch.IsSupported => wanted,
        TextKernel.Avx2 when Vector256Indexer.IsSupported => wanted,
        TextKernel.Scalar when WordIndexer.IsSupported => wanted,
        _ => null,
    };

    // The number of rows before the first empty line, which is not a row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int NotEmpty(int count)
    {
        ushort* ends = _index.Ends;
        int lineEnd = _index.IsCrLf ? 2 : 1;
        if (_index.IsQuoted)
        {
            // An empty line has a cell that starts and ends at its line end; an empty one in quotes is a row.
            ushort* starts = _index.Starts;
            for (int row = 0; row < count; row++)
            {
                if (starts[row] == ends[row] && _index.Block[ends[row]] is (byte)'\n' or (byte)'\r')
                {
                    return row;
                }
            }

            return count;
        }

        for (int row = 0; row < count; row++)
        {
            if (ends[row] == (ushort)(ends[row - 1] + lineEnd))
            {
                return row;
            }
        }

        return count;
    }
}
