namespace SchemaToolkit;

/// <summary>Recognizes compressed files by their first bytes, whatever their names are.</summary>
internal static class CompressionFormat
{
    public static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Whether a file with this beginning is treated as compressed.</summary>
    public static bool IsCompressed(ReadOnlySpan<byte> head) => IsGzip(head) || Foreign(head) is not null;

    /// <summary>Throws if a file has a compression that is not supported.</summary>
    /// <exception cref="NotSupportedException">It is compressed with something other than gzip.</exception>
    public static void ThrowIfForeign(ReadOnlySpan<byte> head, string? path)
    {
        if (Foreign(head) is var (name, tool))
        {
            throw new NotSupportedException(
                $"{path ?? "The text"} is compressed with {name}, which .NET does not read. "
                    + $"Decompress it first ({tool}), or pass a stream that does; gzip can be read directly.");
        }
    }

    private static (string Name, string Tool)? Foreign(ReadOnlySpan<byte> head)
        => IsBzip2(head) ? ("bzip2", "bunzip2")
            : head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? ("xz", "unxz")
            : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? ("zstd", "unzstd")
            : head.StartsWith("PK\u0003\u0004"u8) ? ("zip", "unzip")
            : null;

    // 'BZh1' alone could be the start of a text; a block or the end of the file must follow.
    private static bool IsBzip2(ReadOnlySpan<byte> head)
        => head.Length >= 10 && head.StartsWith("BZh"u8) && head[3] is >= (byte)'1' and <= (byte)'9'
            && (
                head[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
                    || head[4..].StartsWith((ReadOnlySpan<byte>)[0x17, 0x72, 0x45, 0x38, 0x50, 0x90]));
}
