using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>A dataset that can grow, open in a file that is being written.</summary>
internal sealed unsafe class Hdf5GrowingDataset : IDisposable
{
    private const long TogetherBytes = 1 << 25;
    private const long MovedBytes = 1 << 19;

    private readonly Hdf5DatasetHandle _dataset;
    private readonly RecordSchema _schema;
    private readonly Hdf5Options? _own;
    private readonly int _chunkRows;
    private readonly Hdf5Place _place;
    private readonly Hdf5PlanePlans _plans = new();

    private Hdf5GrowingDataset(
        Hdf5DatasetHandle dataset,
        RecordSchema schema,
        long count,
        int chunkRows,
        Hdf5Options? own,
        in Hdf5Place place)
        => (_dataset, _schema, Count, _chunkRows, _own, _place) = (dataset, schema, count, chunkRows, own, place);

    /// <summary>The number of its rows.</summary>
    public long Count { get; private set; }

    /// <summary>The rows of a chunk.</summary>
    public int ChunkRows => _chunkRows;

    /// <summary>Opens a dataset to which records are appended. Called under the lock.</summary>
    /// <exception cref="InvalidOperationException">It cannot grow, or has a filter that only reads.</exception>
    /// <exception cref="SchemaMismatchException">Its rows are not the record's bytes.</exception>
    /// <exception cref="RecordFormatException">It is damaged.</exception>
    public static Hdf5GrowingDataset Open(Hdf5FileHandle file, string name, RecordSchema schema, Hdf5Place place)
        => Open(file, name, schema, (dataset, type) => CheckType(dataset, type, schema, place), place);

    /// <summary>The same for rows of which only the size is known.</summary>
    public static Hdf5GrowingDataset Open(Hdf5FileHandle file, string name, int rowBytes, Hdf5Place place)
        => Open(
            file,
            name,
            new RecordSchema("row", rowBytes, 1, [new FieldSchema("bytes", "bytes", 0, FieldType.Text(rowBytes))]),
            (_, type) =>
            {
                if (H5T.GetSize(type) != (nuint)rowBytes)
                {
                    throw new SchemaMismatchException(
                        $"{place} is not possible: its rows have {H5T.GetSize(type)} bytes, and those that were appended {rowBytes}.");
                }
            },
            place);

