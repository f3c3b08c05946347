namespace SchemaToolkit;

/// <summary>The byte order mark that a text may begin with.</summary>
internal static class ByteOrderMark
{
    /// <summary>The length in bytes of the byte order mark that a text starts with: 3 for UTF-8, 2 or 4 for encodings that are
    /// not supported; 0 when there is none.</summary>
    public static int Length(ReadOnlySpan<byte> text)
        => text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3
            : text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) || text.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? 4
            : text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? 2
            : 0;
}
