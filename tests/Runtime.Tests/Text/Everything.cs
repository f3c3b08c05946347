using System.Runtime.CompilerServices;

namespace SchemaToolkit.Tests.Text;

internal enum Quality : short
{
    Bad = -1,
    Good = 1,
}

[InlineArray(3)]
internal struct ThreeSingles
{
    private float _first;
}

[InlineArray(2)]
internal struct TwoS3
{
    private S3 _first;
}

[FixedText(4, TextEncoding.Utf32)]
internal partial struct FourRunes;

[SharedRecord]
internal partial struct Place
{
    public double Lat;
    public S3 Code;
}

/// <summary>Every kind of field; a cell a leaf, so two rows of eighteen.</summary>
[SharedRecord]
internal partial struct Everything
{
    public const string Row = "52.5;abc;1.5;-2;nan;x;yz;-1;70000;-0.1;1+2j;3-.5j;2020-02-29T12:34:56;1500;é☃;0.333;1;18446744073709551615";
    public const string Row2 = "-0;;0;inf;7;;abc;1;-1;1e300;0.25j;5;NaT;-3;;65504;0;0";

    public Place Place;
    public ThreeSingles Bands;
    public TwoS3 Tags;
    public Quality Quality;
    public BigEndian<int> Big;
    public BigEndian<double> BigReal;
    public System.Numerics.Complex C16;
    public Complex64 C8;

    [TimeUnit(TimeUnit.Seconds)]
    public Datetime64 At;

    [TimeUnit(TimeUnit.Milliseconds)]
    public Timedelta64 Took;

    public FourRunes Wide;
    public Half F2;
    public bool Flag;
    public ulong U8;
}
