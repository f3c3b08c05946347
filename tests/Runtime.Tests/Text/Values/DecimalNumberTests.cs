using System.Globalization;
using System.Numerics;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Decimal literals of many digits into each width: against exact arithmetic and against the platform's parser.</summary>
public class DecimalNumberTests
{
    [Theory]
    [InlineData(17, 19, 20_000)]
    [InlineData(20, 60, 10_000)]
    [InlineData(1, 16, 5_000)]
    public void RandomDigitsRoundOnce(int fewest, int most, int count)
    {
        var random = new Random(fewest);
        for (int i = 0; i < count; i++)
        {
            string digits = RandomDigits(random, random.Next(fewest, most + 1));

            // Mostly within the range of each width; sometimes far beyond.
            int magnitude = random.Next(4) switch { 0 => random.Next(-340, 320), 1 => random.Next(-50, 45), _ => random.Next(-10, 8) };
            Check(new ExactDecimal(BigInteger.Parse(digits, CultureInfo.InvariantCulture), magnitude - digits.Length).Write(random));
        }
    }

    [Fact]
    public void WhatSavetxtWritesOfEveryExponentIsReadBack()
    {
        var random = new Random(1);
        for (int exponent = 0; exponent < 2047; exponent++)
        {
            for (int i = 0; i < 6; i++)
            {
                ulong fraction = i switch { 0 => 0, 1 => (1UL << 52) - 1, _ => (ulong)random.NextInt64(1L << 52) };
                double value = BitConverter.UInt64BitsToDouble(((ulong)exponent << 52) | fraction);
                foreach (string format in (string[])["e18", "e16"])
                {
                    string text = value.ToString(format, CultureInfo.InvariantCulture);
                    AssertBits(FloatFormat.Double, text, BitConverter.DoubleToUInt64Bits(value));
                    Check(text);
                }
            }
        }
    }

    [Fact]
    public void FloatsOfEveryExponentAreReadBack()
    {
        var random = new Random(2);
        for (int exponent = 0; exponent < 255; exponent++)
        {
            for (int i = 0; i < 20; i++)
            {
                float value = BitConverter.UInt32BitsToSingle(((uint)exponent << 23) | (uint)random.Next(1 << 23));
                foreach (string format in (string[])["e18", "e8", "R"])
                {
                    AssertBits(FloatFormat.Single, value.ToString(format, CultureInfo.InvariantCulture), BitConverter.SingleToUInt32Bits(value));
                }
            }
        }
    }

    [Fact]
    public void EveryHalfAndEveryBorderBetweenTwoIsRight()
    {
        var random = new Random(3);
        for (ulong bits = 0; bits < FloatFormat.Half.Infinity; bits++)
        {
            (ulong numerator, int power) = FloatFormat.Half.Exactly(bits);
            AssertBits(FloatFormat.Half, ExactDecimal.Of(numerator, power).Write(random), bits);
            AssertBorder(FloatFormat.Half, bits, random);
        }
    }

