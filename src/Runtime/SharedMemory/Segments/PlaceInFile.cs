namespace SchemaToolkit;

/// <summary>The place in a file of a parent process that a job's records are written to.</summary>
/// <param name="Path">The path by which the worker opens the file.</param>
/// <param name="Offset">Where the first record begins.</param>
/// <param name="Rows">The records that there is room for. Those after them go to the job's segment.</param>
internal sealed record PlaceInFile(string Path, long Offset, long Rows);
