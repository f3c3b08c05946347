using System.IO.Compression;
using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>
/// Writes the rows of a deflated dataset chunk by chunk: shuffled and compressed here, on all processors and outside of the lock,
/// and handed to libhdf5 as they go into the file. Its own filters do the same on one processor at a time. Chunks are written in order, so that the same rows
/// make the same file.
/// </summary>
internal sealed unsafe class Hdf5ChunkWriter(Hdf5DatasetHandle dataset, Hdf5Rows rows, int chunkRows, Hdf5Options options, Hdf5Place place)
{
    /// <summary>Larger chunks are left to libhdf5: several of them in memory would be too much.</summary>
    public const int LargestChunk = 1 << 28;

    private readonly object _turns = new();
    private readonly long _chunks = (rows.Count + chunkRows - 1) / chunkRows;
    private long _next;
    private long _turn;
    private Exception? _failure;

    /// <summary>Writes all rows. Not to be called under the lock.</summary>
    public void Write()
    {
        int workers = (int)Math.Min(Environment.ProcessorCount, _chunks);
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => Work());
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private void Work()
    {
        try
        {
            int chunkBytes = chunkRows * rows.Schema.Size;
            byte[] copy = [];
            byte[] shuffled = options.Shuffle ? new byte[chunkBytes] : [];
            using var compressed = new MemoryStream(chunkBytes);
            for (long chunk; (chunk = Interlocked.Increment(ref _next) - 1) < _chunks && _failure is null;)
            {
                long start = chunk * chunkRows;
                Hdf5Rows part = rows.Slice(start, Math.Min(chunkRows, rows.Count - start));
                var bytes = new ReadOnlySpan<byte>(part.First, (int)part.Count * rows.Schema.Size);
                if (rows.HasBooleans || part.Count < chunkRows)
                {
                    // A chunk is whole even where the dataset ends within it.
                    copy = copy.Length == 0 ? new byte[chunkBytes] : copy;
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

                // What does not become smaller is stored as it is, and the filter marked as skipped.
                bool smaller = compressed.Length < bytes.Length;
                WriteInTurn(chunk, smaller ? compressed.GetBuffer().AsSpan(0, (int)compressed.Length) : bytes, smaller ? 0 : options.Shuffle ? 0b10u : 0b1u);
            }
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void WriteInTurn(long chunk, ReadOnlySpan<byte> bytes, uint skippedFilters)
    {
        lock (_turns)
        {
            while (_turn != chunk && _failure is null)
            {
                Monitor.Wait(_turns);
            }
        }

        if (_failure is not null)
        {
            return;
        }

        using (Hdf5Gate.Enter())
        {
            fixed (byte* first = bytes)
            {
                place.Check(H5D.WriteChunk(dataset, Hdf5PropertyListHandle.Default, skippedFilters, (ulong)(chunk * chunkRows), (nuint)bytes.Length, first));
            }
        }

        lock (_turns)
        {
            _turn = chunk + 1;
            Monitor.PulseAll(_turns);
        }
    }

    private void Fail(Exception failure)
    {
        lock (_turns)
        {
            _failure ??= failure;
            Monitor.PulseAll(_turns);
        }
    }
}
