namespace SchemaToolkit.Tests.Workers;

/// <summary>A second record of the worker program.</summary>
[SharedRecord]
public partial struct Reading
{
    public int Station;
    public double Value;
}
