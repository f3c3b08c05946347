namespace SchemaToolkit;

/// <summary>Where a chunk is.</summary>
/// <param name="Start">Its first row.</param>
/// <param name="Address">Where it begins in the file.</param>
/// <param name="Size">Its bytes there.</param>
/// <param name="SkippedFilters">A bit for each filter that it was spared.</param>
internal readonly record struct Hdf5StoredChunk(ulong Start, ulong Address, ulong Size, uint SkippedFilters);
