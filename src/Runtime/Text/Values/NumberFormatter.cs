using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Writes numbers as text, as the platform does with the invariant culture: eight digits at a time, without a branch on
/// their number. Every <c>Write</c> needs room for <see cref="Room"/> bytes, may write to any of them, and returns the length.
/// </summary>
internal static class NumberFormatter
{
    /// <summary>The room a number needs; more than the longest text.</summary>
    public const int Room = 32;

    private const uint EightDigits = 100_000_000;
    private const ulong SixteenDigits = EightDigits * (ulong)EightDigits;
    private const int MostOfUInt = 10;
    private const ulong Zeros = 0x3030_3030_3030_3030;

    // With more zeros between the point and the digits, or more digits before the point, the platform writes an exponent.
    private const int MostZeros = 3;
    private const int MostOfDouble = 17;
    private const int MostOfSingle = 9;

    // Numbers of up to eight digits with four decimals, and of up to 15 digits with six. They have no exponent.
    private const uint FourDecimals = 10_000;
    private const double MostOfFour = 1e4;
    private const uint SixDecimals = 1_000_000;
    private const double LeastOfSix = 1e-4;
    private const double MostOfSix = 1e9;

    private const int DoubleFraction = 52;
    private const int DoubleExponent = 0x7FF;
    private const int DoubleBias = 1075;
    private const int SingleFraction = 23;
    private const int SingleExponent = 0xFF;
    private const int SingleBias = 150;
    private const int HalfFraction = 10;
    private const int HalfExponent = 0x1F;
    private const int HalfBias = 25;

    private static readonly ulong[] _powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    // One for each binary logarithm of an integer. The upper half of its sum with the integer is the number of digits.
    private static readonly ulong[] _counts = Counts();

