using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Reads rows a byte at a time.</summary>
internal abstract unsafe class CellRows
{
    /// <summary>Reads rows.</summary>
    /// <param name="start">Where the first starts; moved behind the last that was read.</param>
    /// <param name="end">Where the last line ends.</param>
    /// <param name="records">Room for the bytes of their records.</param>
    /// <returns>Records made.</returns>
    public abstract int Read(ref byte* start, byte* end, Span<byte> records);
}

/// <summary>Reads rows a byte at a time.</summary>
/// <typeparam name="TRow">How the leaves of a row are found.</typeparam>
internal sealed unsafe class CellRows<TRow>(RowLeaves leaves, FastPlan plan, bool isBlanks) : CellRows
    where TRow : struct, IRow
{
    public override int Read(ref byte* start, byte* end, Span<byte> records)
        => isBlanks ? Read<Blanks>(ref start, end, records) : Read<Delimited>(ref start, end, records);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Read<TMode>(ref byte* start, byte* end, Span<byte> records)
        where TMode : struct, ICellMode
    {
        Debug.Assert(plan.MayReadBytes, "The plan must allow it.");
        fixed (bool* endsCell = plan.EndsCell)
        fixed (bool* beginsNoRow = plan.BeginsNoRow)
        fixed (int* skips = plan.Skips)
        fixed (byte* room = records)
        {
            var cells = new CellVisitor<TMode>(plan, endsCell, beginsNoRow, skips);
            byte* row = start;
            byte* record = room;
            byte* last = room + records.Length - leaves.Size;
            int count = 0;
            bool mayPad = leaves.HasPadding;
            while (record <= last && row < end)
            {
                if (mayPad)
                {
                    TRow.Clear(record, leaves);
                }

                if (!cells.Begin(row) || !TRow.Visit(ref cells, record, leaves) || !cells.End())
                {
                    break;
                }

                if (cells.Position - row > plan.MaxRowLength)
                {
                    break;
                }

                row = cells.Position;
                record = TRow.Next(record, leaves);
                count++;
            }

            start = row;
            return count;
        }
    }
}
