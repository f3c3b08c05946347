using System.Buffers.Binary;

namespace SchemaToolkit;

/// <summary>HDF5's checksum of a chunk, the filter fletcher32.</summary>
internal static class Hdf5Fletcher32
{
    /// <summary>The bytes of a checksum, which is behind its data.</summary>
    public const int Size = sizeof(uint);

    // So many pairs of bytes can be added before a sum may need more than 32 bits.
    private const int PairsTogether = 360;

    /// <summary>Whether the last bytes are the checksum of those before.</summary>
    public static bool IsRight(ReadOnlySpan<byte> data)
    {
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(data[^Size..]);
        uint right = Of(data[..^Size]);

        // Old versions of libhdf5 swapped the bytes of each half on little-endian machines.
        uint swapped = ((right & 0x00ff00ff) << 8) | ((right >> 8) & 0x00ff00ff);
        return stored == right || stored == swapped;
    }

    /// <summary>The checksum.</summary>
    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint first = 0;
        uint second = 0;
        for (; data.Length > 1; data = data[Math.Min(data.Length & ~1, 2 * PairsTogether)..])
        {
            ReadOnlySpan<byte> part = data[..Math.Min(data.Length & ~1, 2 * PairsTogether)];
            for (int i = 0; i < part.Length; i += 2)
            {
                first += BinaryPrimitives.ReadUInt16BigEndian(part[i..]);
                second += first;
            }

            first = Folded(first);
            second = Folded(second);
        }

        if (data.Length > 0)
        {
            first = Folded(first + ((uint)data[0] << 8));
            second = Folded(second + first);
        }

        return (Folded(second) << 16) | Folded(first);
    }

    private static uint Folded(uint sum) => (sum & 0xffff) + (sum >> 16);
}