    /// <summary>Writes an integer.</summary>
    /// <param name="to">Where the text goes.</param>
    /// <param name="value">The integer.</param>
    /// <returns>The length of the text.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ref byte to, uint value)
    {
        // Ten digits: the integer's, then zeros.
        int count = (int)((value + _counts[BitOperations.Log2(value)]) >> 32);
        ulong digits = value * _powers[MostOfUInt - count];
        uint first = (uint)(digits / EightDigits);
        WriteTwo(ref to, first);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 2), Eight((uint)(digits - (first * (ulong)EightDigits))) | Zeros);
        return count;
    }

    /// <inheritdoc cref="Write(ref byte, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ref byte to, int value)
    {
        to = (byte)'-';
        int sign = value >> 31;
        return Write(ref Unsafe.Add(ref to, -sign), (uint)((value ^ sign) - sign)) - sign;
    }

    /// <inheritdoc cref="Write(ref byte, uint)"/>
    public static int Write(ref byte to, ulong value)
    {
        if (value <= uint.MaxValue)
        {
            return Write(ref to, (uint)value);
        }

        ulong upper = value / EightDigits;
        int length;
        if (upper <= uint.MaxValue)
        {
            length = Write(ref to, (uint)upper);
        }
        else
        {
            ulong first = value / SixteenDigits;
            length = Write(ref to, (uint)first);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length), Eight((uint)(upper - (first * EightDigits))) | Zeros);
            length += 8;
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length), Eight((uint)(value - (upper * EightDigits))) | Zeros);
        return length + 8;
    }

    /// <inheritdoc cref="Write(ref byte, uint)"/>
    public static int Write(ref byte to, long value)
    {
        to = (byte)'-';
        long sign = value >> 63;
        return Write(ref Unsafe.Add(ref to, (int)-sign), (ulong)((value ^ sign) - sign)) - (int)sign;
    }

    /// <summary>Writes two digits.</summary>
    /// <param name="to">Where they go.</param>
    /// <param name="value">Below 100.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteTwo(ref byte to, uint value)
    {
        Debug.Assert(value < 100, "There is room for two digits.");
        Unsafe.WriteUnaligned(ref to, (ushort)(Two(value) | 0x3030));
    }

    /// <summary>Writes an integer with leading zeros.</summary>
    /// <param name="to">Where it goes; room for 16 bytes.</param>
    /// <param name="value">The integer.</param>
    /// <param name="digits">The number of digits: at least the integer's, at most 16.</param>
    public static void WriteDigits(ref byte to, ulong value, int digits)
    {
        // Sixteen digits: those asked for, then zeros.
        ulong all = digits < 8 ? value * EightDigits * _powers[8 - digits] : value * _powers[16 - digits];
        ulong upper = all / EightDigits;
        Debug.Assert(digits is >= 0 and <= 16 && upper < EightDigits, "The integer must have at most as many digits as asked for.");
        Unsafe.WriteUnaligned(ref to, Eight((uint)upper) | Zeros);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 8), Eight((uint)(all - (upper * EightDigits))) | Zeros);
    }

    /// <summary>Writes the shortest text that reads back as a float.</summary>
    /// <param name="to">Where the text goes.</param>
    /// <param name="value">The float; if it is not finite, the text is numpy's.</param>
    /// <returns>The length of the text.</returns>
    public static int Write(ref byte to, double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int sign = Sign(ref to, (uint)(bits >> 63));
        ref byte start = ref Unsafe.Add(ref to, sign);

        // Most floats in tables have few decimals. If a number of up to 15 digits reads back as the float, it is the only one.
        double magnitude = Math.Abs(value);
        if (magnitude < MostOfFour)
        {
            int number = double.ConvertToIntegerNative<int>((magnitude * FourDecimals) + 0.5);
            if (number / (double)FourDecimals == magnitude)
            {
                return sign + WriteFour(ref start, (uint)number);
            }
        }

        if (magnitude is >= LeastOfSix and < MostOfSix)
        {
            long number = double.ConvertToIntegerNative<long>((magnitude * SixDecimals) + 0.5);
            if (number / (double)SixDecimals == magnitude)
            {
                return sign + WriteSix(ref start, (ulong)number);
            }
        }

        return sign + Digits(ref start, bits & (ulong.MaxValue >> 1));
    }

    /// <inheritdoc cref="Write(ref byte, double)"/>
    public static int Write(ref byte to, float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        int sign = Sign(ref to, bits >> 31);
        return sign + Digits(ref Unsafe.Add(ref to, sign), bits & 0x7FFF_FFFF, SingleFraction, SingleExponent, SingleBias);
    }

    /// <inheritdoc cref="Write(ref byte, double)"/>
    public static int Write(ref byte to, Half value)
    {
        uint bits = BitConverter.HalfToUInt16Bits(value);
        int sign = Sign(ref to, bits >> 15);
        return sign + Digits(ref Unsafe.Add(ref to, sign), bits & 0x7FFF, HalfFraction, HalfExponent, HalfBias);
    }

    // Writes a minus. The number overwrites it if it is not negative.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sign(ref byte to, uint isNegative)
    {
        to = (byte)'-';
        return (int)isNegative;
    }

    // Writes a float that is not finite.
    private static int Word(ref byte to, bool isNaN)
    {
        ReadOnlySpan<byte> word = isNaN ? "nan"u8 : "inf"u8;
        word.CopyTo(MemoryMarshal.CreateSpan(ref to, word.Length));
        return word.Length;
    }

    // Writes a double without its sign. It must not be zero.
    private static int Digits(ref byte to, ulong bits)
    {
        ulong fraction = bits & ((1UL << DoubleFraction) - 1);
        int exponent = (int)(bits >> DoubleFraction);
        if (exponent == DoubleExponent)
        {
            return Word(ref to, isNaN: fraction != 0);
        }

        ulong digits = ShortestDigits.Double(
            fraction | (exponent > 0 ? 1UL << DoubleFraction : 0),
            Math.Max(exponent, 1) - DoubleBias,
            fraction == 0 && exponent > 1,
            out int point);
        ulong upper = digits / EightDigits;
        uint first = (uint)(upper / EightDigits);
        return Place(
            ref to,
            first,
            Eight((uint)(upper - (first * (ulong)EightDigits))),
            Eight((uint)(digits - (upper * EightDigits))),
            point,
            MostOfDouble);
    }

    // Writes a float or a half without its sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ref byte to, uint bits, int fractionBits, int lastExponent, int bias)
    {
        uint fraction = bits & ((1U << fractionBits) - 1);
        int exponent = (int)(bits >> fractionBits);
        if (exponent == lastExponent)
        {
            return Word(ref to, isNaN: fraction != 0);
        }

        if (bits == 0)
        {
            to = (byte)'0';
            return 1;
        }

        uint digits = ShortestDigits.Single(
            fraction | (exponent > 0 ? 1U << fractionBits : 0),
            Math.Max(exponent, 1) - bias,
            fraction == 0 && exponent > 1,
            out int point);
        uint first = digits / EightDigits;
        return Place(ref to, first, Eight(digits - (first * EightDigits)), 0, point, MostOfSingle);
    }

    // Writes ten-thousandths. Leaves out zeros before the last digit of the whole part, zeros after the last decimal, and the
    // point if there are no decimals.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteFour(ref byte to, uint number)
    {
        ulong digits = Eight(number);
        int zeros = BitOperations.TrailingZeroCount(digits | (1UL << 24)) >> 3;
        int point = 4 - zeros;
        int decimals = 4 - (BitOperations.LeadingZeroCount(digits) >> 3);
        digits |= Zeros;
        Unsafe.Add(ref to, 8 - zeros) = (byte)(digits >> 56);
        Unsafe.WriteUnaligned(ref to, Point(digits >> (zeros * 8), point));
        return point + (decimals > 0 ? decimals + 1 : 0);
    }

    // Writes millionths in the same way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteSix(ref byte to, ulong number)
    {
        ulong whole = number / SixDecimals;
        ulong digits = Eight((uint)(number - (whole * SixDecimals)) * 100);
        int point = Write(ref to, (uint)whole);
        int decimals = 8 - (BitOperations.LeadingZeroCount(digits) >> 3);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, point), ((digits | Zeros) << 8) | '.');
        return point + (decimals > 0 ? decimals + 1 : 0);
    }

    // Writes 17 digits (one, eight and eight) and the point among them. Zeros at their end do not count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(ref byte to, uint first, ulong middle, ulong last, int point, int mostBefore)
    {
        int zeros = last != 0 ? BitOperations.LeadingZeroCount(last) : 64 + BitOperations.LeadingZeroCount(middle);
        int count = 17 - (zeros >> 3);
        first |= '0';
        middle |= Zeros;
        last |= Zeros;
        if (point is > 0 and <= 8)
        {
            to = (byte)first;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 1), Point(middle, point - 1));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 9), (last << 8) | (middle >> 56));
            Unsafe.Add(ref to, 17) = (byte)(last >> 56);
            return count > point ? count + 1 : point;
        }

        if (point > 0 && point <= mostBefore)
        {
            to = (byte)first;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 1), middle);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 9), point < 17 ? Point(last, point - 9) : last);
            Unsafe.Add(ref to, 17) = (byte)(last >> 56);
            return count > point ? count + 1 : point;
        }

        if (point is <= 0 and >= -MostZeros)
        {
            Unsafe.WriteUnaligned(ref to, Zeros);
            Unsafe.Add(ref to, 1) = (byte)'.';
            to = ref Unsafe.Add(ref to, 2 - point);
            to = (byte)first;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 1), middle);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 9), last);
            return 2 - point + count;
        }

        to = (byte)first;
        Unsafe.Add(ref to, 1) = (byte)'.';
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 2), middle);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 10), last);
        int length = count > 1 ? count + 1 : 1;
        return length + Exponent(ref Unsafe.Add(ref to, length), point - 1);
    }

    // Inserts the point at a place among eight digits. The digits from there on move up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Point(ulong digits, int place)
    {
        Debug.Assert(place is >= 0 and < 8, "The point must be before one of the eight digits.");
        ulong before = (1UL << (place * 8)) - 1;
        return (digits & before) | ((digits & ~before) << 8) | ((ulong)'.' << (place * 8));
    }

    // Writes an exponent, with at least two digits.
    private static int Exponent(ref byte to, int exponent)
    {
        uint magnitude = (uint)Math.Abs(exponent);
        uint hundreds = magnitude / 100;
        to = (byte)'E';
        Unsafe.Add(ref to, 1) = exponent < 0 ? (byte)'-' : (byte)'+';
        Unsafe.Add(ref to, 2) = (byte)('0' + hundreds);
        int start = hundreds > 0 ? 3 : 2;
        WriteTwo(ref Unsafe.Add(ref to, start), magnitude - (hundreds * 100));
        return start + 2;
    }

    // Two digits as bytes. The first digit is the lowest byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Two(uint value)
    {
        uint tens = (value * 103) >> 10;
        return tens | ((value - (tens * 10)) << 8);
    }

    // Eight digits as bytes: split into fours, then pairs, then digits. The first digit is the lowest byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(uint value)
    {
        Debug.Assert(value < EightDigits, "There is room for eight digits.");
        uint upper = value / 10_000;
        ulong fours = upper | ((ulong)(value - (upper * 10_000)) << 32);
        ulong hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
        ulong pairs = hundreds | ((fours - (hundreds * 100)) << 16);
        ulong tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
        return tens | ((pairs - (tens * 10)) << 8);
    }

    private static ulong[] Counts()
    {
        ulong[] counts = new ulong[32];
        ulong power = 1;
        for (int bit = 0, digits = 0; bit < counts.Length; bit++)
        {
            if (1UL << bit >= power)
            {
                power *= 10;
                digits++;
            }

            counts[bit] = power <= uint.MaxValue ? ((ulong)(digits + 1) << 32) - power : (ulong)digits << 32;
        }

        return counts;
    }
}
