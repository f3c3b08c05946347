using System.Globalization;
using System.Numerics;
using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>Numbers are written as the platform writes them, byte for byte.</summary>
public class NumberFormatterTests
{
    private const int Numbers = 100_000;

    private readonly byte[] _own = new byte[NumberFormatter.Room + 1];
    private readonly byte[] _platform = new byte[64];

    private delegate int Writer<T>(ref byte to, T value);

    [Fact]
    public void EveryHalf()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            Half value = BitConverter.UInt16BitsToHalf((ushort)bits);
            if (Half.IsFinite(value))
            {
                Same(value, NumberFormatter.Write);
            }
        }
    }

    [Fact]
    public void FloatsOfEveryExponent()
    {
        foreach (uint fraction in (uint[])[0, 1, 2, 3, 1 << 22, (1 << 23) - 2, (1 << 23) - 1])
        {
            for (uint exponent = 0; exponent < 0xFF; exponent++)
            {
                Same(BitConverter.UInt32BitsToSingle((exponent << 23) | fraction), NumberFormatter.Write);
                Same(BitConverter.UInt32BitsToSingle((1U << 31) | (exponent << 23) | fraction), NumberFormatter.Write);
            }
        }
    }

    [Fact]
    public void DoublesOfEveryExponent()
    {
        foreach (ulong fraction in (ulong[])[0, 1, 2, 3, 1UL << 51, (1UL << 52) - 2, (1UL << 52) - 1])
        {
            for (ulong exponent = 0; exponent < 0x7FF; exponent++)
            {
                Same(BitConverter.UInt64BitsToDouble((exponent << 52) | fraction), NumberFormatter.Write);
                Same(BitConverter.UInt64BitsToDouble((1UL << 63) | (exponent << 52) | fraction), NumberFormatter.Write);
            }
        }
    }

    [Fact]
    public void ShortDecimalsOfEveryExponent()
    {
        for (int exponent = -330; exponent <= 310; exponent++)
        {
            foreach (int digits in (int[])[1, 2, 4, 5, 8, 9, 15, 99, 125, 1024, 99_999, 1_000_001])
            {
                // 1e23 and others lie exactly between two floats.
                string text = string.Create(CultureInfo.InvariantCulture, $"{digits}E{exponent}");
                SameIfFinite(double.Parse(text, CultureInfo.InvariantCulture));
                SameIfFinite(float.Parse(text, CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void RandomNumbers()
    {
        var random = new Random(1);
        for (int i = 0; i < Numbers; i++)
        {
            long bits = random.NextInt64(long.MinValue, long.MaxValue);
            SameIfFinite(BitConverter.Int64BitsToDouble(bits));
            SameIfFinite(BitConverter.Int32BitsToSingle((int)bits));
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 20));
            SameIfFinite(value);
            SameIfFinite((float)value);

            // Of few decimals, and the neighbours of such numbers.
            double rounded = Math.Round(value, random.Next(12));
            SameIfFinite(rounded);
            SameIfFinite(Math.BitIncrement(rounded));
            SameIfFinite(Math.BitDecrement(rounded));
            SameIfFinite((float)rounded);
            SameIfFinite((double)(float)rounded);
            Integers(bits >> random.Next(64));
        }
    }

    [Fact]
    public void IntegersOfEveryLength()
    {
        for (BigInteger power = 1; power <= ulong.MaxValue; power *= 10)
        {
            for (int beside = -1; beside <= 1; beside++)
            {
                Integers((long)(ulong)(power + beside));
                Integers(-(long)(ulong)(power + beside));
            }
        }

        for (int bit = 0; bit < 64; bit++)
        {
            Integers(1L << bit);
            Integers((1L << bit) - 1);
        }
    }

    [Fact]
    public void FloatsThatAreNotFiniteAreNumpysWords()
    {
        (double, string)[] words =
        [
            (double.PositiveInfinity, "inf"),
            (double.NegativeInfinity, "-inf"),
            (BitConverter.UInt64BitsToDouble(0x7FF8000000000000), "nan"),
            (BitConverter.UInt64BitsToDouble(0xFFF8000000000000), "-nan"),
        ];
        foreach ((double value, string text) in words)
        {
            Assert.Equal(text, Text(value, NumberFormatter.Write));
            Assert.Equal(text, Text((float)value, NumberFormatter.Write));
            Assert.Equal(text, Text((Half)value, NumberFormatter.Write));
        }
    }

    // The platform's text of these reads back as the double below.
    [Theory]
    [InlineData(-25, "2.9802322387695312E-08")]
    [InlineData(-958, "4.1045368012983762E-289")]
    public void PowersOfTwoThePlatformMisses(int exponent, string text)
    {
        double value = Math.ScaleB(1, exponent);
        Assert.Equal(text, Text(value, NumberFormatter.Write));
        Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
    }

    private void Integers(long value)
    {
        Same(value, NumberFormatter.Write);
        Same((ulong)value, NumberFormatter.Write);
        Same((int)value, NumberFormatter.Write);
        Same((uint)value, NumberFormatter.Write);
    }

    private void SameIfFinite(double value)
    {
        if (double.IsFinite(value))
        {
            Same(value, NumberFormatter.Write);
        }
    }

    private void SameIfFinite(float value)
    {
        if (float.IsFinite(value))
        {
            Same(value, NumberFormatter.Write);
        }
    }

    private void Same<T>(T value, Writer<T> write)
        where T : struct, INumber<T>, IUtf8SpanFormattable
    {
        const byte Guard = 0xAA;
        _own[NumberFormatter.Room] = Guard;
        int length = write(ref _own[0], value);
        Assert.True(value.TryFormat(_platform, out int platformLength, default, CultureInfo.InvariantCulture));
        if (_own[NumberFormatter.Room] != Guard
            || (!_own.AsSpan(0, length).SequenceEqual(_platform.AsSpan(0, platformLength))
                && T.Parse(_platform.AsSpan(0, platformLength), CultureInfo.InvariantCulture) == value))
        {
            Assert.Equal(Encoding.UTF8.GetString(_platform, 0, platformLength), Encoding.UTF8.GetString(_own, 0, length));
            Assert.Fail($"{value} is written beyond its room.");
        }
    }

    private string Text<T>(T value, Writer<T> write) => Encoding.UTF8.GetString(_own, 0, write(ref _own[0], value));
}