    [Fact]
    public void BordersBetweenTwoFloatsAreRight()
    {
        var random = new Random(4);
        for (int i = 0; i < 6_000; i++)
        {
            // Every exponent; and those whose borders have digits so few that the mantissa holds them all.
            AssertBorder(FloatFormat.Single, RandomBits(FloatFormat.Single, i % 2 == 0 ? random.Next(255) : random.Next(127 - 12, 127 + 60), random), random);
            AssertBorder(FloatFormat.Double, RandomBits(FloatFormat.Double, i % 3 == 0 ? random.Next(2047) : random.Next(1023 - 12, 1023 + 70), random), random);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.0000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000001")]
    [InlineData("0.00000000000000000000000000000000000012345678901234567")]
    [InlineData("1.0000000000000000000000000000000000000")]
    [InlineData("16777217.000000000000000000000000000000")]
    [InlineData("16777217.000000000000000000000000000001")]
    [InlineData("9007199254740993.0000000000000000000000")]
    [InlineData("9007199254740993.0000000000000000000001")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("9999999999999999999")]
    [InlineData("9999999999999999999e-19")]
    [InlineData("9999999999999999999e289")]
    [InlineData("99999999999999999999999e-23")]
    [InlineData("0.5000000000")]
    [InlineData("298023223876953125e-25")]
    [InlineData("298023223876953126e-25")]
    [InlineData("8.9406967163085937500e-08")]
    [InlineData("65519.999999999999999")]
    [InlineData("65520.000000000000000")]
    [InlineData("3.4028235677973366e38")]
    [InlineData("3.4028235677973365e38")]
    [InlineData("340282356779733661637539395458142568447")]
    [InlineData("340282356779733661637539395458142568448")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("1.797693134862315807e308")]
    [InlineData("1.797693134862315808e308")]
    [InlineData("1.7976931348623159e308")]
    [InlineData("1e309")]
    [InlineData("9999999999999999999e308")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("2.225073858507201136e-308")]
    [InlineData("4.9406564584124654e-324")]
    [InlineData("7.4109846876186981626e-324")]
    [InlineData("2.4703282292062327208e-324")]
    [InlineData("2.4703282292062327209e-324")]
    [InlineData("2.470328229206232720882843964341106861825299013071623822127928412503377536351043e-324")]
    [InlineData("1e-324")]
    [InlineData("9999999999999999999e-342")]
    [InlineData("9999999999999999999e-343")]
    [InlineData("9999999999999999999e-344")]
    [InlineData("1e-400")]
    [InlineData("7.006492321624085354e-46")]
    [InlineData("7.006492321624085355e-46")]
    [InlineData("1.17549435e-38")]
    [InlineData("1.175494280757364291e-38")]
    [InlineData("6.0975551605224609375e-5")]
    [InlineData("6.097555160522460937e-5")]
    public void EndsAndBordersAreRight(string literal) => Check(literal);

    [Fact]
    public void ExponentsOfAnySizeMakeUpForDigitsOfAnyNumber()
    {
        const int Many = 2_000_000;
        AssertBits(FloatFormat.Double, $"0.{new string('0', Many)}125e{Many}", BitConverter.DoubleToUInt64Bits(0.125));
        AssertBits(FloatFormat.Double, $"125{new string('0', Many)}e-{Many}", BitConverter.DoubleToUInt64Bits(125));
        AssertBits(FloatFormat.Double, $"1e{new string('9', Many)}", FloatFormat.Double.Infinity);
        AssertBits(FloatFormat.Double, $"1e-{new string('9', Many)}", 0);
        AssertBits(FloatFormat.Double, $"0e{new string('9', Many)}", 0);
    }

    [Fact]
    public void ThePlatformIsNotAskedForWhatTablesHold()
    {
        var random = new Random(5);
        int cut = 0;
        for (int i = 0; i < 10_000; i++)
        {
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300));
            foreach (string format in (string[])["e18", "R", "e17"])
            {
                Scan(value.ToString(format, CultureInfo.InvariantCulture), out DecimalNumber number);
                Assert.True(number.TryToDouble(out double read), $"{value:e18} as {format}");
                Assert.Equal(value, read);
                Assert.True(number.TryToSingle(out _), $"{value:e18} as {format}");
            }

            Scan(value.ToString("e30", CultureInfo.InvariantCulture), out DecimalNumber longer);
            cut += longer.TryToDouble(out double same) && same == value ? 0 : 1;
        }

        // Between the first 19 digits and one more in their last may lie a border.
        Assert.InRange(cut, 0, 100);
    }

