using System.Globalization;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A decimal number taken apart: ±mantissa × 10^exponent. Rounds once into each float width: by one exact
/// operation where that is possible, else by the platform's parser, which is exact and slow.</summary>
internal readonly struct DecimalNumber
{
    /// <summary>More digits than this may not fit the mantissa.</summary>
    public const int MaxDigits = 19;

    private const ulong MaxExactDouble = 1UL << 53;
    private const ulong MaxExactSingle = 1UL << 24;

    // What numpy writes; .NET's own NaN has the sign bit set.
    private const ushort HalfNaN = 0x7E00;
    private const uint SingleNaN = 0x7FC00000;
    private const ulong DoubleNaN = 0x7FF8000000000000;

    private static readonly double[] _powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

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

    private enum Shape : byte
    {
        Short,
        Long,
        Infinity,
        NaN,
    }

    /// <summary>Whether the text is digits, not <c>nan</c> or <c>inf</c>.</summary>
    public bool IsFinite => _shape is Shape.Short or Shape.Long;

    /// <summary>Takes the number at the start of a text: a sign, digits with or without a point, an exponent; or
    /// <c>nan</c>, <c>inf</c>, <c>infinity</c> in any case. What strtod takes, hexadecimals left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">The number.</param>
    /// <returns>How many bytes the number has; 0 when there is none.</returns>
    public static int Scan(ReadOnlySpan<byte> text, out DecimalNumber number)
    {
        int p = 0;
        bool isNegative = false;
        if (p < text.Length && text[p] is (byte)'-' or (byte)'+')
        {
            isNegative = text[p++] == '-';
        }

        ulong mantissa = 0;
        int digits = 0;
        int significant = 0;
        int exponent = 0;
        bool afterPoint = false;
        for (; p < text.Length; p++)
        {
            uint digit = (uint)text[p] - '0';
            if (digit > 9)
            {
                if (text[p] != '.' || afterPoint)
                {
                    break;
                }

                afterPoint = true;
                continue;
            }

            digits++;
            exponent -= afterPoint ? 1 : 0;
            significant += significant > 0 || digit != 0 ? 1 : 0;
            mantissa = significant <= MaxDigits ? (mantissa * 10) + digit : mantissa;
        }

        if (digits == 0)
        {
            return ScanSpecial(text, isNegative, out number);
        }

        p += ScanExponent(text[p..], out int written);
        number = new DecimalNumber(isNegative, mantissa, exponent + written, significant <= MaxDigits ? Shape.Short : Shape.Long);
        return p;
    }

    /// <summary>The nearest double.</summary>
    /// <param name="text">The text the number was taken from, exactly.</param>
    /// <returns>The double; infinite where the number is out of range.</returns>
    public double ToDouble(ReadOnlySpan<byte> text)
    {
        if (TryToDouble(out double value))
        {
            return value;
        }

        switch (_shape)
        {
            case Shape.NaN:
                return BitConverter.UInt64BitsToDouble(DoubleNaN | (_isNegative ? 1UL << 63 : 0));
            case Shape.Infinity:
                return _isNegative ? double.NegativeInfinity : double.PositiveInfinity;
            default:
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
                return value;
        }
    }

    /// <summary>The nearest float.</summary>
    /// <inheritdoc cref="ToDouble"/>
    public float ToSingle(ReadOnlySpan<byte> text)
    {
        if (TryToSingle(out float value))
        {
            return value;
        }

        switch (_shape)
        {
            case Shape.NaN:
                return BitConverter.UInt32BitsToSingle(SingleNaN | (_isNegative ? 1U << 31 : 0));
            case Shape.Infinity:
                return _isNegative ? float.NegativeInfinity : float.PositiveInfinity;
            default:
                float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
                return value;
        }
    }

    /// <summary>The nearest half.</summary>
    /// <inheritdoc cref="ToDouble"/>
    public Half ToHalf(ReadOnlySpan<byte> text)
    {
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

    /// <summary>The nearest double, where one operation on exact operands gives it.</summary>
    /// <param name="value">The double.</param>
    /// <returns>Whether it does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryToDouble(out double value)
    {
        if (_shape != Shape.Short || _mantissa > MaxExactDouble || (uint)(_exponent + 22) > 44)
        {
            value = 0;
            return false;
        }

        double magnitude = _exponent < 0 ? _mantissa / _powers[-_exponent] : _mantissa * _powers[_exponent];
        value = _isNegative ? -magnitude : magnitude;
        return true;
    }

    /// <summary>The nearest float, where the nearest double is at hand and lies on neither of the borders between two
    /// floats nor in the range where they are sparser: then rounding it again is rounding once.</summary>
    /// <param name="value">The float.</param>
    /// <returns>Whether it does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryToSingle(out float value)
    {
        if (!TryToDouble(out double wide))
        {
            value = 0;
            return false;
        }

        // Few digits are exact: the border itself is then the number, and even wins as it must.
        value = (float)wide;
        return (BitConverter.DoubleToUInt64Bits(wide) & 0x1FFFFFFF) != 0x10000000
                ? Math.Abs(wide) >= 1.17549435e-38 || wide == 0
                : _mantissa <= MaxExactSingle && _exponent == 0;
    }

    private static int ScanExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty || (text[0] | 0x20) != 'e')
        {
            return 0;
        }

        int p = 1;
        bool isNegative = false;
        if (p < text.Length && text[p] is (byte)'-' or (byte)'+')
        {
            isNegative = text[p++] == '-';
        }

        int start = p;
        for (; p < text.Length && (uint)text[p] - '0' <= 9; p++)
        {
            // Beyond this every number is infinite or zero.
            exponent = Math.Min((exponent * 10) + text[p] - '0', 1_000_000);
        }

        exponent = isNegative ? -exponent : exponent;
        return p == start ? 0 : p;
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
