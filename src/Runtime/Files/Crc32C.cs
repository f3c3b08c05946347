using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>CRC-32C (Castagnoli), a checksum that processors compute.</summary>
internal static class Crc32C
{
    // A processor computes three checksums at once as fast as one. What they are together is known for lanes of one length.
    private const int LaneBytes = 4096;
    private const int LaneWords = LaneBytes / sizeof(ulong);

    private static readonly uint[] _behindOne = Behind(LaneBytes);
    private static readonly uint[] _behindTwo = Behind(2 * LaneBytes);

    /// <summary>Goes on with a checksum. The first one begins with 0.</summary>
    public static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (; words.Length >= 3 * LaneWords && BitConverter.IsLittleEndian; words = words[(3 * LaneWords)..])
        {
            ReadOnlySpan<ulong> second = words.Slice(LaneWords, LaneWords);
            ReadOnlySpan<ulong> third = words.Slice(2 * LaneWords, LaneWords);
            (uint crc2, uint crc3) = (0, 0);
            for (int i = 0; i < LaneWords; i++)
            {
                crc = BitOperations.Crc32C(crc, words[i]);
                crc2 = BitOperations.Crc32C(crc2, second[i]);
                crc3 = BitOperations.Crc32C(crc3, third[i]);
            }

            crc = Apply(_behindTwo, crc) ^ Apply(_behindOne, crc2) ^ crc3;
        }

        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (byte one in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    private static uint Apply(uint[] table, uint crc)
        => table[crc & 0xff] ^ table[256 + ((crc >> 8) & 0xff)] ^ table[512 + ((crc >> 16) & 0xff)] ^ table[768 + (crc >> 24)];

    // What becomes of each byte of a checksum when so many zeros follow.
    private static uint[] Behind(int bytes)
    {
        var table = new uint[4 * 256];
        for (int i = 0; i < 32; i++)
        {
            uint crc = 1u << i;
            for (int word = 0; word < bytes / sizeof(ulong); word++)
            {
                crc = BitOperations.Crc32C(crc, 0ul);
            }

            int first = i / 8 * 256;
            for (int value = 0; value < 256; value++)
            {
                table[first + value] ^= (value >> (i % 8) & 1) == 1 ? crc : 0;
            }
        }

        return table;
    }
}
