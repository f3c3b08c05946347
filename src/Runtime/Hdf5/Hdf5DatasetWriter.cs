using System.Buffers;

namespace SchemaToolkit;

/// <summary>Writes one complete dataset.</summary>
internal static unsafe class Hdf5DatasetWriter
{
    private const int UsualChunkBytes = 1 << 20;
    private const int RowsTogether = 16;
    private const nuint Slots = 521;
    private const double DefaultPreemption = 0.75;

    /// <summary>Creates the dataset and writes all rows. Argument errors and <see cref="NotSupportedException"/> are thrown before
    /// anything is written; after any other exception the file must not be published.</summary>
    public static void Write(Hdf5FileHandle file, string name, Hdf5Rows rows, Hdf5Options options, Hdf5Place place)
    {
        long chunkRows = ChunkRows(rows.Schema.Size, rows.Count, options);
        Write(file, name, rows, chunkRows, options, place, dataset => WriteRows(dataset, rows, chunkRows, options, place));
    }

    /// <summary>The same for rows that something else writes.</summary>
    public static void Write(
        Hdf5FileHandle file,
        string name,
        in Hdf5Rows rows,
        long chunkRows,
        Hdf5Options options,
        in Hdf5Place place,
        Action<Hdf5DatasetHandle> writeRows)
    {
        Hdf5TypeBuilder.Check(rows.Schema, place);
        using Hdf5DatasetHandle dataset = Create(file, name, rows, chunkRows, options, place);
        try
        {
            writeRows(dataset);
            using Lock.Scope gate = Hdf5Gate.Enter();
            if (!options.OpaqueTimes)
            {
                Hdf5Units.WriteAll(dataset, rows.Schema, place);
            }

            // A dataset that fails to close can never be closed; one that fails to flush can.
            place.Check(H5D.Flush(dataset));
            dataset.Close(place);
        }
        catch
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            Hdf5Descriptor.Redirect(file);
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Creates a dataset without rows that can grow.</summary>
    public static void CreateGrowing(Hdf5FileHandle file, string name, RecordSchema schema, Hdf5Options options, in Hdf5Place place)
    {
        Hdf5TypeBuilder.Check(schema, place);
        long chunkRows = ChunkRows(schema.Size, long.MaxValue, options);
        using Hdf5DatasetHandle dataset = Create(file, name, new Hdf5Rows(schema, null, 0), chunkRows, options, place, isGrowing: true);
        using Lock.Scope gate = Hdf5Gate.Enter();
        if (!options.OpaqueTimes)
        {
            Hdf5Units.WriteAll(dataset, schema, place);
        }

        dataset.Close(place);
    }

    private static Hdf5DatasetHandle Create(
        Hdf5FileHandle file,
        string name,
        in Hdf5Rows rows,
        long chunkRows,
        Hdf5Options options,
        in Hdf5Place place,
        bool isGrowing = false)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        Hdf5Names.CheckFree(file, name, place);
        using Hdf5TypeHandle type = Hdf5TypeBuilder.Row(rows.Schema, options.OpaqueTimes, place);
        ulong unlimited = ulong.MaxValue;
        using Hdf5SpaceHandle space = place.Check(H5S.CreateSimple(1, (ulong)rows.Count, isGrowing ? &unlimited : null));
        using Hdf5PropertyListHandle link = Hdf5Names.Links(place);
        using Hdf5PropertyListHandle creation = place.Check(H5P.Create(H5P.DatasetCreate));
        place.Check(H5P.SetTrackTimes(creation, 0)); // as in h5py, so that the same records make the same file
        if (options.IsChunked || isGrowing)
        {
            place.Check(H5P.SetChunk(creation, 1, (ulong)chunkRows));
        }

        if (options.Shuffle)
        {
            place.Check(H5P.SetShuffle(creation));
        }

        if (options.Deflate > 0)
        {
            place.Check(H5P.SetDeflate(creation, (uint)options.Deflate));
        }

        if (options.Fletcher32)
        {
            place.Check(H5P.SetFletcher32(creation));
        }

        // Whole chunks are written at once. Those that it keeps, libhdf5 1.14 crashes on when it cannot write them.
        using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.DatasetAccess));
        place.Check(H5P.SetChunkCache(access, Slots, 0, DefaultPreemption));
        return place.Check(H5D.Create(file, name, type, space, link, creation, access));
    }

    private static long ChunkRows(int size, long count, Hdf5Options options)
    {
        long usual = Math.Max(1, UsualChunkBytes / size);
        long rows = Math.Min(options.ChunkRows ?? (usual > RowsTogether ? usual - (usual % RowsTogether) : usual), Math.Max(count, 1));
        return rows * size <= uint.MaxValue
            ? rows
            : throw new ArgumentOutOfRangeException(
                nameof(options),
                $"A chunk of {rows} rows of {size} bytes is larger than HDF5's 4 GiB; use {uint.MaxValue / size} rows or fewer.");
    }

    private static void WriteRows(Hdf5DatasetHandle dataset, Hdf5Rows rows, long chunkRows, Hdf5Options options, Hdf5Place place)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (Hdf5ChunkWriter.CanWrite(options, chunkRows * rows.Schema.Size))
        {
            new Hdf5ChunkWriter(dataset, rows, (int)chunkRows, options, place).Write();
            return;
        }

        using Lock.Scope gate = Hdf5Gate.Enter();
        using Hdf5TypeHandle type = place.Check(H5D.GetType(dataset));
        if (rows.HasBooleans)
        {
            WriteCopies(dataset, type, rows, chunkRows, place);
        }
        else
        {
            place.Check(H5D.Write(dataset, type, Hdf5SpaceHandle.All, Hdf5SpaceHandle.All, Hdf5PropertyListHandle.Default, rows.First));
        }
    }

    // Does not change the caller's bools: writes copies in which they are 0 or 1.
    private static void WriteCopies(Hdf5DatasetHandle dataset, Hdf5TypeHandle type, in Hdf5Rows rows, long chunkRows, in Hdf5Place place)
    {
        int size = rows.Schema.Size;
        int blockRows = (int)Math.Min(chunkRows, Math.Max(1, Hdf5ChunkWriter.LargestChunk / size));
        byte[] block = ArrayPool<byte>.Shared.Rent(blockRows * size);
        try
        {
            using Hdf5SpaceHandle fileSpace = place.Check(H5D.GetSpace(dataset));
            for (long start = 0; start < rows.Count; start += blockRows)
            {
                long count = Math.Min(blockRows, rows.Count - start);
                rows.Slice(start, count).CopyTo(block);
                using Hdf5SpaceHandle memorySpace = place.Check(H5S.CreateSimple(1, (ulong)count));
                place.Check(H5S.SelectRows(fileSpace, (ulong)start, (ulong)count));
                fixed (byte* first = block)
                {
                    place.Check(H5D.Write(dataset, type, memorySpace, fileSpace, Hdf5PropertyListHandle.Default, first));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
