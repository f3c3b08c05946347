namespace SchemaToolkit.Tests.Faults;

/// <summary>Some system calls.</summary>
/// <param name="Call">The call's number.</param>
/// <param name="Argument">The argument that is looked at.</param>
/// <param name="Bits">Its bits that must all be set; 0 for every call.</param>
internal readonly record struct CallPattern(uint Call, int Argument = 0, uint Bits = 0)
{
    /// <summary>Where the argument is in what a filter sees.</summary>
    public uint Word => 16 + (8 * (uint)Argument);
}
