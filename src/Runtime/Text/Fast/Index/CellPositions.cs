using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Turns the bits of a mask into positions.</summary>
internal static unsafe class CellPositions
{
    /// <summary>Stores the positions of those of 64 bytes that have a bit, sixteen at a time. Surplus positions are overwritten
    /// by the next call.</summary>
    /// <param name="mask">A bit for each byte.</param>
    /// <param name="from">The position of the first byte.</param>
    /// <param name="destination">Where to store; must have room for 64.</param>
    /// <returns>Where to store the next.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort* Store(ulong mask, int from, ushort* destination)
    {
        ushort* next = destination + BitOperations.PopCount(mask);
        do
        {
            for (int k = 0; k < 4; k++)
            {
                destination[0] = (ushort)(from + BitOperations.TrailingZeroCount(mask));
                mask &= mask - 1;
                destination[1] = (ushort)(from + BitOperations.TrailingZeroCount(mask));
                mask &= mask - 1;
                destination[2] = (ushort)(from + BitOperations.TrailingZeroCount(mask));
                mask &= mask - 1;
                destination[3] = (ushort)(from + BitOperations.TrailingZeroCount(mask));
                mask &= mask - 1;
                destination += 4;
            }
        }
        while (mask != 0);
        return next;
    }
}
