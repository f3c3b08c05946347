using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>
/// Writes the rows of a dataset with filters. Chunks are shuffled, compressed and summed here, on all processors and outside the
/// lock, and libhdf5 stores them as they are. Its own filters do the same on one processor. Chunks are written in order, so that the
/// same rows make the same file.
/// </summary>
/// <param name="dataset">The dataset.</param>
/// <param name="rows">The rows.</param>
/// <param name="chunkRows">The rows of a chunk.</param>
/// <param name="options">How chunks are compressed.</param>
/// <param name="place">For messages.</param>
/// <param name="start">The row of the dataset that is the first; a chunk begins there.</param>
/// <param name="plans">How the dataset's chunks were deflated so far, if there were some.</param>
internal sealed unsafe class Hdf5ChunkWriter(
    Hdf5DatasetHandle dataset,
    Hdf5Rows rows,
    int chunkRows,
    Hdf5Options options,
    Hdf5Place place,
    long start = 0,
    Hdf5PlanePlans? plans = null)
{
    /// <summary>Larger chunks are left to libhdf5: several of them in memory would be too much.</summary>
    public const int LargestChunk = 1 << 28;

    // What is compressed and waits for an earlier chunk.
    private const int MostAhead = 8;
    private const int AheadBytes = 1 << 26;

    private readonly int _chunkBytes = chunkRows * rows.Schema.Size;
    private readonly ConcurrentBag<MemoryStream> _free = [];
    private readonly Hdf5PlanePlans? _plans =
        options.Shuffle && options.Deflate > 0 && chunkRows >= Hdf5PlanePlan.FewestRows ? plans ?? new Hdf5PlanePlans() : null;

    /// <summary>Whether datasets of these options have filters that are applied here.</summary>
    public static bool CanWrite(Hdf5Options options, long chunkBytes)
        => (options.Deflate > 0 || options.Shuffle || options.Fletcher32) && chunkBytes <= LargestChunk;

    /// <summary>Writes all rows. Must not be called under the lock.</summary>
    public void Write()
    {
        int ahead = Math.Clamp(AheadBytes / _chunkBytes, 1, MostAhead);
        var loop = new Hdf5ChunkLoop((rows.Count + chunkRows - 1) / chunkRows, ahead);
        loop.Run(() =>
        {
            byte[] copy = rows.HasBooleans || rows.Count % chunkRows != 0 ? new byte[_chunkBytes] : [];
            byte[] shuffled = options.Shuffle ? new byte[_chunkBytes] : [];
            return chunk =>
            {
                if (!_free.TryTake(out MemoryStream? compressed))
                {
                    compressed = new MemoryStream(_chunkBytes + Hdf5Fletcher32.Size);
                }

                uint skippedFilters = Filter(chunk, copy, shuffled, compressed);
                MakeNextPlan(chunk, copy, shuffled);
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

    /// <summary>Applies the filters to a chunk.</summary>
    /// <returns>Each bit stands for a filter, in order, that was left out.</returns>
    private uint Filter(long chunk, byte[] copy, byte[] shuffled, MemoryStream filtered)
    {
        Hdf5PlanePlan? plan = _plans?.Of(GroupOf(chunk), () => MakePlan(chunk, copy, shuffled));
        ReadOnlySpan<byte> bytes = Prepare(chunk, copy, shuffled);
        uint skippedFilters = 0;
        filtered.SetLength(0);
        if (options.Deflate == 0)
        {
            filtered.Write(bytes);
        }
        else if (!TryDeflate(bytes, plan, filtered))
        {
            // A chunk that does not become smaller is stored uncompressed.
            filtered.SetLength(0);
            filtered.Write(bytes);
            skippedFilters = options.Shuffle ? 0b10u : 0b1u;
        }

        if (options.Fletcher32)
        {
            Span<byte> checksum = stackalloc byte[Hdf5Fletcher32.Size];
            uint sum = Hdf5Fletcher32.Of(filtered.GetBuffer().AsSpan(0, (int)filtered.Length));
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, sum);
            filtered.Write(checksum);
        }

        return skippedFilters;
    }

    // The bytes of a chunk, shuffled if they are to be.
    private ReadOnlySpan<byte> Prepare(long chunk, byte[] copy, byte[] shuffled)
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

        if (!options.Shuffle)
        {
            return bytes;
        }

        Hdf5Shuffle.Shuffle(bytes, shuffled, rows.Schema.Size);
        return shuffled;
    }

    private bool TryDeflate(ReadOnlySpan<byte> bytes, Hdf5PlanePlan? plan, MemoryStream to)
    {
        if (plan is not null)
        {
            plan.Deflate(bytes, chunkRows, options.Deflate, to);
            return to.Length < bytes.Length;
        }

        using (var deflate = new ZLibStream(to, new ZLibCompressionOptions { CompressionLevel = options.Deflate }, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return to.Length < bytes.Length;
    }

    private long GroupOf(long chunk) => ((start / chunkRows) + chunk) / Hdf5PlanePlans.ChunksTogether;

    private Hdf5PlanePlan MakePlan(long chunk, byte[] copy, byte[] shuffled)
    {
        // Of the first chunk of the group, if it is here.
        long first = Math.Max(0, (GroupOf(chunk) * Hdf5PlanePlans.ChunksTogether) - (start / chunkRows));
        return new Hdf5PlanePlan(Prepare(first, copy, shuffled), chunkRows, options.Deflate);
    }

    // In the middle of a group, so that nobody has to wait for the next plan.
    private void MakeNextPlan(long chunk, byte[] copy, byte[] shuffled)
    {
        long next = ((GroupOf(chunk) + 1) * Hdf5PlanePlans.ChunksTogether) - (start / chunkRows);
        if (next - chunk == Hdf5PlanePlans.ChunksTogether / 2 && next * chunkRows < rows.Count)
        {
            _plans?.Of(GroupOf(next), () => MakePlan(next, copy, shuffled));
        }
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
