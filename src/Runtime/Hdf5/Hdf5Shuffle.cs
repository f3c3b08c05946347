using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>HDF5's shuffle filter: the first bytes of all rows, then the second bytes, and so on.</summary>
internal static class Hdf5Shuffle
{
    private const int RowsTogether = 64;

    /// <summary>Shuffles whole rows of <paramref name="size"/> bytes.</summary>
    public static void Shuffle(ReadOnlySpan<byte> rows, Span<byte> shuffled, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shuffled.Length, rows.Length);
        int count = rows.Length / size;
        ref byte from = ref MemoryMarshal.GetReference(rows);
        ref byte to = ref MemoryMarshal.GetReference(shuffled);

        // A few rows at a time, which stay in the cache while every column of them is gone through.
        for (int start = 0; start < count; start += RowsTogether)
        {
            int end = Math.Min(start + RowsTogether, count);
            for (int column = 0; column < size; column++)
            {
                ref byte source = ref Unsafe.Add(ref from, ((nint)start * size) + column);
                ref byte target = ref Unsafe.Add(ref to, ((nint)column * count) + start);
                for (int i = 0; i < end - start; i++)
                {
                    Unsafe.Add(ref target, i) = Unsafe.Add(ref source, (nint)i * size);
                }
            }
        }
    }
}
