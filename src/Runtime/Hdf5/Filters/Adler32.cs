namespace SchemaToolkit;

/// <summary>The checksum of a zlib stream.</summary>
internal static class Adler32
{
    /// <summary>The bytes of a stream before its blocks.</summary>
    public const int HeaderBytes = 2;

    private const uint Base = 65521;

    /// <summary>The checksum of two parts, one behind the other.</summary>
    /// <param name="first">That of the first; 1 of nothing.</param>
    /// <param name="second">That of the second.</param>
    /// <param name="length">The bytes of the second.</param>
    public static uint Join(uint first, uint second, long length)
    {
        uint rest = (uint)(length % Base);
        uint low = (first & 0xffff) + (second & 0xffff) + Base - 1;
        ulong high = ((ulong)rest * (first & 0xffff)) + (first >> 16) + (second >> 16) + Base - rest;
        return (low % Base) | ((uint)(high % Base) << 16);
    }
}
