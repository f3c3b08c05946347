using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>CRC-32C (Castagnoli), a checksum that processors compute.</summary>
internal static class Crc32C
{
    /// <summary>Goes on with a checksum. The first one begins with 0.</summary>
    public static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (byte one in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }
}
