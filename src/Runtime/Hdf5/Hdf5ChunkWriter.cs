using System.Collections.Concurrent;
using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>
/// Writes the rows of a deflated dataset. Chunks are shuffled and compressed here, on all processors and outside the lock, and
/// libhdf5 stores them as they are. Its own filters do the same on one processor. Chunks are written in order, so that the same
/// rows make the same file.
/// </summary>
/// <param name="dataset">The dataset.</param>
/// <param name="rows">The rows.</param>
/// <param name="chunkRows">The rows of a chunk.</param>
/// <param name="options">How chunks are compressed.</param>
/// <param name="place">For messages.</param>
/// <param name="start">The row of the dataset that is the first; a chunk begins there.</param>
internal sealed unsafe class Hdf5ChunkWriter(
    Hdf5DatasetHandle dataset,
    Hdf5Rows rows,
    int chunkRows,
    Hdf5Options options,
    Hdf5Place place,
    long start = 0)
{
    /// <summary>Larger chunks are left to libhdf5: several of them in memory would be too much.</summary>
    public const int LargestChunk = 1 << 28;

    private readonly int _chunkBytes = chunkRows * rows.Schema.Size;
    private readonly ConcurrentBag<MemoryStream> _free = [];

    /// <summary>Writes all rows. Must not be called under the lock.</summary>
    public void Write()
    {
        var loop = new Hdf5ChunkLoop((rows.Count + chunkRows - 1) / chunkRows);
        loop.Run(() =>
        {
            byte[] copy = rows.HasBooleans || rows.Count % chunkRows != 0 ? new byte[_chunkBytes] : [];
            byte[] shuffled = options.Shuffle ? new byte[_chunkBytes] : [];
            return chunk =>
            {
                if (!_free.TryTake(out MemoryStream? compressed))
                {
                    compressed = new MemoryStream(_chunkBytes);
                }

                uint skippedFilters = Compress(chunk, copy, shuffled, compressed);
                loop.InTurn(
                    chunk,
                    () =>
                    {
                        Write(chunk, compressed.GetBuffer().AsSpan(0, (int)compressed.Length), skippedFilters);
                        _free.Add(compressed);
                    });
            };
        });
    }

    /// <summary>Compresses a chunk.</summary>
    /// <returns>Each bit stands for a filter, in order, that was left out.</returns>
    private uint Compress(long chunk, byte[] copy, byte[] shuffled, MemoryStream compressed)
    {
        long first = chunk * chunkRows;
        Hdf5Rows part = rows.Slice(first, Math.Min(chunkRows, rows.Count - first));
        var bytes = new ReadOnlySpan<byte>(part.First, (int)part.Count * rows.Schema.Size);
        if (rows.HasBooleans || part.Count < chunkRows)
        {
            // A chunk has its full size even if the dataset ends within it.
            part.CopyTo(copy);
            copy.AsSpan(bytes.Length).Clear();
            bytes = copy;
        }

        if (options.Shuffle)
        {
            Hdf5Shuffle.Shuffle(bytes, shuffled, rows.Schema.Size);
            bytes = shuffled;
        }

        compressed.SetLength(0);
        using (var deflate = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionLevel = options.Deflate }, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        if (compressed.Length < _chunkBytes)
        {
            return 0;
        }

        // A chunk that does not become smaller is stored uncompressed.
        compressed.SetLength(0);
        compressed.Write(bytes);
        return options.Shuffle ? 0b10u : 0b1u;
    }

    private void Write(long chunk, ReadOnlySpan<byte> bytes, uint skippedFilters)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        fixed (byte* first = bytes)
        {
            place.Check(
                H5D.WriteChunk(
                    dataset,
                    Hdf5PropertyListHandle.Default,
                    skippedFilters,
                    (ulong)(start + (chunk * chunkRows)),
                    (nuint)bytes.Length,
                    first));
        }
    }
}