    [Theory]
    [InlineData("0.500000000000000000")]
    [InlineData("123.125000000000")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740993.000")]
    [InlineData("16777217.00000000000")]
    [InlineData("298023223876953125e-25")]
    [InlineData("1e-400")]
    [InlineData("3e-324")]
    [InlineData("1e400")]
    public void NorForNumbersThatAreFloatsOrBordersExactly(string literal)
    {
        Scan(literal, out DecimalNumber number);
        Assert.True(number.TryToDouble(out _));
        Assert.True(number.TryToSingle(out _));
    }

    [Fact]
    public void PowersOfFiveAreWhatTheySay()
    {
        for (int exponent = PowersOfFive.Least; exponent <= PowersOfFive.Largest; exponent++)
        {
            // P ≤ 5^n / 2^shift < P + 1, where 5^n or its inverse is whole.
            var leading = new BigInteger(PowersOfFive.Leading(exponent, out ulong low));
            leading = (leading << 64) | low;
            var power = BigInteger.Pow(5, Math.Abs(exponent));
            int shift = BinaryRounding.FloorLog2OfPowerOfTen(exponent) - exponent - 127;
            BigInteger up = exponent >= 0 ? power << Math.Max(0, -shift) : BigInteger.One << -shift;
            BigInteger unit = exponent >= 0 ? BigInteger.One << Math.Max(0, shift) : power;
            Assert.Equal(128, leading.GetBitLength());
            Assert.True(leading * unit <= up && up < (leading + 1) * unit, $"5^{exponent}");
            Assert.Equal(exponent is >= 0 and <= PowersOfFive.LargestExact, leading * unit == up);
        }

        Assert.Equal(7450580596923828125UL, PowersOfFive.Integer(PowersOfFive.LargestInteger));
        Assert.Equal(1UL, PowersOfFive.Integer(0));
    }

    [Fact]
    public void EverySplitOfDigitsIsTaken()
    {
        const string Digits = "98765432101234567890123456789";
        foreach (string sign in (string[])["", "-", "+"])
        {
            for (int whole = 0; whole <= Digits.Length; whole++)
            {
                for (int decimals = 0; whole + decimals <= Digits.Length; decimals++)
                {
                    string number = $"{sign}{Digits[..whole]}.{Digits.AsSpan(whole, decimals)}";
                    foreach (string exponent in (string[])["", "e1", "E-05", "e+120", "e", "e-", "x", ".", "/", ":", "\xFF", "\0"])
                    {
                        bool isExponent = exponent.Length > 1 && char.IsAsciiDigit(exponent[^1]);
                        string text = number + (isExponent ? exponent : "");
                        int length = whole + decimals == 0 ? 0 : text.Length;

                        // Digits behind the text are no part of it.
                        byte[] bytes = Encoding.Latin1.GetBytes(number + exponent + "77777777");
                        ReadOnlySpan<byte> cell = bytes.AsSpan(0, number.Length + exponent.Length);
                        Assert.True(length == DecimalNumber.Scan(cell, out DecimalNumber scanned), $"{number}{exponent}");
                        if (length > 0)
                        {
                            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), scanned.ToDouble(cell[..length]));
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void NothingBehindTheTextIsRead()
    {
        foreach (string text in (string[])["1.234567890123456789e+02", "-0.1234567890123456", "12345678901234567890.5", "1.2345678", "1.2345678e", "1.2345678e-", "-", "+.", "1", "9.", "inf", "n"])
        {
            for (int length = 0; length <= text.Length; length++)
            {
                using var guarded = new GuardedText(Encoding.ASCII.GetBytes(text[..length]), atEnd: true);
                int taken = DecimalNumber.Scan(guarded.Text, out DecimalNumber number);
                if (taken > 0 && number.IsFinite)
                {
                    Assert.Equal(double.Parse(text[..taken], CultureInfo.InvariantCulture), number.ToDouble(guarded.Text[..taken]));
                }
            }
        }
    }

    [Fact]
    public void EveryWayOfReadingTakesThem()
    {
        var random = new Random(6);
        var text = new StringBuilder();
        var expected = new List<byte>();
        for (int i = 0; i < 300; i++)
        {
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30));
            string literal = value.ToString(random.Next(3) switch { 0 => "e18", 1 => "R", _ => "e25" }, CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{literal}\t{literal}\t{literal}\n");
            expected.AddRange(BitConverter.GetBytes(Half.Parse(literal, CultureInfo.InvariantCulture)));
            expected.AddRange(BitConverter.GetBytes(float.Parse(literal, CultureInfo.InvariantCulture)));
            expected.AddRange(BitConverter.GetBytes(value));
        }

        Assert.Equal(Convert.ToHexString([.. expected]), EveryWay.Read<ThreeFloats>(Encoding.ASCII.GetBytes(text.ToString()), TextOptions.Tsv).Bytes);
    }

    // The number halfway between a float and the next, one more and one less in its last digit, and with digits left out:
    // the float or the next.
    private static void AssertBorder(FloatFormat format, ulong bits, Random random)
    {
        (ulong numerator, int power) = format.Exactly(bits);
        ExactDecimal border = ExactDecimal.Of((numerator * 2) + 1, power - 1);
        AssertBits(format, border.Write(random), bits + (bits & 1));
        AssertBits(format, (border with { Digits = border.Digits + 1 }).Write(random), (border with { Digits = border.Digits + 1 }).Round(format));

        // Digits that are not there yet: 17 to 45 of them, or as many more as the border has.
        ExactDecimal longer = new(border.Digits * BigInteger.Pow(10, 20), border.Exponent - 20);
        AssertBits(format, (longer with { Digits = longer.Digits + 1 }).Write(random), bits + 1);
        AssertBits(format, (longer with { Digits = longer.Digits - 1 }).Write(random), bits);
        int length = border.Digits.ToString(CultureInfo.InvariantCulture).Length;
        int kept = random.Next(17, 46);
        if (length > kept)
        {
            ExactDecimal below = new(border.Digits / BigInteger.Pow(10, length - kept), border.Exponent + length - kept);
            AssertBits(format, below.Write(random), below.Round(format));
            ExactDecimal above = below with { Digits = below.Digits + 1 };
            AssertBits(format, above.Write(random), above.Round(format));
        }
    }

    private static void Check(string literal)
    {
        ExactDecimal exact = ExactDecimal.Parse(literal);
        foreach (FloatFormat format in FloatFormat.All)
        {
            AssertBits(format, literal, exact.Round(format));
        }
    }

    // Ours and the platform's, with and without a minus.
    private static void AssertBits(FloatFormat format, string literal, ulong expected)
    {
        byte[] text = Encoding.ASCII.GetBytes(literal);
        byte[] negative = [(byte)'-', .. text];
        Scan(literal, out DecimalNumber number);
        Assert.Equal(negative.Length, DecimalNumber.Scan(negative, out DecimalNumber opposite));
        (ulong bits, ulong oppositeBits, ulong platform) = format.FractionBits switch
        {
            10 => (BitConverter.HalfToUInt16Bits(number.ToHalf(text)), BitConverter.HalfToUInt16Bits(opposite.ToHalf(negative)), BitConverter.HalfToUInt16Bits(Half.Parse(literal, CultureInfo.InvariantCulture))),
            23 => (BitConverter.SingleToUInt32Bits(number.ToSingle(text)), BitConverter.SingleToUInt32Bits(opposite.ToSingle(negative)), BitConverter.SingleToUInt32Bits(float.Parse(literal, CultureInfo.InvariantCulture))),
            _ => (BitConverter.DoubleToUInt64Bits(number.ToDouble(text)), BitConverter.DoubleToUInt64Bits(opposite.ToDouble(negative)), BitConverter.DoubleToUInt64Bits(double.Parse(literal, CultureInfo.InvariantCulture))),
        };
        Assert.True(expected == bits, $"{format.Name} {literal}: {expected:x}, not {bits:x}");
        Assert.True((expected | format.SignBit) == oppositeBits, $"{format.Name} -{literal}: {oppositeBits:x}");
        Assert.True(expected == platform, $"The platform reads {format.Name} {literal} as {platform:x}, not {expected:x}");
    }

    private static void Scan(string literal, out DecimalNumber number)
        => Assert.Equal(literal.Length, DecimalNumber.Scan(Encoding.ASCII.GetBytes(literal), out number));

    private static ulong RandomBits(FloatFormat format, int exponent, Random random)
        => ((ulong)exponent << format.FractionBits) | (ulong)random.NextInt64(1L << format.FractionBits);

    private static string RandomDigits(Random random, int count)
    {
        char[] digits = new char[count];
        for (int i = 0; i < count; i++)
        {
            digits[i] = (char)('0' + random.Next(10));
        }

        return new string(digits);
    }
}
