namespace SchemaToolkit;

/// <summary>How far the reading of a file has come.</summary>
/// <param name="Bytes">Bytes read from the file, before decompression.</param>
/// <param name="TotalBytes">The file's size in bytes; <see langword="null"/> if it has none (a pipe).</param>
/// <param name="Rows">Records read.</param>
public readonly record struct TextProgress(long Bytes, long? TotalBytes, long Rows);
