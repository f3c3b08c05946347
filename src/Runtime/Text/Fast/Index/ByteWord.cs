using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Eight bytes of text in a register, the first lowest: the most that fits without vectors.</summary>
internal static unsafe class ByteWord
{
    /// <summary>Bytes in a word.</summary>
    public const int Bytes = sizeof(ulong);

    /// <summary>The high bit of every byte.</summary>
    public const ulong HighBits = 0x80 * Ones;

    /// <summary>All bits but the high ones.</summary>
    public const ulong LowBits = 0x7F * Ones;

    /// <summary>Multiplying by this gathers the lowest bits of all bytes in the highest byte.</summary>
    public const ulong Packing = 0x0102040810204080;

    private const ulong Ones = 0x0101010101010101;

    /// <summary>A word of this byte eight times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Repeat(byte value) => value * Ones;

    /// <summary>Loads eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(byte* p) => Unsafe.ReadUnaligned<ulong>(p);

    /// <summary>Keeps the first bytes and clears those behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong KeepFirst(ulong word, nint count) => count >= Bytes ? word : word & ((1UL << (int)(8 * count)) - 1);

    /// <summary>Packs the high bits of the eight bytes into one byte. All other bits must be zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(ulong highBits) => ((highBits >> 7) * Packing) >> 56;

    /// <summary>Sets the high bit of every byte that is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FindZero(ulong word) => ~(((word & LowBits) + LowBits) | word) & HighBits;

    /// <summary>Sets the high bit of every byte that is this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Find(ulong word, byte value) => FindZero(word ^ Repeat(value));

    /// <summary>Sets the high bit of every byte below this one, which must be at most 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FindBelow(ulong word, byte value) => ~(((word & LowBits) + Repeat((byte)(0x80 - value))) | word) & HighBits;

    /// <summary>Sets the high bit of the first byte that is above 9, and perhaps of others behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NotDigits(ulong digits) => ((digits + Repeat(0x76)) | digits) & HighBits;

    /// <summary>Makes a number of eight digits, the most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Join(ulong digits)
    {
        ulong pairs = ((digits * ((10 << 8) + 1)) >> 8) & 0x00FF00FF00FF00FF;
        ulong fours = ((pairs * ((100 << 16) + 1)) >> 16) & 0x0000FFFF0000FFFF;
        return (fours * ((10_000UL << 32) + 1)) >> 32;
    }

    /// <summary>Stores the first bytes. If the JIT knows the length, this is one to three stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(ulong word, ref byte destination, int length)
    {
        if (length == Bytes)
        {
            Unsafe.WriteUnaligned(ref destination, word);
            return;
        }

        int done = 0;
        if ((length & 4) != 0)
        {
            Unsafe.WriteUnaligned(ref destination, (uint)word);
            word >>= 32;
            done = 4;
        }

        if ((length & 2) != 0)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, done), (ushort)word);
            word >>= 16;
            done += 2;
        }

        if ((length & 1) != 0)
        {
            Unsafe.Add(ref destination, done) = (byte)word;
        }
    }
}
