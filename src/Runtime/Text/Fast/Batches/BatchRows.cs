using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>Reads indexed rows in batches (AVX-512): for all rows of a batch first one column or four, then the next.</summary>
internal sealed unsafe class BatchRows
{
    // If most cells of a step are odd, the parser of cells reads the step in this many batches that follow.
    private const int PausedBatches = 31;

    private readonly FastPlan _plan;
    private readonly RowSteps _steps;
    private readonly int[] _offsets;
    private readonly int _recordSize;
    private readonly bool _mayPad;
    private readonly NumberBatch _numbers;
    private int _stride;
    private bool _isCrLf;
    private bool _hasStarts;

    /// <summary>Reads rows of one record and table.</summary>
    public BatchRows(RecordSchema schema, FastPlan plan)
    {
        Debug.Assert(plan.Columns.Length == schema.Leaves.Length, "The plan must be for this record.");
        _plan = plan;
        _numbers = new NumberBatch(plan.Nulls.Length > 0 ? plan.LaneNulls : null, plan.QuoteOfText, plan.Point);
        _steps = new RowSteps(schema.Leaves, plan);
        _offsets = new int[schema.Leaves.Length];
        for (int i = 0; i < _offsets.Length; i++)
        {
            _offsets[i] = schema.Leaves[i].Offset;
        }

        _recordSize = schema.Size;
        _mayPad = schema.HasPadding;
    }

    /// <summary>Reads rows.</summary>
    /// <param name="index">The rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="records">Room for their records.</param>
    /// <returns>How many were read, from the first on. If not all, the next is not for this path.</returns>
    public int Read(CellIndex index, int count, byte* records)
    {
        index.AssertHas(count);
        if (_stride != index.Stride || _isCrLf != index.IsCrLf || _hasStarts != index.HasStarts)
        {
            _hasStarts = index.HasStarts;
            _stride = index.Stride;
            _isCrLf = index.IsCrLf;
            _steps.Place(index.Columns, _hasStarts, _isCrLf);
        }

        var rows = new IndexedRows(index.Block, _hasStarts ? index.Starts : index.Ends - 1, index.Ends, _stride);
        for (int made = 0; made < count; made += NumberBatch.Rows)
        {
            int wanted = Math.Min(NumberBatch.Rows, count - made);
            int taken = ReadBatch(rows.From(made), wanted, records + ((nint)made * _recordSize));
            if (taken < wanted)
            {
                return made + taken;
            }
        }

        return count;
    }