    private static Hdf5GrowingDataset Open(
        Hdf5FileHandle file,
        string name,
        RecordSchema schema,
        Action<Hdf5DatasetHandle, Hdf5TypeHandle> check,
        Hdf5Place place)
    {
        using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.DatasetAccess));
        place.Check(H5P.SetChunkCache(access, 521, 0, 0.75)); // whole chunks are written at once
        Hdf5DatasetHandle dataset = H5D.Open(file, name, access);
        if (dataset.IsInvalid)
        {
            throw place.Damaged();
        }

        try
        {
            using Hdf5TypeHandle type = place.Check(H5D.GetType(dataset));
            Hdf5TypeCheck.Check(type, place);
            check(dataset, type);
            Hdf5Filters.Prepare(dataset, place);
            using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
            using Hdf5SpaceHandle space = place.Check(H5D.GetSpace(dataset));
            ulong count = 0;
            ulong most = 0;
            if (place.Check(H5S.GetRank(space)) == 1)
            {
                place.Check(H5S.GetDimensions(space, &count, &most));
            }

            if (most != ulong.MaxValue || place.Check(H5P.GetLayout(creation)) != H5D.Chunked)
            {
                throw new InvalidOperationException(
                    $"{place} is not possible: the dataset cannot grow without end. Append its rows to a new one, or create it in h5py "
                        + $"with maxshape=(None,).");
            }

            Hdf5ChunkFilters? filters = Hdf5ChunkFilters.For(creation, schema.Size, place);
            if (filters is { CanWrite: false })
            {
                throw new InvalidOperationException(
                    $"{place} is not possible: the dataset is compressed by lzf, which is only read. Append to a new one, with deflate.");
            }

            return new Hdf5GrowingDataset(
                dataset,
                schema,
                checked((long)count),
                filters?.ChunkRows ?? (int)Math.Clamp(TogetherBytes / schema.Size, 1, int.MaxValue),
                filters?.Options,
                place);
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Adds rows of a journal. Must not be called under the lock.</summary>
    /// <param name="journal">Has the rows.</param>
    /// <param name="first">The first of them, counted in the journal.</param>
    /// <param name="end">The one behind the last.</param>
    public void Append(Hdf5Journal journal, long first, long end)
    {
        if (first >= end)
        {
            return;
        }

        // What is only moved stays in the processor's cache.
        long together = Math.Max(1, (_own is null ? MovedBytes : TogetherBytes) / _schema.Size / _chunkRows) * _chunkRows;
        byte* rows = (byte*)NativeMemory.Alloc((nuint)Math.Min(together, end - first), (nuint)_schema.Size);
        try
        {
            while (first < end)
            {
                // Up to the end of a chunk.
                long count = Math.Min(together - (Count % _chunkRows), end - first);
                journal.Read(first, new Span<byte>(rows, checked((int)(count * _schema.Size))));
                Append(new Hdf5Rows(_schema, rows, count));
                first += count;
            }
        }
        finally
        {
            NativeMemory.Free(rows);
        }
    }

    /// <summary>Adds rows; their bools are 0 or 1. Must not be called under the lock.</summary>
    public void Append(Hdf5Rows rows)
    {
        using (Hdf5Gate.Enter())
        {
            _place.Check(H5D.SetExtent(_dataset, (ulong)(Count + rows.Count)));
        }

        Write(Count, rows);
        Count += rows.Count;
    }

    /// <summary>Writes what is left, and closes the dataset. Must not be called under the lock.</summary>
    public void Close()
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        _place.Check(H5D.Flush(_dataset));
        _dataset.Close(_place);
    }

    /// <summary>Closes the dataset. Called under the lock.</summary>
    public void Dispose() => _dataset.Dispose();

    private void Write(long at, Hdf5Rows rows)
    {
        if (_own is null)
        {
            WriteByLibrary(at, rows);
            return;
        }

        // libhdf5 completes the chunk that is there; the others are new.
        long part = Math.Min(rows.Count, (_chunkRows - (at % _chunkRows)) % _chunkRows);
        WriteByLibrary(at, rows.Slice(0, part));
        if (part < rows.Count)
        {
            new Hdf5ChunkWriter(_dataset, rows.Slice(part, rows.Count - part), _chunkRows, _own, _place, at + part, _plans).Write();
        }
    }

    private void WriteByLibrary(long at, Hdf5Rows rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        using Lock.Scope gate = Hdf5Gate.Enter();
        using Hdf5TypeHandle type = _place.Check(H5D.GetType(_dataset));
        using Hdf5SpaceHandle fileSpace = _place.Check(H5D.GetSpace(_dataset));
        using Hdf5SpaceHandle memorySpace = _place.Check(H5S.CreateSimple(1, (ulong)rows.Count));
        _place.Check(H5S.SelectRows(fileSpace, (ulong)at, (ulong)rows.Count));
        _place.Check(H5D.Write(_dataset, type, memorySpace, fileSpace, Hdf5PropertyListHandle.Default, rows.First));
    }

    /// <summary>Throws unless a dataset's rows are the record's bytes. Called under the lock.</summary>
    public static void CheckType(Hdf5DatasetHandle dataset, Hdf5TypeHandle type, RecordSchema schema, Hdf5Place place)
    {
        if (H5T.GetClass(type) != Hdf5TypeClass.Compound)
        {
            throw new SchemaMismatchException($"{place} is not possible: the dataset does not hold records but {Hdf5TypeText.Of(type)}.");
        }

        var match = new Hdf5TypeMatch(column => Hdf5Units.Read(dataset, column, place), allowNarrowing: false, place);
        Hdf5RowMap map = match.Record(schema, type);
        if (H5T.GetSize(type) != (nuint)schema.Size || !map.IsPlain || map.Offset != 0)
        {
            throw new SchemaMismatchException(
                $"{place} is not possible: the columns must be those of {schema.Name}, in the same places. The dataset holds "
                    + $"{Hdf5TypeText.Of(type)}; {schema.Name} is {schema.NumpyDescr}.");
        }
    }
}
