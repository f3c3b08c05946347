namespace SchemaToolkit.Tests.Faults;

/// <summary>What the system refuses to a <see cref="FaultProgram"/>.</summary>
internal enum Fault
{
    /// <summary>Some calls, always.</summary>
    Calls,

    /// <summary>Descriptors beyond a number, which grows.</summary>
    Descriptors,

    /// <summary>Space for one write: the first, then the second, and so on.</summary>
    OneWrite,

    /// <summary>Space for a write and all that follow.</summary>
    AllWritesFromOne,

    /// <summary>Pages on the disk beyond a number, which grows.</summary>
    Space,
}
