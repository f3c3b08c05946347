namespace SchemaToolkit.Tests.Text;

/// <summary>A binary interchange format of IEEE 754.</summary>
internal sealed record FloatFormat(string Name, int FractionBits, int Bias)
{
    public static FloatFormat Half { get; } = new("f2", 10, 15);

    public static FloatFormat Single { get; } = new("f4", 23, 127);

    public static FloatFormat Double { get; } = new("f8", 52, 1023);

    public static IReadOnlyList<FloatFormat> All { get; } = [Half, Single, Double];

    public ulong Infinity => ((2UL * (uint)Bias) + 1) << FractionBits;

    public ulong SignBit => Infinity + (1UL << FractionBits);

    /// <summary>The float whose bits these are, as numerator × 2^power.</summary>
    public (ulong Numerator, int Power) Exactly(ulong bits)
    {
        int exponent = (int)(bits >> FractionBits);
        ulong fraction = bits & ((1UL << FractionBits) - 1);
        return exponent == 0 ? (fraction, 1 - Bias - FractionBits) : (fraction | (1UL << FractionBits), exponent - Bias - FractionBits);
    }
}
