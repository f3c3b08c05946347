namespace SchemaToolkit;

/// <summary>How a stream of records is cut and held back.</summary>
public sealed record StreamOptions
{
    /// <summary>The most of <see cref="MaxChunks"/>.</summary>
    internal const int MostChunks = 128;

    private readonly int _chunkRows = 65_536;
    private readonly int _maxChunks = 4;

    /// <summary>The records of a chunk; 65,536 by default. The last chunk, and one that
    /// <see cref="SharedRecordStreamWriter{T}.Flush"/> ends, may have fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ChunkRows
    {
        get => _chunkRows;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _chunkRows = value;
        }
    }

    /// <summary>How many chunks there are at a time, from 1 to 128; 4 by default. That is the one being written and those that the
    /// reader has not disposed: an <c>Add</c> that needs one more waits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 128.</exception>
    public int MaxChunks
    {
        get => _maxChunks;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostChunks);
            _maxChunks = value;
        }
    }

    /// <summary>How long to wait for a reader to open the stream, before a <see cref="TimeoutException"/>; for ever by
    /// default.</summary>
    public TimeSpan ReaderTimeout { get; init; } = Timeout.InfiniteTimeSpan;
}
