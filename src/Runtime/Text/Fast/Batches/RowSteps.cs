using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchemaToolkit;

/// <summary>The steps that read a row of one record.</summary>
internal sealed unsafe class RowSteps
{
    private const int Lanes = NumberBatch.Lanes;
    private const double LargestExact = (1L << 53) - 1;

    // With it, each vector of a step lies within one cache line.
    private const nint Alignment = 64;

    private readonly byte[] _memory;

    /// <summary>The steps for a table.</summary>
    /// <param name="leaves">The record's leaves.</param>
    /// <param name="plan">The table.</param>
    public RowSteps(ImmutableArray<FieldSchema> leaves, FastPlan plan)
    {
        _memory = GC.AllocateUninitializedArray<byte>(checked((leaves.Length * sizeof(RowStep)) + (int)Alignment), pinned: true);
        for (int leaf = 0; leaf < leaves.Length; leaf += First[Count++].Count)
        {
            First[Count] = Step(leaves, leaf, plan);
        }
    }

    /// <summary>The first step.</summary>
    public RowStep* First
        => (RowStep*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + Alignment - 1) & -Alignment);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Sets the columns of the leaves.</summary>
    /// <param name="columns">For each leaf its column, from 0 on.</param>
    /// <param name="hasStarts">Whether the index has the starts of cells; if not, a cell starts behind the one before.</param>
    /// <param name="isCrLf">Whether a row starts two bytes behind the last cell of the row before, not one.</param>
    public void Place(ReadOnlySpan<int> columns, bool hasStarts, bool isCrLf)
    {
        for (RowStep* step = First; step < First + Count; step++)
        {
            step->IsAdjacent = step->Count == Lanes;
            for (int lane = 0; lane < Lanes; lane++)
            {
                int column = columns[step->Leaf + Math.Min(lane, step->Count - 1)];
                Debug.Assert(column >= 0, "Columns must count from the first of a row.");
                step->Columns = step->Columns.WithElement(lane, column);
                step->Gap = step->Gap.WithElement(lane, (ushort)(hasStarts ? 0 : isCrLf && column == 0 ? 2 : 1));
                step->IsAdjacent &= column == step->Columns.ToScalar() + lane;
            }
        }
    }

    private static RowStep Step(ImmutableArray<FieldSchema> leaves, int first, FastPlan plan)
    {
        FieldSchema leaf = leaves[first];
        var step = new RowStep { Kind = RowStepKind.Cell, Leaf = first, Count = 1, Offset = leaf.Offset, Size = leaf.Size };
        bool areNullsNaN = plan.LaneNulls.NotNaN == 0;
        if (leaf.Type.Kind == FieldKind.Text)
        {
            step.Kind = RowStepKind.Text;
            return step;
        }

        if (leaf.Type.Kind == FieldKind.Utf32Text && !leaf.Type.IsBigEndian)
        {
            step.Kind = RowStepKind.WideText;
            return step;
        }

        if (!IsNumber(leaf.Type, plan))
        {
            return step;
        }

        step.Kind = RowStepKind.Numbers;
        while (step.Count < Lanes && first + step.Count < leaves.Length && leaves[first + step.Count] is var next
            && IsNumber(next.Type, plan) && next.Offset + next.Size - leaf.Offset <= Vector256<byte>.Count)
        {
            step.Size = next.Offset + next.Size - leaf.Offset;
            step.Count++;
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            // Surplus lanes repeat the last leaf, and nothing is taken from them.
            FieldSchema each = leaves[first + Math.Min(lane, step.Count - 1)];
            _ = TryRange(each.Type, out double min, out double max);
            bool isSingle = each.Type.Kind == FieldKind.Single;
            bool isDouble = each.Type.Kind == FieldKind.Double;
            bool mayBeFloat = plan.AreIntegersFloats && !isSingle && !isDouble && each.Type.Kind != FieldKind.Boolean;
            bool isUnsigned = each.Type.Kind is FieldKind.Byte or FieldKind.UInt16 or FieldKind.UInt32 or FieldKind.UInt64;
            step.Min = step.Min.WithElement(lane, min);
            step.Max = step.Max.WithElement(lane, max);
            step.Singles = step.Singles.WithElement(lane, isSingle ? ulong.MaxValue : 0);
            step.Doubles = step.Doubles.WithElement(lane, isDouble ? ulong.MaxValue : 0);
            step.Integrals = step.Integrals.WithElement(lane, mayBeFloat ? ulong.MaxValue : 0);
            step.NaN = step.NaN.WithElement(
                lane,
                !areNullsNaN ? 0 : isSingle ? DecimalNumber.SingleNaN : isDouble ? DecimalNumber.DoubleNaN : 0);
            for (int row = 0; row < Vector256<byte>.Count; row += Lanes)
            {
                step.Integers = step.Integers.WithElement(row + lane, isSingle || isDouble || mayBeFloat ? (byte)0 : byte.MaxValue);
                step.Unsigned = step.Unsigned.WithElement(row + lane, isUnsigned ? byte.MaxValue : (byte)0);
            }

            for (int i = 0; i < each.Size; i++)
            {
                int at = each.Offset - leaf.Offset + i;
                step.Image = step.Image.WithElement(at, (byte)((lane * sizeof(ulong)) + (each.Type.IsBigEndian ? each.Size - 1 - i : i)));
                step.Keep = step.Keep.WithElement(at, byte.MaxValue);
            }
        }

        step.IsSolid = true;
        for (int at = 0; at < step.Size; at++)
        {
            step.IsSolid &= step.Keep.GetElement(at) != 0;
        }

        return step;
    }

    // A bool is one only if no words stand for it.
    private static bool IsNumber(FieldType type, FastPlan plan)
        => TryRange(type, out _, out _) && !(type.Kind == FieldKind.Boolean && plan.HasBoolWords);

    // Whether the kernel reads a leaf as a number, and the range of its values that a double holds exactly.
    private static bool TryRange(FieldType type, out double min, out double max)
    {
        (min, max) = type.Kind switch
        {
            FieldKind.SByte => (sbyte.MinValue, sbyte.MaxValue),
            FieldKind.Byte => (0, byte.MaxValue),
            FieldKind.Int16 => (short.MinValue, short.MaxValue),
            FieldKind.UInt16 => (0, ushort.MaxValue),
            FieldKind.Int32 => (int.MinValue, int.MaxValue),
            FieldKind.UInt32 => (0, uint.MaxValue),
            FieldKind.UInt64 => (0, LargestExact),
            FieldKind.Boolean => (0, 1),
            FieldKind.Int64 or FieldKind.Single or FieldKind.Double => (-LargestExact, LargestExact),
            _ => (0.0, 0.0),
        };
        return max > 0;
    }
}
