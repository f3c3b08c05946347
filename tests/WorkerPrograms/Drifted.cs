namespace SchemaToolkit.Tests.Workers;

/// <summary>A record that the tests declare otherwise under the same name, as two builds of a program would.</summary>
[SharedRecord]
public partial struct Drifted
{
    public int Station;
    public float Value;
}
