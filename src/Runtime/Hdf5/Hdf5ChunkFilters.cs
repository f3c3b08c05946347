using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>The filters of a dataset's chunks, if all of them are known here, and how they are undone. A chunk is whole or an
/// error: libhdf5 gives what memory held before in place of the bytes that a chunk lacks.</summary>
internal sealed class Hdf5ChunkFilters
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;

    // A byte of deflate or LZF becomes at most so many.
    private const long LargestRatio = 1032;
    private const int LargestHead = 64;

    private readonly (int Id, int Value)[] _filters;
    private readonly int _rowBytes;

    private Hdf5ChunkFilters((int Id, int Value)[] filters, int rowBytes, int chunkRows)
    {
        (_filters, _rowBytes, ChunkRows) = (filters, rowBytes, chunkRows);
        ChunkBytes = chunkRows * rowBytes;
    }

    /// <summary>The rows of a chunk.</summary>
    public int ChunkRows { get; }

    /// <summary>The bytes of a row.</summary>
    public int RowBytes => _rowBytes;

    /// <summary>The bytes of a chunk without filters.</summary>
    public int ChunkBytes { get; }

    /// <summary>Whether chunks are stored as they are. libhdf5 reads such rows from where they are in the file.</summary>
    public bool IsEmpty => _filters.Length == 0;

    /// <summary>Whether all of them can be applied, too.</summary>
    public bool CanWrite => _filters.All(static filter => filter.Id != Hdf5Lzf.Id);

    /// <summary>What makes chunks with these filters here; <see langword="null"/> if libhdf5 must.</summary>
    public Hdf5Options? Options
    {
        get
        {
            ReadOnlySpan<(int Id, int Value)> rest = _filters;
            bool isShuffled = rest is [(Shuffle, var size), ..] && size == _rowBytes;
            rest = isShuffled ? rest[1..] : rest;
            int level = rest is [(Deflate, > 0 and <= 9 and var value), ..] ? value : 0;
            rest = level > 0 ? rest[1..] : rest;
            bool isSummed = rest is [(Fletcher32, _)];
            var options = new Hdf5Options { Shuffle = isShuffled, Deflate = level, Fletcher32 = isSummed };
            return rest.Length == (isSummed ? 1 : 0) && Hdf5ChunkWriter.CanWrite(options, ChunkBytes) ? options : null;
        }
    }

    /// <summary>The filters of a chunked dataset. Called under the lock.</summary>
    /// <returns>The filters; <see langword="null"/> if one is not known here, or a chunk is too large for an array.</returns>
    public static Hdf5ChunkFilters? For(Hdf5PropertyListHandle creation, int rowBytes, in Hdf5Place place)
    {
        int rank = place.Check(H5P.GetChunk(creation, 1, out ulong chunkRows));
        if (rank != 1 || chunkRows == 0)
        {
            throw new RecordFormatException($"{place} is not possible: its chunks are damaged, of {rank} dimensions and {chunkRows} rows.");
        }

        int count = place.Check(H5P.GetFilterCount(creation));
        var filters = new (int Id, int Value)[count];
        for (int i = 0; i < count; i++)
        {
            filters[i] = FilterAt(creation, (uint)i, place);
        }

        // Of several compressions in a row, only the innermost would tell how much the outer ones must give.
        bool isKnown = filters.All(static filter => filter is { Id: Deflate or Fletcher32 or Hdf5Lzf.Id } or { Id: Shuffle, Value: > 0 })
            && filters.Count(static filter => filter.Id is Deflate or Hdf5Lzf.Id) <= 1;
        return isKnown && chunkRows <= (ulong)((Array.MaxLength - (count * Hdf5Fletcher32.Size)) / rowBytes)
            ? new Hdf5ChunkFilters(filters, rowBytes, (int)chunkRows)
            : null;
    }

    /// <summary>Whether the first filter is the usual shuffle of whole rows, which can be undone for some rows and columns only.</summary>
    public bool IsShuffled(uint skipped) => _filters is [(Shuffle, var size), ..] && size == _rowBytes && (skipped & 1) == 0;

    /// <summary>Why a stored chunk cannot be a whole one, before memory is taken for it; or <see langword="null"/>.</summary>
    public string? Refusal(long stored, uint skipped)
    {
        long needed = ChunkBytes;
        for (int i = 0; i < _filters.Length; i++)
        {
            needed += _filters[i].Id == Fletcher32 && IsUsed(i, skipped) ? Hdf5Fletcher32.Size : 0;
        }

        bool isCompressed = _filters.Where((filter, i) => filter.Id is Deflate or Hdf5Lzf.Id && IsUsed(i, skipped)).Any();
        return isCompressed
            ? stored < (needed / LargestRatio) - LargestHead ? $"has only {stored} bytes for {ChunkBytes}" : null
            : stored != needed ? $"has {stored} bytes instead of {needed}" : null;
    }

    /// <summary>Undoes the filters of a chunk, but not a shuffle of whole rows (<see cref="IsShuffled"/>).</summary>
    /// <param name="buffers">Two buffers; the first holds the stored chunk. They may become others.</param>
    /// <param name="length">The bytes that are stored.</param>
    /// <param name="skipped">A bit for each filter that this chunk was spared.</param>
    /// <returns>The buffer with the bytes of the chunk.</returns>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public byte[] Undo(byte[][] buffers, int length, uint skipped)
    {
        int current = 0;
        for (int i = _filters.Length - 1; i >= 0; i--)
        {
            if (!IsUsed(i, skipped) || (i == 0 && IsShuffled(skipped)))
            {
                continue;
            }

            (int id, int value) = _filters[i];
            byte[] from = buffers[current];
            if (id == Fletcher32)
            {
                length = length >= Hdf5Fletcher32.Size && Hdf5Fletcher32.IsRight(from.AsSpan(0, length))
                    ? length - Hdf5Fletcher32.Size
                    : throw new InvalidDataException("is damaged: its checksum is wrong");
                continue;
            }

            // What was stored inside of a compression is known: a chunk, and the checksums of filters before it.
            int checksums = _filters.Take(i).Where((filter, j) => filter.Id == Fletcher32 && IsUsed(j, skipped)).Count();
            int whole = ChunkBytes + (checksums * Hdf5Fletcher32.Size);
            ref byte[] to = ref buffers[1 - current];
            if (to.Length < Math.Max(whole, length))
            {
                to = new byte[Math.Max(whole, length)];
            }

            if (id == Shuffle)
            {
                Unshuffle(from.AsSpan(0, length), to, value);
            }
            else
            {
                Decompress(id, from, length, to.AsSpan(0, whole));
                length = whole;
            }

            current = 1 - current;
        }

        return length == ChunkBytes
            ? buffers[current]
            : throw new InvalidDataException($"is damaged: it has {length} bytes instead of {ChunkBytes}");
    }

    private static bool IsUsed(int filter, uint skipped) => filter >= 32 || (skipped & (1u << filter)) == 0;

    private static unsafe (int Id, int Value) FilterAt(Hdf5PropertyListHandle creation, uint index, in Hdf5Place place)
    {
        nuint count = 1;
        uint value = 0;
        int id = place.Check(H5P.GetFilter(creation, index, out _, ref count, &value, 0, null, out _));
        return (id, count > 0 && value <= int.MaxValue ? (int)value : 0);
    }

    private static void Decompress(int filter, byte[] from, int length, Span<byte> to)
    {
        if (filter == Hdf5Lzf.Id)
        {
            int written = Hdf5Lzf.Decompress(from.AsSpan(0, length), to);
            if (written != to.Length)
            {
                throw new InvalidDataException(
                    written < 0 ? "is damaged and cannot be decompressed" : $"is damaged: it has {written} bytes instead of {to.Length}");
            }

            return;
        }

        try
        {
            using var source = new ZLibStream(new MemoryStream(from, 0, length), CompressionMode.Decompress);
            source.ReadExactly(to);
            if (source.ReadByte() < 0) // the checksum is compared only at the end
            {
                return;
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException("is damaged and cannot be decompressed", e);
        }

        throw new InvalidDataException($"is damaged and has more than {to.Length} bytes");
    }

    // As the filter does it: rows of any size, and what is left at the end as it is.
    private static void Unshuffle(ReadOnlySpan<byte> from, Span<byte> to, int size)
    {
        int count = from.Length / size;
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < size; column++)
            {
                to[(row * size) + column] = from[(column * count) + row];
            }
        }

        from[(count * size)..].CopyTo(to[(count * size)..]);
    }
}
