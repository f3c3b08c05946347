namespace SchemaToolkit;

/// <summary>What is known of a segment that this process has mapped.</summary>
/// <param name="Key">Its file.</param>
/// <param name="Header">The header.</param>
/// <param name="Footer">The footer; empty if it has none.</param>
/// <param name="Size">The bytes of the file.</param>
/// <param name="Path">The path of the file, if it is known by that: see <see cref="PortableSegments"/>.</param>
internal sealed record MappedSegment(FileKey Key, NpyHeader Header, SegmentFooter Footer, long Size, string? Path = null);
