namespace SchemaToolkit;

/// <summary>What a dataset is, without its rows.</summary>
public sealed record Hdf5DatasetInfo
{
    /// <summary>Its name, its groups included.</summary>
    public required string Name { get; init; }

    /// <summary>The length of its first dimension; 1 for a single value.</summary>
    public required long Rows { get; init; }

    /// <summary>The lengths of all dimensions; datasets of records have one.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>The type of its rows as numpy prints it: <c>[('pos', '&lt;i4')]</c> for records, <c>'&lt;f8'</c> for plain values; in
    /// words where numpy has none.</summary>
    public required string NumpyDescr { get; init; }

    /// <summary>How the rows are stored.</summary>
    public required Hdf5Storage Storage { get; init; }

    /// <summary>The bytes that they take in the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>The rows of a chunk; <see langword="null"/> if there are no chunks, or of several dimensions.</summary>
    public required long? ChunkRows { get; init; }

    /// <summary>The filters of chunks, in the order in which they are written: <c>shuffle</c>, <c>deflate 4</c>, <c>fletcher32</c>,
    /// <c>lzf</c>; others by name and number.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    /// <summary>What attributes it has.</summary>
    public required IReadOnlyList<Hdf5AttributeInfo> Attributes { get; init; }
}
