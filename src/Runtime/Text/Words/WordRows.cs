using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>
/// The fast path without vectors: eight bytes at a time. Where a row ends is known late, and the next one begins there; so
/// rows of two halves of the text are read in turn, and the processor works on the one while it waits for the other.
/// </summary>
internal sealed unsafe class WordRows<T>
    where T : unmanaged, ISharedRecord<T>
{
    // The text and its records stay in the first-level cache. A block that ends in trouble was looked through in vain, so
    // they begin small.
    private const int LeastBlock = 512;
    private const int LargestBlock = 16_384;

    private readonly byte _delimiter;
    private readonly int _cells = T.Schema.Leaves.Length;
    private readonly bool _mayPad = T.Schema.HasPadding;
    private int _blockBytes = LeastBlock;

    private WordRows(byte delimiter) => _delimiter = delimiter;

    /// <summary>The path for a table; <see langword="null"/> where there is none.</summary>
    public static WordRows<T>? For(FastPlan plan, TextDialect dialect)
    {
        bool isWanted = dialect.Options.Kernel is TextKernel.Auto or TextKernel.Scalar;
        return isWanted && BitConverter.IsLittleEndian && plan.IsPlain && plan.MaxRowLength >= LargestBlock ? new WordRows<T>(plan.Delimiter) : null;
    }

    /// <summary>Takes rows.</summary>
    /// <param name="row">Where the first starts; moved behind the last.</param>
    /// <param name="end">Where what can be read ends.</param>
    /// <param name="records">Room for records.</param>
    /// <param name="until">Where the rows that are not for this path end: it wants to be asked again from there on.</param>
    /// <returns>Records made.</returns>
    public int Read(ref byte* row, byte* end, Span<T> records, out byte* until)
    {
        int count = 0;
        while (count < records.Length && end - row > WordVisitor.Reach)
        {
            int bytes = (int)Math.Min(_blockBytes, end - WordVisitor.Reach - row);
            int length = new ReadOnlySpan<byte>(row, bytes).LastIndexOf((byte)'\n') + 1;
            if (length == 0 && bytes < _blockBytes)
            {
                break;
            }

            byte* block = row;
            count += Read(ref row, new ReadOnlySpan<byte>(row, length), records[count..]);
            bool isWhole = row == block + length;
            _blockBytes = isWhole ? Math.Min(LargestBlock, _blockBytes * 2) : LeastBlock;
            if (row == block || !isWhole)
            {
                // One row is refused, or longer than the block.
                until = row + 1;
                return count;
            }
        }

        until = end;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Read(ref byte* row, ReadOnlySpan<byte> lines, Span<T> records)
    {
        int half = lines[..(lines.Length / 2)].LastIndexOf((byte)'\n') + 1;
        int firstRows = lines[..half].Count((byte)'\n');
        int secondRows = lines[half..].Count((byte)'\n');
        if (firstRows + secondRows > records.Length)
        {
            // As many as there is room for.
            half = firstRows = 0;
            secondRows = records.Length;
        }

        if (_mayPad)
        {
            records[..(firstRows + secondRows)].Clear();
        }

        byte* first = row;
        byte* second = row + half;
        int pairs = 0;
        for (; pairs < Math.Min(firstRows, secondRows); pairs++)
        {
            byte* afterFirst = ReadRow(first, _delimiter, _cells, ref records[pairs]);
            byte* afterSecond = ReadRow(second, _delimiter, _cells, ref records[firstRows + pairs]);
            if (afterFirst is null || afterSecond is null)
            {
                break;
            }

            first = afterFirst;
            second = afterSecond;
        }

        byte* end = row + half;
        int made = pairs + ReadOn(ref first, end, records[pairs..firstRows]);
        row = first;
        if (first == end)
        {
            made += pairs + ReadOn(ref second, row + (lines.Length - half), records[(firstRows + pairs)..(firstRows + secondRows)]);
            row = second;
        }

        return made;
    }

    private int ReadOn(ref byte* row, byte* end, Span<T> records)
    {
        int made = 0;
        while (made < records.Length && row < end && ReadRow(row, _delimiter, _cells, ref records[made]) is var next && next is not null)
        {
            row = next;
            made++;
        }

        return made;
    }

    // Behind the row; null when it is refused. An empty line is none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static byte* ReadRow(byte* row, byte delimiter, int cellCount, ref T record)
    {
        var cells = new WordVisitor(row, delimiter, cellCount);
        return *row is not ((byte)'\n' or (byte)'\r') && T.Visit(ref cells, ref record) ? cells.Position : null;
    }
}
