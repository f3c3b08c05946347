namespace SchemaToolkit;

/// <summary>An open dataset, and the type that converts its rows to records of one schema. Does the work of
/// <see cref="Hdf5Dataset{T}"/> for any record.</summary>
internal sealed unsafe class Hdf5Reader : IDisposable
{
    private const int DefaultCacheBytes = 1 << 20;
    private const int CachedChunks = 4;
    private const long LargestCacheBytes = 1 << 26;

    private readonly string _path;
    private readonly Hdf5DatasetHandle _dataset;
    private readonly Hdf5TypeHandle _memoryType;
    private readonly bool _isVerbatim;
    private readonly Hdf5ChunkReader? _chunks;

    private Hdf5Reader(
        string path,
        string name,
        Hdf5DatasetHandle dataset,
        Hdf5TypeHandle memoryType,
        bool isVerbatim,
        Hdf5ChunkReader? chunks,
        RecordSchema schema,
        long count)
    {
        _path = path;
        Name = name;
        _dataset = dataset;
        _memoryType = memoryType;
        _isVerbatim = isVerbatim;
        _chunks = chunks;
        Schema = schema;
        Count = count;
    }

    public string Name { get; }

    public RecordSchema Schema { get; }

    public long Count { get; }

    /// <summary>Opens a dataset and checks that it holds records of <paramref name="schema"/>.</summary>
    public static Hdf5Reader Open(Hdf5FileHandle file, string path, string name, RecordSchema schema)
    {
        name = Hdf5Names.Valid(name);
        var place = new Hdf5Place("Opening", path, name);
        Hdf5TypeBuilder.Check(schema, place);
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        Hdf5Names.CheckDataset(file, name, place);
        Hdf5DatasetHandle dataset = place.Check(H5D.Open(file, name, Hdf5PropertyListHandle.Default));
        try
        {
            long count = CountOf(dataset, place);
            using Hdf5TypeHandle type = place.Check(H5D.GetType(dataset));
            if (H5T.GetClass(type) != Hdf5TypeClass.Compound)
            {
                throw new SchemaMismatchException(
                    $"{place} as {schema.Name} records is not possible: "
                        + $"it does not hold records (an HDF5 compound) but plain values, {Hdf5TypeText.Of(type)}.");
            }

            Hdf5Filters.Prepare(dataset, place);
            int rowBytes = checked((int)H5T.GetSize(type));
            WithLargerCache(file, name, ref dataset, rowBytes, place);
            Hdf5Descriptor.CloseOnExec(dataset);
            var chunks = Hdf5ChunkReader.For(dataset, rowBytes, place);
            Hdf5TypeHandle memoryType = new Hdf5TypeMatch(dataset, place).Record(schema, type);
            return new Hdf5Reader(path, name, dataset, memoryType, H5T.Equal(memoryType, type) > 0, chunks, schema, count);
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Reads consecutive rows.</summary>
    public void Read(long start, byte* records, long count)
    {
        var place = new Hdf5Place("Reading", _path, Name);
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        if (count == 0)
        {
            return;
        }

        if (!_isVerbatim || !TryReadChunks(start, records, count, 0, Schema.Size, place))
        {
            Read(_memoryType, start, records, count, place);
        }

        new Hdf5Rows(Schema, records, count).NormalizeBooleans();
    }

    /// <summary>Reads all values of one column; <paramref name="type"/> is the type that the caller expects.</summary>
    public void ReadColumn(string column, FieldType type, byte* values)
    {
        var place = new Hdf5Place($"Reading column '{column}' of", _path, Name);
        bool isVerbatim;
        int offset;
        using (Enter())
        {
            using Hdf5TypeHandle file = place.Check(H5D.GetType(_dataset));
            int index = H5T.GetMemberIndex(file, column);
            if (index < 0)
            {
                throw new KeyNotFoundException(
                    $"{place} is not possible: there is no such column. The dataset holds {Hdf5TypeText.Of(file)}.");
            }

            using Hdf5TypeHandle member = place.Check(H5T.GetMemberType(file, (uint)index));
            using Hdf5TypeHandle memory = new Hdf5TypeMatch(_dataset, place).Column(type, member, column);
            if (Count == 0)
            {
                return;
            }

            offset = (int)H5T.GetMemberOffset(file, (uint)index);
            isVerbatim = H5T.Equal(memory, member) > 0 && Hdf5ColumnReader.CanRead(file);
            if (!isVerbatim)
            {
                using Hdf5TypeHandle alone = place.Check(H5T.Create(Hdf5TypeClass.Compound, (nuint)type.Size));
                place.Check(H5T.Insert(alone, column, 0, memory));
                Read(alone, 0, values, Count, place);
            }
        }

        if (isVerbatim && !TryReadChunks(0, values, Count, offset, type.Size, place))
        {
            using Lock.Scope gate = Enter();
            Hdf5ColumnReader.Read(_dataset, Count, offset, type.Size, values, place);
        }

        new Hdf5Rows(
            new RecordSchema(Schema.Name, type.Size, 1, [new FieldSchema(column, column, 0, type)]),
            values,
            Count).NormalizeBooleans();
    }

    public void Dispose()
    {
        if (!_dataset.IsClosed)
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            _memoryType.Dispose();
            _dataset.Dispose();
        }
    }

    private void Read(Hdf5TypeHandle memoryType, long start, byte* records, long count, in Hdf5Place place)
    {
        using Lock.Scope gate = Enter();
        if (count == Count)
        {
            place.Check(H5D.Read(_dataset, memoryType, Hdf5SpaceHandle.All, Hdf5SpaceHandle.All, Hdf5PropertyListHandle.Default, records));
            return;
        }

        using Hdf5SpaceHandle memorySpace = place.Check(H5S.CreateSimple(1, (ulong)count));
        using Hdf5SpaceHandle fileSpace = place.Check(H5D.GetSpace(_dataset));
        place.Check(H5S.SelectRows(fileSpace, (ulong)start, (ulong)count));
        place.Check(H5D.Read(_dataset, memoryType, memorySpace, fileSpace, Hdf5PropertyListHandle.Default, records));
    }

    private bool TryReadChunks(long start, byte* destination, long count, int offset, int width, in Hdf5Place place)
        => _chunks is not null && _chunks.IsWorth(count) && _chunks.TryRead(start, count, offset, width, destination, place);

    private Lock.Scope Enter()
    {
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        return Hdf5Gate.Enter();
    }

    private static long CountOf(Hdf5DatasetHandle dataset, in Hdf5Place place)
    {
        using Hdf5SpaceHandle space = place.Check(H5D.GetSpace(dataset));
        int rank = place.Check(H5S.GetRank(space));
        if (rank != 1 || H5S.GetClass(space) != H5S.Simple)
        {
            string shape = H5S.GetClass(space) != H5S.Simple ? "a single value, or empty," : $"an array of {rank} dimensions,";
            throw new RecordFormatException(
                $"{place} as records is not possible: it is {shape} not a one-dimensional array. "
                    + $"Store a matrix of numbers as records, one per row, with an inline array.");
        }

        ulong rows;
        place.Check(H5S.GetDimensions(space, &rows, null));
        return checked((long)rows);
    }

    // A chunk that does not fit libhdf5's cache would be decompressed again by every Read of a part of it.
    private static void WithLargerCache(Hdf5FileHandle file, string name, ref Hdf5DatasetHandle dataset, int rowBytes, in Hdf5Place place)
    {
        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        if (H5P.GetLayout(creation) != H5D.Chunked)
        {
            return;
        }

        place.Check(H5P.GetChunk(creation, 1, out ulong rows));
        if (rows <= (ulong)(Hdf5ChunkWriter.LargestChunk / rowBytes) && (int)rows * rowBytes > DefaultCacheBytes)
        {
            const nuint Slots = 521;
            const double DefaultPreemption = 0.75;
            long chunkBytes = (int)rows * rowBytes;
            using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.DatasetAccess));
            place.Check(
                H5P.SetChunkCache(
                    access,
                    Slots,
                    (nuint)Math.Max(chunkBytes, Math.Min(CachedChunks * chunkBytes, LargestCacheBytes)),
                    DefaultPreemption));
            dataset.Dispose();
            dataset = place.Check(H5D.Open(file, name, access));
        }
    }
}
