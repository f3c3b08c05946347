namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Every simple kind of field, a bool among them.</summary>
[SharedRecord]
public partial struct Measurement
{
    public sbyte I1;
    public byte U1;
    public short I2;
    public ushort U2;
    public int I4;
    public uint U4;
    public long I8;
    public ulong U8;
    public float F4;
    public double F8;
    public bool Flag;
    public S3 Code;
}
