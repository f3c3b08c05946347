namespace SchemaToolkit;

/// <summary>A job, the segment for its records, and the directory that its relative path starts from.</summary>
internal sealed record JobMessage(int Number, string Path, string Name, string? Tag, TextOptions Text, string Segment, string Directory);
