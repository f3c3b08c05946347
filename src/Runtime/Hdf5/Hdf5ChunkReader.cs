using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>
/// Reads a deflated dataset, whole rows or one column. Chunks are taken from libhdf5 as they are in the file, and are decompressed
/// and unshuffled here, on all processors and outside the lock.
/// </summary>
internal sealed unsafe class Hdf5ChunkReader
{
    private const int DeflateFilter = 1;
    private const int ShuffleFilter = 2;

    private readonly Hdf5DatasetHandle _dataset;
    private readonly int _rowBytes;
    private readonly int _chunkRows;
    private readonly int _chunkBytes;
    private readonly bool _isShuffled;

    private Hdf5ChunkReader(Hdf5DatasetHandle dataset, int rowBytes, int chunkRows, bool isShuffled)
    {
        _dataset = dataset;
        _rowBytes = rowBytes;
        _chunkRows = chunkRows;
        _chunkBytes = chunkRows * rowBytes;
        _isShuffled = isShuffled;
    }

    /// <summary>A reader for a dataset that is deflated, shuffled or not, without other filters. Called under the lock.</summary>
    /// <returns>The reader, or <see langword="null"/> if libhdf5 must read the dataset.</returns>
    public static Hdf5ChunkReader? For(Hdf5DatasetHandle dataset, int rowBytes, in Hdf5Place place)
    {
        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        if (H5P.GetLayout(creation) != H5D.Chunked)
        {
            return null;
        }

        place.Check(H5P.GetChunk(creation, 1, out ulong chunkRows));
        int filters = place.Check(H5P.GetFilterCount(creation));
        bool isShuffled = filters == 2 && FilterAt(creation, 0, place) == (ShuffleFilter, (uint)rowBytes);
        return chunkRows <= (ulong)(Hdf5ChunkWriter.LargestChunk / rowBytes)
            && (isShuffled || filters == 1)
            && FilterAt(creation, (uint)filters - 1, place).Id == DeflateFilter
            ? new Hdf5ChunkReader(dataset, rowBytes, (int)chunkRows, isShuffled)
            : null;
    }

    /// <summary>Whether this many rows are worth it. For parts of a chunk libhdf5 is better: it keeps the last chunks
    /// decompressed.</summary>
    public bool IsWorth(long rows) => rows >= 2L * _chunkRows;

    /// <summary>Reads <paramref name="width"/> bytes at <paramref name="offset"/> of each of some consecutive rows. Must not be
    /// called under the lock.</summary>
    /// <returns>Whether that was possible. If not, libhdf5 must read: it can fill missing chunks, and it reports what is wrong with
    /// damaged ones.</returns>
    public bool TryRead(long start, long count, int offset, int width, byte* destination, Hdf5Place place)
    {
        bool possible = true;
        long first = start / _chunkRows;
        new Hdf5ChunkLoop(((start + count - 1) / _chunkRows) - first + 1).Run(() =>
        {
            byte[] stored = new byte[_chunkBytes];
            byte[] rows = new byte[_chunkBytes];
            return chunk =>
            {
                long chunkStart = (first + chunk) * _chunkRows;
                if (!Volatile.Read(ref possible) || !TryTake(chunkStart, ref stored, out int length, out uint skippedFilters))
                {
                    Volatile.Write(ref possible, false);
                    return;
                }

                // Each bit of the mask stands for a filter, in order.
                bool isDeflated = (skippedFilters & (_isShuffled ? 0b10 : 0b01)) == 0;
                bool isShuffled = _isShuffled && (skippedFilters & 0b01) == 0;
                Decompress(stored, length, isDeflated, rows, chunkStart, place);
                long from = Math.Max(chunkStart, start);
                int part = (int)(Math.Min(chunkStart + _chunkRows, start + count) - from);
                byte* target = destination + ((from - start) * width);
                if (isShuffled)
                {
                    Hdf5Shuffle.Unshuffle(rows, _rowBytes, (int)(from - chunkStart), part, offset, width, target);
                }
                else
                {
                    fixed (byte* row = rows)
                    {
                        Hdf5ColumnReader.Pick(row + ((from - chunkStart) * _rowBytes) + offset, _rowBytes, part, width, target);
                    }
                }
            };
        });
        return possible;
    }

    private static (int Id, uint FirstValue) FilterAt(Hdf5PropertyListHandle creation, uint index, in Hdf5Place place)
    {
        nuint count = 1;
        uint value = 0;
        return (place.Check(H5P.GetFilter(creation, index, out _, ref count, &value, 0, null, out _)), value);
    }

    private bool TryTake(long chunkStart, ref byte[] stored, out int length, out uint skippedFilters)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        skippedFilters = 0;
        length = 0;
        if (H5D.GetChunkStorageSize(_dataset, (ulong)chunkStart, out ulong size) < 0 || size is 0 or > Hdf5ChunkWriter.LargestChunk)
        {
            return false;
        }

        length = (int)size;
        if (stored.Length < length)
        {
            stored = new byte[length];
        }

        fixed (byte* bytes = stored)
        {
            return H5D.ReadChunk(_dataset, (ulong)chunkStart, out skippedFilters, bytes, (nuint)stored.Length) >= 0;
        }
    }

    private void Decompress(byte[] stored, int length, bool isDeflated, byte[] rows, long chunkStart, in Hdf5Place place)
    {
        try
        {
            using Stream source = isDeflated
                ? new ZLibStream(new MemoryStream(stored, 0, length), CompressionMode.Decompress)
                : new MemoryStream(stored, 0, length);
            source.ReadExactly(rows);
            if (source.ReadByte() < 0) // the checksum is compared only at the end
            {
                return;
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new Hdf5Exception($"{place} failed: the chunk that begins at row {chunkStart} is damaged and cannot be decompressed.", e);
        }

        throw new Hdf5Exception(
            $"{place} failed: the chunk that begins at row {chunkStart} is damaged and has more than {_chunkRows} rows.");
    }
}
