using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>A decimal number in parts: ±mantissa × 10^exponent. It is rounded once to each type of float: by one exact
/// operation if possible, else by <see cref="BinaryRounding"/>, else (almost never) by the platform's parser, which is exact and
/// slow.</summary>
internal readonly struct DecimalNumber
{
    /// <summary>More digits than this may not fit the mantissa.</summary>
    public const int MaxDigits = 19;

    private const ulong MaxExactDouble = 1UL << 53;
    private const ulong MaxExactSingle = 1UL << 24;
    private const int MaxExactDoublePower = 22;
    private const int MaxExactSinglePower = 10;

    // Beyond this exponent every number is infinite or zero, whatever its digits: it has fewer than 2^31.
    private const long MaxExponent = 1L << 32;

    /// <summary>numpy's NaN; .NET's own NaN has the sign bit set.</summary>
    public const uint SingleNaN = 0x7FC00000;

    /// <inheritdoc cref="SingleNaN"/>
    public const ulong DoubleNaN = 0x7FF8000000000000;

    private const ushort HalfNaN = 0x7E00;

    private readonly ulong _mantissa;
    private readonly int _exponent;
    private readonly bool _isNegative;
    private readonly Shape _shape;

    public DecimalNumber(bool isNegative, ulong mantissa, int exponent)
        : this(isNegative, mantissa, exponent, Shape.Short)
    {
    }

    private DecimalNumber(bool isNegative, ulong mantissa, int exponent, Shape shape)
    {
        _isNegative = isNegative;
        _mantissa = mantissa;
        _exponent = exponent;
        _shape = shape;
    }

    private static ReadOnlySpan<double> DoublePowers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private static ReadOnlySpan<float> SinglePowers => [1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f];

    private enum Shape : byte
    {
        Short,

        // The mantissa has only the first digits, so it is too small.
        Cut,
        Infinity,
        NaN,
    }

    /// <summary>Whether the number has digits and is not <c>nan</c> or <c>inf</c>.</summary>
    public bool IsFinite => _shape is Shape.Short or Shape.Cut;

    /// <summary>Reads the number at the start of a text: a sign, digits with or without a point, an exponent; or
    /// <c>nan</c>, <c>inf</c>, <c>infinity</c> in any case. That is what strtod reads, except hexadecimal numbers.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">The number.</param>
    /// <returns>The length of the number in bytes; 0 if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Scan(ReadOnlySpan<byte> text, out DecimalNumber number)
    {
        // Signs occur unpredictably, so there are no branches.
        byte first = text.IsEmpty ? (byte)0 : text[0];
        bool isNegative = first == '-';
        int start = isNegative | first == '+' ? 1 : 0;
        int end = start;
        ulong mantissa = 0;
        for (uint digit; end < text.Length && (digit = (uint)text[end] - '0') <= 9; end++)
        {
            mantissa = (mantissa * 10) + digit;
        }

        int digits = end - start;
        int decimals = 0;
        if (end < text.Length && text[end] == '.')
        {
            int point = end + 1;
            end = Digits(text, point, ref mantissa);
            decimals = end - point;
            digits += decimals;
        }

        if (digits == 0)
        {
            return ScanSpecial(text, isNegative, out number);
        }

        int length = end;
        long exponent = -decimals;
        if (end < text.Length && (text[end] | 0x20) == 'e')
        {
            length += ScanExponent(text, end, out long written);
            exponent += written;
        }

        bool isCut = false;
        if (digits > MaxDigits)
        {
            mantissa = First(text[start..end], out int behind, out isCut);
            exponent += behind;
        }

        int clamped = (int)Math.Clamp(exponent, int.MinValue, int.MaxValue);
        number = new DecimalNumber(isNegative, mantissa, clamped, isCut ? Shape.Cut : Shape.Short);
        return length;
    }

    /// <summary>The nearest double.</summary>
    /// <param name="text">Exactly the text that the number was read from.</param>
    /// <returns>The double; infinite if the number is out of range.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ToDouble(ReadOnlySpan<byte> text) => TryToDouble(out double value) ? value : OtherDouble(text);

    private double OtherDouble(ReadOnlySpan<byte> text)
    {
        switch (_shape)
        {
            case Shape.NaN:
                return BitConverter.UInt64BitsToDouble(DoubleNaN | (_isNegative ? 1UL << 63 : 0));
            case Shape.Infinity:
                return _isNegative ? double.NegativeInfinity : double.PositiveInfinity;
            default:
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
                return value;
        }
    }

    /// <summary>The nearest float.</summary>
    /// <inheritdoc cref="ToDouble"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ToSingle(ReadOnlySpan<byte> text) => TryToSingle(out float value) ? value : OtherSingle(text);

    private float OtherSingle(ReadOnlySpan<byte> text)
    {
        switch (_shape)
        {
            case Shape.NaN:
                return BitConverter.UInt32BitsToSingle(SingleNaN | (_isNegative ? 1U << 31 : 0));
            case Shape.Infinity:
                return _isNegative ? float.NegativeInfinity : float.PositiveInfinity;
            default:
                float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
                return value;
        }
    }

    /// <summary>The nearest half.</summary>
    /// <inheritdoc cref="ToDouble"/>
    public Half ToHalf(ReadOnlySpan<byte> text)
    {
        ulong bits = BinaryRounding.ToHalf(_mantissa, _exponent, _shape == Shape.Cut);
        if (bits != BinaryRounding.Undecided && IsFinite)
        {
            return BitConverter.UInt16BitsToHalf((ushort)(bits | (_isNegative ? 1UL << 15 : 0)));
        }

        switch (_shape)
        {
            case Shape.NaN:
                return BitConverter.UInt16BitsToHalf((ushort)(HalfNaN | (_isNegative ? 1U << 15 : 0)));
            case Shape.Infinity:
                return _isNegative ? Half.NegativeInfinity : Half.PositiveInfinity;
            default:
                Half.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out Half value);
                return value;
        }
    }

    /// <summary>The nearest double, unless the platform's parser is needed.</summary>
    /// <param name="value">The double.</param>
    /// <returns>Whether the value is known; it never is for <c>nan</c> and <c>inf</c>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryToDouble(out double value)
    {
        // The mantissa and the power of ten are exact doubles, so one operation rounds once.
        if (_shape == Shape.Short && _mantissa <= MaxExactDouble && (uint)(_exponent + MaxExactDoublePower) <= 2 * MaxExactDoublePower)
        {
            double magnitude = _exponent < 0 ? (long)_mantissa / DoublePowers[-_exponent] : (long)_mantissa * DoublePowers[_exponent];
            value = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(magnitude) | ((_isNegative ? 1UL : 0) << 63));
            return true;
        }

        ulong bits = BinaryRounding.ToDouble(_mantissa, _exponent, _shape == Shape.Cut);
        value = BitConverter.UInt64BitsToDouble(bits | ((_isNegative ? 1UL : 0) << 63));
        return bits != BinaryRounding.Undecided && IsFinite;
    }

    /// <summary>The nearest float, unless the platform's parser is needed.</summary>
    /// <param name="value">The float.</param>
    /// <returns>Whether the value is known; it never is for <c>nan</c> and <c>inf</c>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryToSingle(out float value)
    {
        if (_shape == Shape.Short && _mantissa <= MaxExactSingle && (uint)(_exponent + MaxExactSinglePower) <= 2 * MaxExactSinglePower)
        {
            float magnitude = _exponent < 0 ? (int)_mantissa / SinglePowers[-_exponent] : (int)_mantissa * SinglePowers[_exponent];
            value = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(magnitude) | ((_isNegative ? 1U : 0) << 31));
            return true;
        }

        ulong bits = BinaryRounding.ToSingle(_mantissa, _exponent, _shape == Shape.Cut);
        value = BitConverter.UInt32BitsToSingle((uint)bits | ((_isNegative ? 1U : 0) << 31));
        return bits != BinaryRounding.Undecided && IsFinite;
    }

    // Appends the digits from a place on to a mantissa, eight at a time. Returns where they end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ReadOnlySpan<byte> text, int p, ref ulong mantissa)
    {
        ulong number = mantissa;
        for (; text.Length - p >= 8; p += 8)
        {
            ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), p)) - 0x3030_3030_3030_3030;

            // A byte below '0' borrows from the next and becomes larger than 9, like one above '9'.
            if (((eight | (eight + 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080) != 0)
            {
                break;
            }

            // Joins pairs, then fours, then eight. The most significant digit is the lowest byte.
            eight = (eight * 10) + (eight >> 8);
            eight = (((eight & 0x0000_00FF_0000_00FF) * 0x000F_4240_0000_0064)
                + (((eight >> 16) & 0x0000_00FF_0000_00FF) * 0x0000_2710_0000_0001)) >> 32;
            number = (number * 100_000_000) + eight;
        }

        for (uint digit; p < text.Length && (digit = (uint)text[p] - '0') <= 9; p++)
        {
            number = (number * 10) + digit;
        }

        mantissa = number;
        return p;
    }

    // The first digits of a number that may have too many, without leading zeros. How many digits follow them, and whether any of
    // those is not 0.
    private static ulong First(ReadOnlySpan<byte> digits, out int behind, out bool isCut)
    {
        ulong mantissa = 0;
        int p = Math.Max(0, digits.IndexOfAnyExcept((byte)'0', (byte)'.'));
        for (int left = MaxDigits; p < digits.Length && left > 0; p++)
        {
            if (digits[p] != '.')
            {
                mantissa = (mantissa * 10) + digits[p] - '0';
                left--;
            }
        }

        ReadOnlySpan<byte> rest = digits[p..];
        behind = rest.Length - (rest.Contains((byte)'.') ? 1 : 0);
        isCut = rest.ContainsAnyExcept((byte)'0', (byte)'.');
        return mantissa;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ScanExponent(ReadOnlySpan<byte> text, int start, out long exponent)
    {
        int p = start + 1;
        byte first = p < text.Length ? text[p] : (byte)0;
        long sign = first == '-' ? 1 : 0;
        p += (first == '-' ? 1 : 0) + (first == '+' ? 1 : 0);
        int digits = p;
        exponent = 0;
        for (uint digit; p < text.Length && (digit = (uint)text[p] - '0') <= 9; p++)
        {
            exponent = Math.Min((exponent * 10) + digit, MaxExponent);
        }

        exponent = (exponent ^ -sign) + sign;
        return p == digits ? 0 : p - start;
    }

    private static int ScanSpecial(ReadOnlySpan<byte> text, bool isNegative, out DecimalNumber number)
    {
        int sign = !text.IsEmpty && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        ReadOnlySpan<byte> word = text[sign..];
        (Shape shape, int length) =
            StartsWith(word, "nan"u8) ? (Shape.NaN, 3)
            : StartsWith(word, "infinity"u8) ? (Shape.Infinity, 8)
            : StartsWith(word, "inf"u8) ? (Shape.Infinity, 3)
            : (Shape.Short, -sign);
        number = new DecimalNumber(isNegative, 0, 0, shape);
        return sign + length;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        if (text.Length < lowerCase.Length)
        {
            return false;
        }

        for (int i = 0; i < lowerCase.Length; i++)
        {
            if ((text[i] | 0x20) != lowerCase[i])
            {
                return false;
            }
        }

        return true;
    }
}
