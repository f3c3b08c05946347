using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchemaToolkit;

/// <summary>The cells that are nulls, for the lane kernel.</summary>
internal sealed class LaneNulls
{
    private readonly byte[] _lanes;

    /// <param name="nulls">Their texts.</param>
    /// <param name="areNaN">Whether such a float is NaN, not a value of the field's own.</param>
    public LaneNulls(byte[][] nulls, bool areNaN)
    {
        // A number that is read in a lane has at most sixteen bytes.
        byte[][] texts = [.. nulls.Where(static text => text.Length <= LaneTables.LaneBytes)];
        AreNaN = areNaN;
        _lanes = new byte[LaneTables.LaneBytes * texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i].CopyTo(_lanes, ((i + 1) * LaneTables.LaneBytes) - texts[i].Length);
        }
    }

    public bool AreNaN { get; }

    /// <summary>Whether a cell is one of them: 1, or 0. No branch on it, as they come when they like.</summary>
    /// <param name="cell">The cell, at the end of sixteen bytes that are zero before it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Contains(Vector128<byte> cell)
    {
        uint found = 0;
        for (int i = 0; i < _lanes.Length; i += LaneTables.LaneBytes)
        {
            Vector128<byte> text = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_lanes), (nuint)i);
            found |= (Vector128.Equals(cell, text).ExtractMostSignificantBits() + 1) >> LaneTables.LaneBytes;
        }

        return found;
    }
}
