using System.Numerics;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>The checksum of HDF5's own data: <c>lookup3</c> by Bob Jenkins.</summary>
internal static class Hdf5Lookup3
{
    private const int BytesTogether = 12;

    /// <summary>The checksum of bytes, of which there are a multiple of 4.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        uint a = 0xdeadbeef + (uint)bytes.Length;
        uint b = a;
        uint c = a;
        for (; words.Length * sizeof(uint) > BytesTogether; words = words[3..])
        {
            a += words[0];
            b += words[1];
            c += words[2];
            (a, c) = ((a - c) ^ BitOperations.RotateLeft(c, 4), c + b);
            (b, a) = ((b - a) ^ BitOperations.RotateLeft(a, 6), a + c);
            (c, b) = ((c - b) ^ BitOperations.RotateLeft(b, 8), b + a);
            (a, c) = ((a - c) ^ BitOperations.RotateLeft(c, 16), c + b);
            (b, a) = ((b - a) ^ BitOperations.RotateLeft(a, 19), a + c);
            (c, b) = ((c - b) ^ BitOperations.RotateLeft(b, 4), b + a);
        }

        a += words.Length > 0 ? words[0] : 0;
        b += words.Length > 1 ? words[1] : 0;
        c += words.Length > 2 ? words[2] : 0;
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