    private int ReadBatch(in IndexedRows rows, int count, byte* records)
    {
        if (_mayPad)
        {
            new Span<byte>(records, count * _recordSize).Clear();
        }

        for (RowStep* step = _steps.First; step < _steps.First + _steps.Count && count > 0; step++)
        {
            count = step->Kind switch
            {
                RowStepKind.Numbers => Numbers(rows, count, step, records),
                RowStepKind.Text => Text(rows, count, step, records + step->Offset, _recordSize),
                RowStepKind.WideText => WideText(rows, count, step, records + step->Offset),
                _ => Cells(rows, count, step, records),
            };
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Numbers(in IndexedRows rows, int count, RowStep* step, byte* records)
    {
        if (step->Pause > 0)
        {
            step->Pause--;
            return Cells(rows, count, step, records);
        }

        _numbers.Read(rows, count, step);
        if (!_numbers.Write(count, step, records + step->Offset, _recordSize))
        {
            return count;
        }

        int all = 0;
        for (int row = 0; row < count; row++)
        {
            int odd = _numbers.Odd(row) & ((1 << step->Count) - 1);
            all += BitOperations.PopCount((uint)odd);
            for (; odd != 0; odd &= odd - 1)
            {
                if (!TryParse(rows.From(row), step, BitOperations.TrailingZeroCount(odd), records + ((nint)row * _recordSize)))
                {
                    return row;
                }
            }
        }

        if (2 * all > count * step->Count)
        {
            // Numbers of many digits, or with exponents; more will follow.
            step->Pause = PausedBatches;
        }

        return count;
    }

    // Reads all cells of a step by the parser of cells.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Cells(in IndexedRows rows, int count, RowStep* step, byte* records)
    {
        for (int lane = 0; lane < step->Count; lane++)
        {
            int leaf = step->Leaf + lane;
            ushort gap = step->Gap.GetElement(lane);
            ushort* starts = rows.Starts + step->Columns.GetElement(lane);
            ushort* ends = rows.Ends + step->Columns.GetElement(lane);
            byte* destination = records + _offsets[leaf];
            for (int row = 0; row < count; row++)
            {
                nint start = (ushort)(*starts + gap);
                if (!_plan.TryParse(leaf, rows.Text + start, *ends - start, IsQuoted(rows.Text + start), ref *destination))
                {
                    count = row;
                    break;
                }

                starts += rows.Stride;
                ends += rows.Stride;
                destination += _recordSize;
            }
        }

        return count;
    }

    // Reads one cell by the parser of cells.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryParse(in IndexedRows row, RowStep* step, int lane, byte* record)
    {
        int leaf = step->Leaf + lane;
        int column = step->Columns.GetElement(lane);
        nint start = (ushort)(row.Starts[column] + step->Gap.GetElement(lane));
        return _plan.TryParse(leaf, row.Text + start, row.Ends[column] - start, IsQuoted(row.Text + start), ref record[_offsets[leaf]]);
    }

    // A quote before a cell has opened it: no other is left in what is indexed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsQuoted(byte* cell) => cell[-1] == _plan.Quote;

    // Widens ASCII to UTF-32; anything else is for the parser of cells.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int WideText(in IndexedRows rows, int count, RowStep* step, byte* destination)
    {
        Debug.Assert(step->Offset + step->Size <= _recordSize, "The text must lie within the record.");
        ushort* ends = rows.Ends + step->Columns.ToScalar();
        ushort* starts = rows.Starts + step->Columns.ToScalar();
        ushort gap = step->Gap.ToScalar();
        int runes = step->Size / sizeof(uint);
        bool isCareful = !_plan.IsTextPlain;
        for (int row = 0; row < count; row++)
        {
            nint start = (ushort)(*starts + gap);
            nint length = *ends - start;
            byte* cell = rows.Text + start;
            bool isWide = length <= runes && !(isCareful && _plan.IsCareful(cell, length));
            for (int done = 0; done < runes && isWide; done += Vector128<byte>.Count)
            {
                nint kept = Math.Clamp(length - done, 0, Vector128<byte>.Count);
                Vector128<byte> text = kept == 0 ? Vector128<byte>.Zero
                    : Vector128.Load(cell + done) & LaneTables.Load(LaneTables.KeepFirst, LaneTables.LaneBytes - kept);
                Vector512<uint> wide = Avx512F.ConvertToVector512UInt32(text);
                isWide = text.ExtractMostSignificantBits() == 0;
                Avx512F.MaskStore(
                    (uint*)destination + done,
                    Vector512.LessThan(Vector512<uint>.Indices, Vector512.Create((uint)(runes - done))),
                    wide);
            }

            if (!isWide && !_plan.TryParse(step->Leaf, cell, length, IsQuoted(cell), ref *destination))
            {
                return row;
            }

            starts += rows.Stride;
            ends += rows.Stride;
            destination += _recordSize;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Text(in IndexedRows rows, int count, RowStep* step, byte* destination, nint recordSize)
    {
        Debug.Assert(step->Offset + step->Size <= recordSize, "The text must lie within the record.");
        Debug.Assert(Vector512<byte>.Count <= CellIndex.Margin, "A vector must be readable from any start of a cell.");
        byte* text = rows.Text;
        ushort* ends = rows.Ends + step->Columns.ToScalar();
        ushort* starts = rows.Starts + step->Columns.ToScalar();
        nint stride = rows.Stride;
        ushort gap = step->Gap.ToScalar();
        nint size = step->Size;
        bool isCareful = !_plan.IsTextPlain;
        Vector128<byte> isWithin = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)size));
        Vector512<byte> isWithin512 = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)size));
        for (int row = 0; row < count; row++)
        {
            nint start = (ushort)(*starts + gap);
            nint length = *ends - start;
            byte* cell = text + start;
            if (isCareful && _plan.IsCareful(cell, length))
            {
                if (!_plan.TryParse(step->Leaf, cell, length, IsQuoted(cell), ref *destination))
                {
                    return row;
                }
            }
            else if (length > size)
            {
                return row;
            }
            else if (size <= Vector128<byte>.Count)
            {
                Avx512BW.VL.MaskStore(
                    destination,
                    isWithin,
                    Vector128.Load(cell) & LaneTables.Load(LaneTables.KeepFirst, LaneTables.LaneBytes - length));
            }
            else if (size <= Vector512<byte>.Count)
            {
                Vector512<byte> isText = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)length));
                Avx512BW.MaskStore(
                    destination,
                    isWithin512,
                    Vector512.ConditionalSelect(isText, Vector512.Load(cell), Vector512<byte>.Zero));
            }
            else
            {
                Unsafe.CopyBlockUnaligned(destination, cell, (uint)length);
                Unsafe.InitBlockUnaligned(destination + length, 0, (uint)(size - length));
            }

            starts += stride;
            ends += stride;
            destination += recordSize;
        }

        return count;
    }
}
