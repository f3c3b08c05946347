using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit.Tests.Records;

/// <summary>A field of every kind there is.</summary>
[SharedRecord]
public partial struct Kinds
{
    public Level Level;
    public Wide Wide;
    public BigEndian<short> B2;
    public BigEndian<uint> B4;
    public BigEndian<double> B8;
    public BigEndian<Half> BHalf;
    public BigEndian<Level> BLevel;
    public BigEndian<Complex> BComplex;
    public BigEndian<Complex64> BComplex64;
    public Complex Complex;
    public Complex64 Complex64;
    public Datetime64 At;
    [TimeUnit(TimeUnit.Days)] public Datetime64 Day;
    [TimeUnit(TimeUnit.Seconds)] public BigEndian<Datetime64> BAt;
    [TimeUnit(TimeUnit.Milliseconds)] public Timedelta64 Took;
    public Word Word;
    public Point Point;
    public AlignedPoint Aligned;
    public Vector Vector;
    public Matrix Matrix;
    public Points Points;
    public Flags Flags;
    public Words Words;
    public Chromosomes Chromosomes;
    [TimeUnit(TimeUnit.Hours)] public Times Times;
}

/// <summary>The same kinds as C lays them out.</summary>
[SharedRecord(Layout = RecordLayout.Aligned)]
public partial struct AlignedKinds
{
    public bool A;
    public BigEndian<int> B4;
    public byte B;
    public BigEndian<Complex64> BComplex64;
    public bool C;
    public Complex Complex;
    public bool D;
    public Word Word;
    public bool E;
    public Point Point;
    public bool F;
    public AlignedPoint Aligned;
    public bool G;
    public Points Points;
    public bool H;
    public Matrix Matrix;
    public bool I;
    public Datetime64 At;
    public Chromosomes Chromosomes;
}

public enum Level : short
{
    Low = -1,
    Middle,
    High = 300,
}

public enum Wide : ulong
{
    None,
    Top = 1ul << 63,
}

[FixedText(5, TextEncoding.Utf32)]
public partial struct Word;

[SharedRecord]
public partial struct Point
{
    public byte Kind;
    public double X;
    public double Y;
}

[SharedRecord(Layout = RecordLayout.Aligned)]
public partial struct AlignedPoint
{
    public byte Kind;
    public double X;
    public bool Valid;
}

[InlineArray(3)]
public struct Vector
{
    private float _first;
}

[InlineArray(2)]
public struct Matrix
{
    private Vector _first;
}

[InlineArray(2)]
public struct Points
{
    private AlignedPoint _first;
}

[InlineArray(4)]
public struct Flags
{
    private bool _first;
}

[InlineArray(2)]
public struct Words
{
    private Word _first;
}

[InlineArray(2)]
public struct Chromosomes
{
    private S5 _first;
}

[InlineArray(2)]
public struct Times
{
    private BigEndian<Datetime64> _first;
}
