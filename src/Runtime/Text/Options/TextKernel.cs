namespace SchemaToolkit;

/// <summary>Which path takes the rows; the tests force each in turn.</summary>
internal enum TextKernel
{
    /// <summary>The fastest there is for the table, on this machine.</summary>
    Auto,

    /// <summary>The general path alone.</summary>
    General,

    /// <summary>The path a byte at a time, which the faster ones leave rows to.</summary>
    Bytes,

    /// <summary>The fast path without vectors, 8 bytes at once.</summary>
    Scalar,

    /// <summary>The fast path with 32 bytes at once, where the machine has it.</summary>
    Avx2,

    /// <summary>The fast path with 64 bytes at once, where the machine has it.</summary>
    Avx512,
}
