namespace SchemaToolkit;

/// <summary>How the rows of a dataset are stored.</summary>
public enum Hdf5Storage
{
    /// <summary>One block of the file.</summary>
    Contiguous,

    /// <summary>Chunks, which may be compressed.</summary>
    Chunked,

    /// <summary>In the dataset's header.</summary>
    Compact,

    /// <summary>Parts of other datasets.</summary>
    Virtual,

    /// <summary>A file that is no HDF5 file.</summary>
    External,
}
