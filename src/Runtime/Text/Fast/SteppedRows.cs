using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Reads indexed rows by their schema: all cells of a column, then those of the next, so that what a column is is asked once
/// for many rows.</summary>
internal sealed unsafe class SteppedRows : VisitedRows
{
    private readonly RowLeaves _leaves;
    private readonly FastPlan _plan;
    private readonly bool _isWords;
    private readonly bool _isSelective;

    // The columns that have signs, or whatever else is not a digit.
    private readonly bool[] _isWary;

    /// <summary>Reads rows of a table.</summary>
    /// <param name="leaves">The leaves of a row.</param>
    /// <param name="plan">The table.</param>
    /// <param name="isWords">Whether to read without vectors.</param>
    public SteppedRows(RowLeaves leaves, FastPlan plan, bool isWords)
    {
        _leaves = leaves;
        _plan = plan;
        _isWords = isWords;
        _isSelective = !plan.IsWhole || plan.IsTrimmed || plan.Nulls.Length > 0;
        _isWary = new bool[leaves.Count];
    }

    /// <inheritdoc/>
    public override int Read(CellIndex index, int count, byte* records)
    {
        index.AssertHas(count);
        if (_leaves.HasPadding)
        {
            Unsafe.InitBlockUnaligned(records, 0, (uint)(count * _leaves.Size));
        }

        return index.HasStarts
            ? index.IsCrLf ? Read<BlanksCrLf>(index, count, records) : Read<BlanksLf>(index, count, records)
            : index.IsCrLf ? Read<DelimitedCrLf>(index, count, records) : Read<DelimitedLf>(index, count, records);
    }

    private int Read<TMode>(CellIndex index, int count, byte* records)
        where TMode : struct, ILaneMode
    {
        for (int leaf = 0; leaf < _leaves.Count && count > 0; leaf++)
        {
            if (_isSelective)
            {
                count = FillColumn<TMode, SelectiveNulls>(index, leaf, count, records);
                continue;
            }

            int made = _isWary[leaf] ? 0 : FillColumn<TMode, Careless>(index, leaf, count, records);
            if (made < count)
            {
                int more = FillColumn<TMode, Wary>(index, leaf, count, records);
                _isWary[leaf] |= more > made;
                made = more;
            }

            count = made;
        }

        return count;
    }

    private int FillColumn<TMode, TCare>(CellIndex index, int leaf, int count, byte* records)
        where TMode : struct, ILaneMode
        where TCare : struct, ILaneCare
        => _isWords
            ? FillColumn<TMode, TCare, WordVisitor<TMode, TCare>>(index, leaf, count, records)
            : FillColumn<TMode, TCare, LaneVisitor<TMode, TCare>>(index, leaf, count, records);

    private int FillColumn<TMode, TCare, TVisitor>(CellIndex index, int leaf, int count, byte* records)
        where TMode : struct, ILaneMode
        where TCare : struct, ILaneCare
        where TVisitor : struct, IRowVisitor<TVisitor>, allows ref struct
        => _leaves.All[leaf].Kind switch
        {
            FieldKind.SByte => Cells<TMode, TCare, TVisitor, sbyte>(index, leaf, count, records),
            FieldKind.Byte => Cells<TMode, TCare, TVisitor, byte>(index, leaf, count, records),
            FieldKind.Int16 => Cells<TMode, TCare, TVisitor, short>(index, leaf, count, records),
            FieldKind.UInt16 => Cells<TMode, TCare, TVisitor, ushort>(index, leaf, count, records),
            FieldKind.Int32 => Cells<TMode, TCare, TVisitor, int>(index, leaf, count, records),
            FieldKind.UInt32 => Cells<TMode, TCare, TVisitor, uint>(index, leaf, count, records),
            FieldKind.Int64 => Cells<TMode, TCare, TVisitor, long>(index, leaf, count, records),
            FieldKind.UInt64 => Cells<TMode, TCare, TVisitor, ulong>(index, leaf, count, records),
            FieldKind.Single => Cells<TMode, TCare, TVisitor, float>(index, leaf, count, records),
            FieldKind.Double => Cells<TMode, TCare, TVisitor, double>(index, leaf, count, records),
            FieldKind.Boolean => Cells<TMode, TCare, TVisitor, bool>(index, leaf, count, records),
            FieldKind.Text => Cells<TMode, TCare, TVisitor, TextValue>(index, leaf, count, records),

            // Read by its dtype; the type says only that it is not a number.
            _ => Cells<TMode, TCare, TVisitor, OtherValue>(index, leaf, count, records),
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Cells<TMode, TCare, TVisitor, T>(CellIndex index, int leaf, int count, byte* records)
        where TMode : struct, ILaneMode
        where TCare : struct, ILaneCare
        where TVisitor : struct, IRowVisitor<TVisitor>, allows ref struct
        where T : unmanaged
    {
        int stride = index.Stride;
        int size = _leaves.Size;
        int length = _leaves.All[leaf].Size;
        ushort* ends = index.Ends;
        ushort* starts = index.Starts;
        nint gap = leaf > 0 ? 1 : TMode.IsCrLf ? 2 : 1;
        byte* value = records + _leaves.All[leaf].Offset;
        int made = 0;
        fixed (int* columns = index.Columns)
        {
            TVisitor cells = TVisitor.Of(index.Block, columns, _plan);
            for (; made < count; made++)
            {
                cells.Begin(Start<TCare>(ends, leaf, gap, TMode.IsCrLf), starts, ends, leaf);
                bool isRead = typeof(T) == typeof(TextValue) ? cells.Text(new Span<byte>(value, length)) : cells.Value(ref *(T*)value);
                if (!isRead || (typeof(TCare) == typeof(Careless) && !cells.IsSure))
                {
                    break;
                }

                ends += stride;
                starts += TMode.HasStarts ? stride : 0;
                value += size;
            }
        }

        return made;
    }

    // Where the cell starts if cells are in order, else where the row does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Start<TCare>(ushort* ends, int leaf, nint gap, bool isCrLf)
        where TCare : struct, ILaneCare
        => typeof(TCare) == typeof(SelectiveNulls)
            ? (ushort)(ends[-1] + (isCrLf ? 2 : 1))
            : (ushort)(ends[leaf - 1] + gap);

    /// <summary>Stands for text of any length.</summary>
    private readonly struct TextValue;
}
