namespace SchemaToolkit;

/// <summary>How far the reading of a file has come.</summary>
/// <param name="Bytes">Bytes of the file read, compressed as they are.</param>
/// <param name="TotalBytes">Bytes of the file; <see langword="null"/> where it has no length (a pipe).</param>
/// <param name="Rows">Records read.</param>
public readonly record struct TextProgress(long Bytes, long? TotalBytes, long Rows);
