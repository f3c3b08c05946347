using System.Globalization;
using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

[SharedRecord]
public partial struct ThreeFloats
{
    public Half F2;
    public float F4;
    public double F8;
}

/// <summary>Literals that are hard to round, against exact arithmetic: each width is rounded once, to even.</summary>
public class FloatTests
{
    // Numbers between two neighbours of each width, on the border and a hair beside it; the ends of the ranges; noise.
    private const string Script = """
        import random, struct
        from fractions import Fraction
        random.seed(int(sys.argv[2]))

        def rounded(x, mantissa, least, bits):
            # x >= 0 exactly -> the nearest of a format with so many bits of mantissa, whose least exponent is least
            if x == 0: return 0.0
            e = max(x.numerator.bit_length() - x.denominator.bit_length() - 1, least)
            while x >= Fraction(2) ** (e + 1): e += 1
            ulp = Fraction(2) ** (e - mantissa)
            n, r = divmod(x, ulp)
            if r * 2 > ulp or (r * 2 == ulp and n & 1): n += 1
            v = n * ulp
            return float('inf') if v >= Fraction(2) ** (-least + 2) else v

        def exact(v):
            # the decimal digits of a dyadic fraction
            k = v.denominator.bit_length() - 1
            digits = str(v.numerator * 5 ** k)
            return digits + 'e-%d' % k

        literals = []
        for mantissa, least, count in ((10, -14, 1500), (23, -126, 3000), (52, -1022, 3000)):
            for _ in range(count):
                e = random.choice([random.randint(least - mantissa, -least), random.randint(-20, 40) if least < -14 else 0])
                e = max(e, least - mantissa)
                ulp = Fraction(2) ** (max(e, least) - mantissa)
                n = random.getrandbits(mantissa) | (1 << mantissa if e >= least else 0)
                half = n * ulp + ulp / 2
                literals.append(exact(half))
                digits, k = exact(half).split('e-')
                literals.append(digits + '0' * random.randint(0, 30) + '1e-%d' % (int(k) + 0) if random.random() < .5 else str(int(digits) - 1) + 'e-' + k)
        for _ in range(9000):
            n = random.randint(1, 25)
            digits = ''.join(random.choice('0123456789') for _ in range(n))
            point = random.randint(0, n)
            literals.append(digits[:point] + '.' + digits[point:] + random.choice(['', '', 'e%d' % random.randint(-60, 60), 'E+%02d' % random.randint(0, 20), 'e-%d' % random.randint(0, 350)]))
        for _ in range(3000):
            # Halfway between two f4, on it and a hair beside it, in as few digits as a lane holds.
            j = random.randint(0, 8)
            n = (1 << 24) + random.getrandbits(24) | 1
            digits = str(n * 5 ** j).rjust(j + 1, '0')
            literals.append(digits[:len(digits) - j] + '.' + digits[len(digits) - j:] + '0' * random.randint(0, max(0, 15 - len(digits))))
            if len(digits) < 15:
                digits = str(int(digits + '0' * (15 - len(digits))) + random.choice([-1, 1]))
                literals.append(digits[:len(str(n >> j))] + '.' + digits[len(str(n >> j)):])
        literals += ['90071992547409930000e-4', '16777217000000000000e-12', '9007199254740993', '16777217', '2049', '65519.99', '65520', '1e-400', '1e400', '0e999999999999', '1e-99999999999999999999', '1e99999999999999999999', '3.4028235677973366e38', '3.4028235677973365e38', '1.7976931348623158079e308', '1.7976931348623159e308', '7.006492321624085e-46', '7.0064923216240854e-46', '2.4703282292062327e-324', '2.4703282292062328e-324', '0.000000000000000000000000000000000000000000000', '100000000000000000000000000000000000000000000']
        half_to_int = lambda v: np.float16(float(v)).view('u2')
        with open(sys.argv[1], 'w') as f:
            for s in literals:
                text = s.lower()
                m, _, e = text.partition('e')
                e = int(e or 0)
                if abs(e) > 5000: x = Fraction(0) if e < 0 or not any(c in '123456789' for c in m) else Fraction(10) ** 400
                else: x = Fraction(m if m != '.' else '0') * Fraction(10) ** e
                h = rounded(x, 10, -14, 16); s4 = rounded(x, 23, -126, 32); d = rounded(x, 52, -1022, 64)
                f.write('%s %04x %08x %016x\n' % (s, np.float16(float(h)).view('u2'), np.float32(float(s4)).view('u4'), np.float64(float(d)).view('u8')))
        """;

    [Fact]
    public void EveryLiteralIsRoundedOnceIntoEveryWidth()
    {
        using var directory = new TempDirectory();
        Python.Run(Script, directory["literals"], "20260726");
        string[][] literals = [.. File.ReadLines(directory["literals"]).Select(static line => line.Split(' '))];
        Assert.InRange(literals.Length, 25000, 35000);
        var text = new StringBuilder();
        foreach (string[] literal in literals)
        {
            // The minus sign must not change the digits.
            text.Append(CultureInfo.InvariantCulture, $"{literal[0]} -{literal[0]} {literal[0]}\n");
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text.ToString());
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            ThreeFloats[] floats = RecordText.Read<ThreeFloats>(utf8, TextOptions.Whitespace with { Kernel = kernel });
            TwoFloats[] plain = RecordText.Read<TwoFloats>(utf8, TextOptions.Whitespace with { Kernel = kernel, Columns = [1, 2] });
            Assert.Equal(literals.Length, floats.Length);
            for (int i = 0; i < floats.Length; i++)
            {
                string[] literal = literals[i];
                Assert.True(literal[1] == Hex(BitConverter.HalfToUInt16Bits(floats[i].F2), 4), $"f2 {literal[0]}: {literal[1]}, not {floats[i].F2}");
                Assert.True(literal[2] == Hex(BitConverter.SingleToUInt32Bits(-floats[i].F4), 8), $"f4 {literal[0]}: {literal[2]}, not {-floats[i].F4:R}");
                Assert.True(literal[3] == Hex(BitConverter.DoubleToUInt64Bits(floats[i].F8), 16), $"f8 {literal[0]}: {literal[3]}, not {floats[i].F8:R}");
                Assert.Equal(floats[i].F4, plain[i].F4);
                Assert.Equal(floats[i].F8, plain[i].F8);
            }
        }
    }

    [Theory]
    [InlineData("nan", "007E", "0000C07F", "000000000000F87F")]
    [InlineData("-NaN", "00FE", "0000C0FF", "000000000000F8FF")]
    [InlineData("+inf", "007C", "0000807F", "000000000000F07F")]
    [InlineData("-Infinity", "00FC", "000080FF", "000000000000F0FF")]
    [InlineData("-0", "0080", "00000080", "0000000000000080")]
    public void SpecialsHaveTheBytesOfNumpy(string text, string f2, string f4, string f8)
        => Assert.Equal(f2 + f4 + f8, EveryWay.Read<ThreeFloats>(Encoding.UTF8.GetBytes($"{text}\t{text}\t{text}\n"), TextOptions.Tsv).Bytes);

    private static string Hex(ulong bits, int digits) => bits.ToString("x" + digits, CultureInfo.InvariantCulture);
}

[SharedRecord]
public partial struct TwoFloats
{
    public float F4;
    public double F8;
}
