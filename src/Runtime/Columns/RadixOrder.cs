using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>The order of values, found digit by digit and without a comparison: numbers, times and text. Equal ones stay in order.</summary>
internal static class RadixOrder
{
    private const int DigitBits = 8;
    private const int Digits = 1 << DigitBits;
    private const int PartBits = 32;

    /// <summary>Bytes. A longer text has too many digits.</summary>
    private const int LongestText = 64;

    /// <summary>Whether <see cref="Of"/> knows the order of such values.</summary>
    public static bool Takes<T>()
        => typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte) || typeof(T) == typeof(short) || typeof(T) == typeof(ushort)
            || typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(long) || typeof(T) == typeof(ulong)
            || typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(bool)
            || typeof(T) == typeof(Datetime64) || typeof(T) == typeof(Timedelta64)
            || (default(T) is IFixedText or IUtf32Text && Unsafe.SizeOf<T>() <= LongestText);

    /// <summary>The numbers of the values, from the smallest value to the largest; NaN and NaT last.</summary>
    public static int[] Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        int[] order = new int[values.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // Each is a part of the value, over its number.
        ulong[] pairs = GC.AllocateUninitializedArray<ulong>(values.Length);
        ulong[] sorted = GC.AllocateUninitializedArray<ulong>(values.Length);
        for (int part = 0; part < (Unsafe.SizeOf<T>() + 3) / 4; part++)
        {
            bool isSorted = true;
            ulong last = 0;
            for (int i = 0; i < order.Length; i++)
            {
                ulong key = PartOf(in values[order[i]], part);
                isSorted &= key >= last;
                last = key;
                pairs[i] = (key << PartBits) | (uint)order[i];
            }

            if (isSorted)
            {
                continue;
            }

            Sort(ref pairs, ref sorted);
            for (int i = 0; i < order.Length; i++)
            {
                order[i] = (int)(uint)pairs[i];
            }
        }

        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort(ref ulong[] pairs, ref ulong[] sorted)
    {
        Span<int> counts = stackalloc int[Digits];
        for (int shift = PartBits; shift < 2 * PartBits; shift += DigitBits)
        {
            counts.Clear();
            foreach (ulong pair in pairs)
            {
                counts[(byte)(pair >> shift)]++;
            }

            if (counts[(byte)(pairs[0] >> shift)] == pairs.Length)
            {
                continue;
            }

            int before = 0;
            foreach (ref int count in counts)
            {
                (count, before) = (before, before + count);
            }

            foreach (ulong pair in pairs)
            {
                sorted[counts[(byte)(pair >> shift)]++] = pair;
            }

            (pairs, sorted) = (sorted, pairs);
        }
    }

    /// <summary>32 bits of a value, 0 for the least significant, whose unsigned order is that of the values.</summary>
    private static uint PartOf<T>(ref readonly T value, int part)
        where T : unmanaged
    {
        if (default(T) is IFixedText)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
            int start = (Unsafe.SizeOf<T>() - 1) / 4 * 4 - (part * 4);
            if (start + 4 <= bytes.Length)
            {
                return BinaryPrimitives.ReadUInt32BigEndian(bytes[start..]);
            }

            uint last = 0;
            for (int i = start; i < start + 4; i++)
            {
                last = (last << 8) | (i < bytes.Length ? bytes[i] : 0u);
            }

            return last;
        }

        if (default(T) is IUtf32Text)
        {
            ReadOnlySpan<uint> characters = MemoryMarshal.Cast<T, uint>(new ReadOnlySpan<T>(in value));
            return characters[characters.Length - 1 - part];
        }

        return (uint)(Number(value) >> (part * PartBits));
    }

    private static ulong Number<T>(T value)
        where T : unmanaged
    {
        const uint Sign = 1u << 31;
        const ulong LongSign = 1UL << 63;
        if (typeof(T) == typeof(float))
        {
            float number = Unsafe.BitCast<T, float>(value);
            uint bits = BitConverter.SingleToUInt32Bits(number + 0f);
            return float.IsNaN(number) ? uint.MaxValue
                : (bits & Sign) != 0 ? ~bits
                : bits | Sign;
        }

        if (typeof(T) == typeof(double))
        {
            double number = Unsafe.BitCast<T, double>(value);
            ulong bits = BitConverter.DoubleToUInt64Bits(number + 0d);
            return double.IsNaN(number) ? ulong.MaxValue
                : (bits & LongSign) != 0 ? ~bits
                : bits | LongSign;
        }

        return typeof(T) == typeof(bool) ? Unsafe.BitCast<T, byte>(value) != 0 ? 1u : 0u
            : typeof(T) == typeof(byte) ? Unsafe.BitCast<T, byte>(value)
            : typeof(T) == typeof(sbyte) ? (uint)Unsafe.BitCast<T, sbyte>(value) ^ Sign
            : typeof(T) == typeof(ushort) ? Unsafe.BitCast<T, ushort>(value)
            : typeof(T) == typeof(short) ? (uint)Unsafe.BitCast<T, short>(value) ^ Sign
            : typeof(T) == typeof(uint) ? Unsafe.BitCast<T, uint>(value)
            : typeof(T) == typeof(int) ? (uint)Unsafe.BitCast<T, int>(value) ^ Sign
            : typeof(T) == typeof(ulong) ? Unsafe.BitCast<T, ulong>(value)
            : typeof(T) == typeof(long) ? Unsafe.BitCast<T, ulong>(value) ^ LongSign

            // NaT is the smallest count, and comes last.
            : unchecked((Unsafe.BitCast<T, ulong>(value) ^ LongSign) - 1);
    }
}
