using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>HDF5's shuffle filter: the first bytes of all rows, then the second bytes, and so on.</summary>
internal static unsafe class Hdf5Shuffle
{
    // A few rows at a time, which stay in the cache while all of their bytes are copied.
    private const int RowsTogether = 64;

    /// <summary>Shuffles whole rows of <paramref name="size"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shuffle(ReadOnlySpan<byte> rows, Span<byte> shuffled, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shuffled.Length, rows.Length);
        int count = rows.Length / size;
        ref byte from = ref MemoryMarshal.GetReference(rows);
        ref byte to = ref MemoryMarshal.GetReference(shuffled);
        int squares = size >= ByteSquare.Side && ByteSquare.IsSupported ? count / ByteSquare.Side * ByteSquare.Side : 0;
        for (int start = 0; start < squares; start += ByteSquare.Side)
        {
            // The last square overlaps the one before it.
            for (int column = 0; column < size; column += ByteSquare.Side)
            {
                int left = Math.Min(column, size - ByteSquare.Side);
                ByteSquare.Transpose(
                    ref Unsafe.Add(ref from, ((nint)start * size) + left),
                    size,
                    ref Unsafe.Add(ref to, ((nint)left * count) + start),
                    count);
            }
        }

        for (int start = squares; start < count; start += RowsTogether)
        {
            int together = Math.Min(RowsTogether, count - start);
            for (int column = 0; column < size; column++)
            {
                ref byte source = ref Unsafe.Add(ref from, ((nint)start * size) + column);
                ref byte target = ref Unsafe.Add(ref to, ((nint)column * count) + start);
                for (int i = 0; i < together; i++)
                {
                    Unsafe.Add(ref target, i) = Unsafe.Add(ref source, (nint)i * size);
                }
            }
        }
    }

    /// <summary>Restores <paramref name="width"/> bytes at <paramref name="offset"/> of some rows of <paramref name="size"/>
    /// bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unshuffle(ReadOnlySpan<byte> shuffled, int size, int firstRow, int rows, int offset, int width, byte* destination)
    {
        int count = shuffled.Length / size;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)firstRow + rows, count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + width, size);
        ref byte from = ref MemoryMarshal.GetReference(shuffled);
        int squares = width >= ByteSquare.Side && ByteSquare.IsSupported ? rows / ByteSquare.Side * ByteSquare.Side : 0;
        for (int start = 0; start < squares; start += ByteSquare.Side)
        {
            // The last square overlaps the one before it.
            for (int column = 0; column < width; column += ByteSquare.Side)
            {
                int left = Math.Min(column, width - ByteSquare.Side);
                ByteSquare.Transpose(
                    ref Unsafe.Add(ref from, ((nint)(offset + left) * count) + firstRow + start),
                    count,
                    ref destination[((nint)start * width) + left],
                    width);
            }
        }

        for (int start = squares; start < rows; start += RowsTogether)
        {
            int together = Math.Min(RowsTogether, rows - start);
            for (int column = 0; column < width; column++)
            {
                ref byte source = ref Unsafe.Add(ref from, ((nint)(offset + column) * count) + firstRow + start);
                byte* target = destination + ((nint)start * width) + column;
                for (int i = 0; i < together; i++)
                {
                    target[(nint)i * width] = Unsafe.Add(ref source, i);
                }
            }
        }
    }
}
