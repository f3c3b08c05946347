namespace SchemaToolkit;

/// <summary>A job, the segment that takes its records, and the directory its relative path is of.</summary>
internal sealed record JobMessage(int Number, string Path, string Name, string? Tag, TextOptions Text, string Segment, string Directory);
