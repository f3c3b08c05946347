namespace SchemaToolkit;

/// <summary>How a dataset is stored. By default it is one contiguous block of rows, the fastest to write and to read.</summary>
public sealed record Hdf5Options
{
    /// <summary>Compression by deflate (gzip), from 1 (fastest) to 9 (smallest); 0, the default, means none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 9.</exception>
    public int Deflate
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 9);
            field = value;
        }
    }

    /// <summary>Whether the bytes of a chunk are sorted by their position in the record before compression. Makes tables of
    /// numbers much smaller, and faster to compress.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether every chunk has a checksum, which is compared when the chunk is read.</summary>
    public bool Fletcher32 { get; init; }

    /// <summary>The number of rows in a chunk, the unit of compression and of reading; <see langword="null"/>, the default, means
    /// about 1 MiB. A number larger than the dataset means all of its rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? ChunkRows
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// Whether times are stored in numpy's opaque form, which h5py reads as <c>datetime64</c> and other programs cannot read.
    /// Otherwise they are 64-bit integers, which every program can read, and the dataset's attribute <c>when.units</c> holds the
    /// unit of column <c>when</c> (<c>datetime64[ns]</c>, for example).
    /// </summary>
    public bool OpaqueTimes { get; init; }

    /// <summary>Whether the dataset is divided into chunks.</summary>
    internal bool IsChunked => Deflate > 0 || Shuffle || Fletcher32 || ChunkRows is not null;
}
