namespace SchemaToolkit;

/// <summary>Which path reads the rows. The tests force each in turn.</summary>
internal enum TextKernel
{
    /// <summary>The fastest path for the table on this machine.</summary>
    Auto,

    /// <summary>Only the general path.</summary>
    General,

    /// <summary>The path that reads byte by byte; the faster ones leave rows to it.</summary>
    Bytes,

    /// <summary>The fast path without vectors, 8 bytes at a time.</summary>
    Scalar,

    /// <summary>The fast path with 32 bytes at a time, if the machine has AVX2.</summary>
    Avx2,

    /// <summary>The fast path with 64 bytes at a time, if the machine has AVX-512.</summary>
    Avx512,
}
