using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Reads indexed rows one by one.</summary>
internal abstract unsafe class VisitedRows
{
    /// <summary>Reads rows.</summary>
    /// <param name="index">The rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="records">Room for the bytes of their records.</param>
    /// <returns>How many were read, from the first on. If not all, the next is not for this path.</returns>
    public abstract int Read(CellIndex index, int count, byte* records);
}

/// <summary>Reads indexed rows one by one, with vectors of 16 bytes or without vectors.</summary>
/// <typeparam name="TRow">How the leaves of a row are found.</typeparam>
internal sealed unsafe class VisitedRows<TRow> : VisitedRows
    where TRow : struct, IRow
{
    // Records with at least this many fields read numbers by call.
    private const int LeastWide = 12;

    private readonly FastPlan _plan;
    private readonly RowLeaves _leaves;
    private readonly bool _isWide;
    private readonly bool _isWords;
    private readonly bool _isSelective;
    private bool _isWary;

    /// <summary>Reads rows of a table.</summary>
    /// <param name="leaves">The leaves of a row.</param>
    /// <param name="plan">The table.</param>
    /// <param name="isWords">Whether to read without vectors.</param>
    public VisitedRows(RowLeaves leaves, FastPlan plan, bool isWords)
    {
        _leaves = leaves;
        _isWide = leaves.Count >= LeastWide;
        _plan = plan;
        _isWords = isWords;
        _isSelective = !plan.IsWhole || plan.IsTrimmed || plan.Nulls.Length > 0;
        Debug.Assert(plan.Columns.Length == leaves.Count, "The plan must be for this record.");
        Debug.Assert(_isSelective || plan.IsWhole, "The cells of a row must be the leaves', in order.");
    }

    /// <inheritdoc/>
    public override int Read(CellIndex index, int count, byte* records)
    {
        index.AssertHas(count);
        Debug.Assert(_isSelective || index.Stride == _plan.Columns.Length, "A row must have a cell for each leaf, and no others.");
        if (_isWide)
        {
            return !_isSelective ? Read<WideWary>(index, 0, count, records)
                : _plan.IsWhole ? Read<WideNulls>(index, 0, count, records)
                : Read<WideSelective>(index, 0, count, records);
        }

        int made = _plan.Nulls.Length > 0 ? Read<SelectiveNulls>(index, 0, count, records)
            : _isSelective ? Read<Selective>(index, 0, count, records)
            : _isWary ? Read<Wary>(index, 0, count, records)
            : Read<Careless>(index, 0, count, records);
        if (made < count && !_isSelective && !_isWary)
        {
            // Perhaps a sign; then more will follow.
            int more = Read<Wary>(index, made, count - made, records + ((nint)made * _leaves.Size));
            _isWary = more > 0;
            made += more;
        }

        return made;
    }

    private int Read<TCare>(CellIndex index, int from, int count, byte* records)
        where TCare : struct, ILaneCare
        => index.HasStarts
            ? index.IsCrLf
                ? Read<BlanksCrLf, TCare>(index, from, count, records)
                : Read<BlanksLf, TCare>(index, from, count, records)
            : index.IsCrLf
                ? Read<DelimitedCrLf, TCare>(index, from, count, records)
                : Read<DelimitedLf, TCare>(index, from, count, records);

    private int Read<TMode, TCare>(CellIndex index, int from, int count, byte* records)
        where TMode : struct, ILaneMode
        where TCare : struct, ILaneCare
        => _isWords
            ? Read<TMode, TCare, WordVisitor<TMode, TCare>>(index, from, count, records)
            : Read<TMode, TCare, LaneVisitor<TMode, TCare>>(index, from, count, records);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Read<TMode, TCare, TVisitor>(CellIndex index, int from, int count, byte* records)
        where TMode : struct, ILaneMode
        where TCare : struct, ILaneCare
        where TVisitor : struct, IRowVisitor<TVisitor>, allows ref struct
    {
        int stride = index.Stride;
        RowLeaves leaves = _leaves;
        bool mayPad = leaves.HasPadding;
        ushort* ends = index.Ends + ((nint)from * stride);
        ushort* starts = index.Starts + (TMode.HasStarts ? (nint)from * stride : 0);
        nint next = (ushort)(ends[-1] + (TMode.IsCrLf ? 2 : 1));
        int made = 0;
        fixed (int* columns = index.Columns)
        {
            TVisitor cells = TVisitor.Of(index.Block, columns, _plan);
            for (; made < count; made++)
            {
                if (mayPad)
                {
                    TRow.Clear(records, leaves);
                }

                cells.Begin(next, starts, ends, leaf: 0);
                if (!TRow.Visit(ref cells, records, leaves) || (typeof(TCare) == typeof(Careless) && !cells.IsSure))
                {
                    break;
                }

                next = ends[stride - 1] + (TMode.IsCrLf ? 2 : 1);
                ends += stride;
                starts += TMode.HasStarts ? stride : 0;
                records = TRow.Next(records, leaves);
            }
        }

        return made;
    }
}
