namespace SchemaToolkit.Tests.Loading;

/// <summary>A record with padding, a time and a bool.</summary>
[SharedRecord(Layout = RecordLayout.Aligned)]
public partial struct Padded
{
    public byte One;
    public double Two;

    [TimeUnit(TimeUnit.Seconds)]
    public Datetime64 When;
    public bool Flag;
}
