using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Rows in chunks. libhdf5 says where they are in the file, or, before 1.14, gives them as they are there. They are read, checked,
/// decompressed and unshuffled here, on all processors and outside the lock. The last chunks of which parts were read are kept.
/// </summary>
internal sealed unsafe class Hdf5ChunkSource(
    Hdf5DatasetHandle dataset,
    Hdf5LibrarySource library,
    Hdf5ChunkFilters filters,
    SafeFileHandle file,
    long fileBytes,
    long rows) : Hdf5Source
{
    private const int MostKept = 4;
    private const long KeptBytes = 1 << 26;

    private readonly ConcurrentBag<byte[][]> _idle = [];
    private readonly List<(long Chunk, byte[] Rows)> _kept = []; // the last used is the last
    private Dictionary<long, Hdf5StoredChunk>? _places;
    private bool _hasNoPlaces;

    /// <inheritdoc/>
    public override long ChunkRows => filters.ChunkRows;

    /// <inheritdoc/>
    public override long WrittenRows(in Hdf5Place place) => library.WrittenRows(place);

    /// <inheritdoc/>
    public override void Read(long start, long count, Hdf5RowMap map, byte* target, Hdf5Place place)
    {
        long first = start / filters.ChunkRows;
        if (start + count > (first + 1) * filters.ChunkRows)
        {
            FindPlaces(place);
        }

        new Hdf5ChunkLoop(((start + count - 1) / filters.ChunkRows) - first + 1).Run(() => chunk =>
        {
            long chunkStart = (first + chunk) * filters.ChunkRows;
            long from = Math.Max(chunkStart, start);
            int part = (int)(Math.Min(chunkStart + filters.ChunkRows, start + count) - from);
            byte* records = target + ((from - start) * map.TargetBytes);
            bool isWhole = part == Math.Min(filters.ChunkRows, rows - chunkStart);
            bool isThere = isWhole
                ? TryReadWhole(chunkStart, part, map, records, place)
                : TryReadPart(chunkStart, (int)(from - chunkStart), part, map, records, place);
            if (!isThere)
            {
                library.Read(from, part, map, records, place);
            }
        });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        library.Dispose();
        file.Dispose();
    }

    private bool TryReadWhole(long chunkStart, int count, Hdf5RowMap map, byte* records, Hdf5Place place)
    {
        byte[][] buffers = Rent();
        try
        {
            if (!TryTake(chunkStart, buffers, out int length, out uint skipped, place))
            {
                return false;
            }

            byte[] chunk = Undo(buffers, length, skipped, chunkStart, place);
            bool isShuffled = filters.IsShuffled(skipped);
            if (isShuffled && map.IsPlain)
            {
                Hdf5Shuffle.Unshuffle(chunk.AsSpan(0, filters.ChunkBytes), filters.RowBytes, 0, count, map.Offset, map.Width, records);
                return true;
            }

            fixed (byte* row = isShuffled ? Unshuffled(chunk, buffers) : chunk)
            {
                map.Put(row + map.Offset, filters.RowBytes, records, count, chunkStart);
            }

            return true;
        }
        finally
        {
            Return(buffers);
        }
    }

    private bool TryReadPart(long chunkStart, int first, int count, Hdf5RowMap map, byte* records, Hdf5Place place)
    {
        byte[]? chunk;
        lock (_kept)
        {
            int index = _kept.FindIndex(kept => kept.Chunk == chunkStart);
            chunk = index < 0 ? null : _kept[index].Rows;
            if (index >= 0)
            {
                (long, byte[]) used = _kept[index];
                _kept.RemoveAt(index);
                _kept.Add(used);
            }
        }

        if (chunk is null)
        {
            byte[][] buffers = Rent();
            try
            {
                if (!TryTake(chunkStart, buffers, out int length, out uint skipped, place))
                {
                    return false;
                }

                chunk = Undo(buffers, length, skipped, chunkStart, place);
                chunk = filters.IsShuffled(skipped) ? Unshuffled(chunk, buffers) : chunk;
                Keep(chunkStart, chunk, buffers);
            }
            finally
            {
                Return(buffers);
            }
        }

        fixed (byte* row = chunk)
        {
            map.Put(row + ((long)first * filters.RowBytes) + map.Offset, filters.RowBytes, records, count, chunkStart + first);
        }

        return true;
    }

    private byte[] Unshuffled(byte[] chunk, byte[][] buffers)
    {
        ref byte[] rowsOf = ref buffers[chunk == buffers[0] ? 1 : 0];
        if (rowsOf.Length < filters.ChunkBytes)
        {
            rowsOf = new byte[filters.ChunkBytes];
        }

        fixed (byte* row = rowsOf)
        {
            Hdf5Shuffle.Unshuffle(chunk.AsSpan(0, filters.ChunkBytes), filters.RowBytes, 0, filters.ChunkRows, 0, filters.RowBytes, row);
        }

        return rowsOf;
    }

    // Others may be reading a chunk that is dropped here, so its memory is not used again.
    private void Keep(long chunkStart, byte[] chunk, byte[][] buffers)
    {
        buffers[chunk == buffers[0] ? 0 : 1] = [];
        lock (_kept)
        {
            if (_kept.Count > 0 && (_kept.Count == MostKept || (_kept.Count + 1) * (long)filters.ChunkBytes > KeptBytes))
            {
                _kept.RemoveAt(0);
            }

            _kept.Add((chunkStart, chunk));
        }
    }

    private byte[][] Rent() => _idle.TryTake(out byte[][]? buffers) ? buffers : [[], []];

    private void Return(byte[][] buffers)
    {
        if (filters.ChunkBytes <= KeptBytes / MostKept)
        {
            _idle.Add(buffers);
        }
    }

    // Reads once where all chunks are, if the library can tell.
    private void FindPlaces(in Hdf5Place place)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        ObjectDisposedException.ThrowIf(dataset.IsClosed, typeof(Hdf5Dataset<>));
        if (_places is not null || _hasNoPlaces)
        {
            return;
        }

        // Versions differ in whether addresses count from the beginning of the file or of its HDF5 part; and in what a chunk's start is.
        var chunks = new List<Hdf5StoredChunk>();
        var places = new Dictionary<long, Hdf5StoredChunk>();
        _hasNoPlaces = !Hdf5Superblock.IsAtBeginning(file)
            || !H5D.TryFindChunks(dataset, chunks)
            || !chunks.TrueForAll(chunk => chunk.Start % (ulong)filters.ChunkRows == 0 && places.TryAdd((long)chunk.Start, chunk));
        _ = H5E.Take();
        Volatile.Write(ref _places, _hasNoPlaces ? null : places);
    }

    // False if the chunk was never written.
    private bool TryTake(long chunkStart, byte[][] buffers, out int length, out uint skipped, in Hdf5Place place)
    {
        if (Volatile.Read(ref _places) is not { } places)
        {
            return TryTakeFromLibrary(chunkStart, buffers, out length, out skipped, place);
        }

        (length, skipped) = (0, 0);
        ObjectDisposedException.ThrowIf(dataset.IsClosed, typeof(Hdf5Dataset<>));
        if (!places.TryGetValue(chunkStart, out Hdf5StoredChunk chunk) || chunk.Size == 0)
        {
            return false;
        }

        skipped = chunk.SkippedFilters;
        MakeRoom(chunkStart, chunk.Size, buffers, place);
        length = (int)chunk.Size;
        if (filters.Refusal(length, skipped) is { } refusal)
        {
            throw Damaged(chunkStart, refusal, place);
        }

        return chunk.Address <= (ulong)fileBytes && FileBytes.Read(file, buffers[0].AsSpan(0, length), (long)chunk.Address) == length
            ? true
            : throw Damaged(chunkStart, $"is at byte {chunk.Address}, beyond the end of the file", place);
    }

    private void MakeRoom(long chunkStart, ulong size, byte[][] buffers, in Hdf5Place place)
    {
        if (size > (ulong)Math.Min(fileBytes, Array.MaxLength))
        {
            throw Damaged(chunkStart, $"claims {size} bytes of a file of {fileBytes}", place);
        }

        if (buffers[0].Length < (int)size)
        {
            buffers[0] = new byte[size];
        }
    }

    private bool TryTakeFromLibrary(long chunkStart, byte[][] buffers, out int length, out uint skipped, in Hdf5Place place)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        ObjectDisposedException.ThrowIf(dataset.IsClosed, typeof(Hdf5Dataset<>));
        (length, skipped) = (0, 0);
        if (H5D.GetChunkStorageSize(dataset, (ulong)chunkStart, out ulong size) < 0 || size == 0)
        {
            return false;
        }

        MakeRoom(chunkStart, size, buffers, place);
        length = (int)size;
        fixed (byte* bytes = buffers[0])
        {
            place.Check(H5D.ReadChunk(dataset, (ulong)chunkStart, out skipped, bytes, (nuint)buffers[0].Length));
        }

        return filters.Refusal(length, skipped) is { } refusal ? throw Damaged(chunkStart, refusal, place) : true;
    }

    private byte[] Undo(byte[][] buffers, int length, uint skipped, long chunkStart, in Hdf5Place place)
    {
        try
        {
            return filters.Undo(buffers, length, skipped);
        }
        catch (InvalidDataException damage)
        {
            throw Damaged(chunkStart, damage.Message, place, damage.InnerException);
        }
    }

    private static Hdf5Exception Damaged(long chunkStart, FormattableString what, in Hdf5Place place)
        => Damaged(chunkStart, what.ToString(System.Globalization.CultureInfo.InvariantCulture), place);

    private static Hdf5Exception Damaged(long chunkStart, string what, in Hdf5Place place, Exception? cause = null)
        => new($"{place} failed: the chunk that begins at row {chunkStart} {what}.", cause);
}
