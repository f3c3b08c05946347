namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>A record of a single bool.</summary>
[SharedRecord]
public partial struct Flag
{
    public bool Value;
}
