namespace SchemaToolkit;

/// <summary>How a dataset is stored. Without any of these it is one contiguous block of rows, the fastest to write and to read.</summary>
public sealed record Hdf5Options
{
    /// <summary>Compression by deflate (gzip), from 1, the fastest, to 9, the smallest; 0, the default, for none.</summary>
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

    /// <summary>Whether the bytes of a chunk are sorted by their place in the record before compression; makes tables of numbers
    /// a good deal smaller, and faster to compress.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether every chunk has a checksum, which is compared when it is read.</summary>
    public bool Fletcher32 { get; init; }

    /// <summary>Rows of a chunk, the unit of compression and of reading; <see langword="null"/>, the default, for as many as make
    /// about 1 MiB. A number larger than the dataset is taken as all of its rows.</summary>
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
    /// Whether times are stored in numpy's opaque form, which h5py gives back as <c>datetime64</c> and other programs cannot
    /// read. Without it they are 64-bit integers that every program reads, the unit of column <c>when</c> in the attribute
    /// <c>when.units</c> of the dataset (<c>datetime64[ns]</c>, say).
    /// </summary>
    public bool OpaqueTimes { get; init; }

    /// <summary>Whether the dataset is divided into chunks.</summary>
    internal bool IsChunked => Deflate > 0 || Shuffle || Fletcher32 || ChunkRows is not null;
}
