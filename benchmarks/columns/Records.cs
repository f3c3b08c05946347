using SchemaToolkit;

namespace SchemaToolkit.Benchmarks;

/// <summary>A record of one field: its values lie side by side.</summary>
[SharedRecord]
public partial struct I1
{
    public sbyte X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct U1
{
    public byte X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct I2
{
    public short X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct I4
{
    public int X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct I8
{
    public long X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct U8
{
    public ulong X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct F4
{
    public float X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct F8
{
    public double X;
}

/// <inheritdoc cref="I1"/>
[SharedRecord]
public partial struct Text
{
    public S10 X;
}
