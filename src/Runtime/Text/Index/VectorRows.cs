using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>
/// The fast path with vectors: an index pass finds where all cells of some KiB of text are, which makes rows independent; then
/// they are read in batches (AVX-512) or one by one (AVX2), a number a lane. It takes rows it is sure of, and leaves any other
/// to the path without vectors.
/// </summary>
internal sealed unsafe class VectorRows<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly CellIndex _index;
    private readonly BatchRows? _batches;
    private readonly LaneRows<T>? _lanes;
    private readonly bool _mayBeEmpty;

    private VectorRows(FastPlan plan, TextDialect dialect, bool is512)
    {
        _index = new CellIndex(plan, dialect, is512);
        _batches = is512 ? new BatchRows(T.Schema, plan) : null;
        _lanes = is512 ? null : new LaneRows<T>(plan);
        _mayBeEmpty = !dialect.IsBlanks;
    }

    /// <summary>The kernel for a table; <see langword="null"/> where there is none, or this machine has none.</summary>
    public static VectorRows<T>? For(FastPlan plan, TextDialect dialect)
    {
        TextKernel kernel = dialect.Options.Kernel;
        bool is512 = Vector512Indexer.IsSupported && NumberBatch.IsSupported && kernel is TextKernel.Auto or TextKernel.Avx512;
        bool is256 = Vector256Indexer.IsSupported && kernel is TextKernel.Auto or TextKernel.Avx2;

        // One byte is looked for as the start of a comment, and a row must fit a block.
        bool isPlain = Array.TrueForAll(dialect.Comments, comment => comment[0] == dialect.Comments[0][0]) && plan.MaxRowLength >= CellIndex.LargestBlock;
        return isPlain && Sse41.IsSupported && (is512 || is256) ? new VectorRows<T>(plan, dialect, is512) : null;
    }

    /// <summary>Forgets the last text.</summary>
    public void Begin() => _index.Begin();

    /// <summary>Takes rows.</summary>
    /// <param name="row">Where the first starts, at least <see cref="CellIndex.Margin"/> bytes into what can be read; moved behind the last.</param>
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
                if (!_index.Continues(row) && !_index.TryIndex(row, end, out until))
                {
                    return count;
                }

                int wanted = Math.Min(_index.Left, records.Length - count);
                int there = _mayBeEmpty && _index.Stride == 1 ? NotEmpty(wanted) : wanted;
                int made = _batches is not null ? _batches.Read(_index, there, (byte*)(room + count)) : _lanes!.Read(_index, there, room + count);
                _index.Take(made);
                count += made;
                row = _index.Block + _index.Next;
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

                _index.Grow();
            }
        }
    }

    // An empty line is no row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int NotEmpty(int count)
    {
        ushort* ends = _index.Ends;
        int lineEnd = _index.IsCrLf ? 2 : 1;
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
