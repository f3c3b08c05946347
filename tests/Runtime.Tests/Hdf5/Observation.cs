using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit.Tests.Hdf5;

public enum Quality : byte
{
    Unknown,
    Low = 10,
    High = 200,
}

[InlineArray(3)]
public struct Levels
{
    private float _first;
}

[SharedRecord(Layout = RecordLayout.Aligned)]
public partial struct Place
{
    public byte Zone;
    public double X;
    public bool Exact;
}

/// <summary>One field of every kind that a struct can declare and HDF5 can hold.</summary>
[SharedRecord]
public partial struct Observation
{
    public Quality Quality;
    public Half Half;
    public BigEndian<int> Big;
    public Complex Complex;
    public Complex64 Complex64;
    [TimeUnit(TimeUnit.Seconds)]
    public Datetime64 When;
    public Timedelta64 Took;
    public Place Place;
    public Levels Levels;
    public bool Flag;
    public S3 Code;
}
