namespace SchemaToolkit;

/// <summary>An open dataset, and how its rows become records of one schema. Does the work of
/// <see cref="Hdf5Dataset{T}"/> for any record.</summary>
internal sealed unsafe class Hdf5Reader : IHdf5AttributeOwner, IDisposable
{
    private const int DefaultCacheBytes = 1 << 20;
    private const int CachedChunks = 4;
    private const long LargestCacheBytes = 1 << 26;

    // Rows that were never written and yet are read, if they are not more than those that were.
    private const long UnwrittenBytes = 1 << 26;

    private readonly string _path;
    private readonly Hdf5ReadOptions _options;
    private readonly Hdf5DatasetHandle _dataset;
    private readonly Hdf5Source _source;
    private readonly Hdf5RowMap _map;

    private Hdf5Reader(
        string path,
        string name,
        Hdf5ReadOptions options,
        Hdf5DatasetHandle dataset,
        Hdf5Source source,
        Hdf5RowMap map,
        RecordSchema schema,
        long count)
    {
        _path = path;
        Name = name;
        _options = options;
        _dataset = dataset;
        _source = source;
        _map = map;
        Schema = schema;
        Count = count;
    }

    public string Name { get; }

    public RecordSchema Schema { get; }

    public long Count { get; }

    /// <summary>The rows that are best read together.</summary>
    public long ChunkRows => _source.ChunkRows;

    /// <summary>Opens a dataset and checks that it holds records of <paramref name="schema"/>; without, its own type says what they
    /// are.</summary>
    public static Hdf5Reader Open(
        Hdf5FileHandle file,
        string path,
        string name,
        RecordSchema? schema,
        Hdf5ReadOptions options,
        Hdf5Pending? pending)
    {
        name = Hdf5Names.Valid(name);
        var place = new Hdf5Place("Opening", path, name);
        if (schema is not null)
        {
            Hdf5TypeBuilder.Check(schema, place);
        }

        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        Hdf5Names.CheckDataset(file, name, place);
        Hdf5DatasetHandle dataset = Open(file, name, cacheBytes: 0, options, place);
        Hdf5Source? source = null;
        try
        {
            if (Hdf5Outside.Check(dataset, path, options, place))
            {
                dataset.Dispose();
                dataset = Open(file, name, cacheBytes: 0, options, place, isOutside: true);
            }

            long count = CountOf(dataset, place);
            using Hdf5TypeHandle type = place.Check(H5D.GetType(dataset));
            Hdf5TypeCheck.Check(type, place);
            if (H5T.GetClass(type) != Hdf5TypeClass.Compound)
            {
                throw new SchemaMismatchException(
                    $"{place} as {schema?.Name ?? "a table of"} records is not possible: "
                        + $"it does not hold records (an HDF5 compound) but plain values, {Hdf5TypeText.Of(type)}.");
            }

            Hdf5Filters.Prepare(dataset, place);
            if (CacheBytes(dataset, type, place) is > 0 and var cacheBytes)
            {
                dataset.Dispose();
                dataset = Open(file, name, cacheBytes, options, place);
            }

            Hdf5Descriptor.CloseOnExec(dataset);
            schema ??= new Hdf5SchemaReader(dataset, place).Read(type);
            Hdf5RowMap map = Match(dataset, options, place).Record(schema, type);
            source = Hdf5Source.Open(dataset, type, count, place);
            if (pending?.Journal.Dataset == name)
            {
                if (H5T.GetSize(type) != (nuint)pending.Journal.RowBytes)
                {
                    const string Reason = "the rows of the dataset have another size now";
                    throw new Hdf5JournalException(path, pending.Journal.Path, pending.Count, Reason);
                }

                source = new Hdf5JournalSource(source, count, pending with { Journal = pending.Journal.Share() });
                count += pending.Count;
            }

            return new Hdf5Reader(path, name, options, dataset, source, map, schema, count);
        }
        catch
        {
            source?.Dispose();
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Throws unless there are rows in the file, about as many as it claims to have, so that memory for all of them may be
    /// taken.</summary>
    /// <exception cref="RecordFormatException">There are not.</exception>
    public void CheckWritten()
    {
        if (_options.AllowUnwrittenRows || Count <= UnwrittenBytes / Schema.Size)
        {
            return;
        }

        var place = new Hdf5Place("Reading all rows of", _path, Name);
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        long written = _source.WrittenRows(place);
        if (Count - written > Math.Max(written, UnwrittenBytes / Schema.Size))
        {
            throw new RecordFormatException(
                $"{place} is not possible: it claims {Count} rows, {(UInt128)Count * (uint)Schema.Size} bytes of records, and at most "
                    + $"{written} of them were ever written. Read parts of it; or, if it is meant to be like this, open the file with "
                    + $"{nameof(Hdf5ReadOptions)}.{nameof(Hdf5ReadOptions.AllowUnwrittenRows)}.");
        }
    }

    /// <summary>Reads consecutive rows.</summary>
    public void Read(long start, byte* records, long count)
        => Read(start, count, _map, records, Schema, new Hdf5Place("Reading", _path, Name));

    /// <summary>Reads all values of one column; <paramref name="type"/> is the type that the caller expects.</summary>
    public void ReadColumn(string column, FieldType type, byte* values)
    {
        var place = new Hdf5Place($"Reading column '{column}' of", _path, Name);
        Hdf5RowMap map;
        using (Enter())
        {
            using Hdf5TypeHandle file = place.Check(H5D.GetType(_dataset));
            int index = H5T.GetMemberIndex(file, column);
            map = index >= 0
                ? Match(_dataset, _options, place).Column(type, file, index, column)
                : throw new KeyNotFoundException(
                    $"{place} is not possible: there is no such column. The dataset holds {Hdf5TypeText.Of(file)}.");
        }

        Read(0, Count, map, values, new RecordSchema(Schema.Name, type.Size, 1, [new FieldSchema(column, column, 0, type)]), place);
    }

    /// <summary>Whether the rows are records as they are, in one block.</summary>
    public bool IsMappable
        => Count > 0 && _source is Hdf5ContiguousSource source && _map.IsPlain && _map.Width == Schema.Size && source.RowBytes == Schema.Size;

    /// <summary>Maps all rows, if they are records as they are.</summary>
    public MappedRows Map()
    {
        var place = new Hdf5Place("Mapping", _path, Name);
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        if (Count == 0)
        {
            return MappedRows.Allocate(Schema, 0, Name);
        }

        string reason = _source is not Hdf5ContiguousSource ? "its rows are not in one block" : "its columns are not those of the record";
        return IsMappable
            ? ((Hdf5ContiguousSource)_source).Map(Schema, place)
            : throw new InvalidOperationException(
                $"{place} as {Schema.Name} records is not possible: {reason}. ReadAll or Read reads it.");
    }

    string IHdf5AttributeOwner.Name => $"'{Name}' of {_path}";

    TResult IHdf5AttributeOwner.Use<TResult>(string attribute, bool write, Func<Hdf5Handle, Hdf5Place, TResult> action)
    {
        if (write)
        {
            throw new InvalidOperationException($"{_path} is open for reading; RecordHdf5.Edit changes attributes.");
        }

        var place = new Hdf5Place(attribute.Length == 0 ? "Reading the attributes of" : $"Reading attribute '{attribute}' of", _path, Name);
        using Lock.Scope gate = Enter();
        return action(_dataset, place);
    }

    public void Dispose()
    {
        if (!_dataset.IsClosed)
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            _source.Dispose();
            _dataset.Dispose();
        }
    }

    private void Read(long start, long count, Hdf5RowMap map, byte* records, RecordSchema schema, Hdf5Place place)
    {
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        if (count > 0)
        {
            try
            {
                _source.Read(start, count, map, records, place);
            }
            catch (Hdf5UnfitException unfit)
            {
                throw new SchemaMismatchException($"{place} failed: {unfit.Message}.");
            }

            new Hdf5Rows(schema, records, count).NormalizeBooleans();
        }
    }

    private static Hdf5TypeMatch Match(Hdf5DatasetHandle dataset, Hdf5ReadOptions options, Hdf5Place place)
        => new(column => Hdf5Units.Read(dataset, column, place), options.AllowNarrowing, place);

    private Lock.Scope Enter()
    {
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        return Hdf5Gate.Enter();
    }

    /// <summary>The rows of a dataset. Called under the lock.</summary>
    public static long CountOf(Hdf5DatasetHandle dataset, in Hdf5Place place)
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
        return rows <= long.MaxValue
            ? (long)rows
            : throw new RecordFormatException($"{place} is not possible: it claims {rows} rows.");
    }

    // Chunks that libhdf5 decodes are kept there: one that does not fit its cache would be decoded again by every read of a part
    // of it. All others must not get there: libhdf5 believes their sizes, and would read beyond its memory.
    private static Hdf5DatasetHandle Open(
        Hdf5FileHandle file,
        string name,
        nuint cacheBytes,
        Hdf5ReadOptions options,
        in Hdf5Place place,
        bool isOutside = false)
    {
        const nuint Slots = 521;
        const double DefaultPreemption = 0.75;
        using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.DatasetAccess));
        place.Check(H5P.SetChunkCache(access, Slots, cacheBytes, DefaultPreemption));
        if (isOutside)
        {
            // Not for others: one object cannot be open with two prefixes.
            place.Check(H5P.SetExternalPrefix(access, "${ORIGIN}"));
        }

        if (!options.AllowExternalLinks)
        {
            Hdf5LinkRefusal.Add(access, place);
        }

        Hdf5DatasetHandle dataset = H5D.Open(file, name, access);
        return dataset.IsInvalid ? throw place.Damaged() : dataset;
    }

    private static nuint CacheBytes(Hdf5DatasetHandle dataset, Hdf5TypeHandle row, in Hdf5Place place)
    {
        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        int rowBytes = (int)H5T.GetSize(row);
        if (place.Check(H5P.GetLayout(creation)) != H5D.Chunked
            || place.Check(H5P.GetFilterCount(creation)) == 0
            || (Hdf5ChunkFilters.For(creation, rowBytes, place) is not null && !Hdf5LibrarySource.HasPointers(row)))
        {
            return 0;
        }

        place.Check(H5P.GetChunk(creation, 1, out ulong rows));
        long chunkBytes = (long)Math.Min(rows, (ulong)(LargestCacheBytes / rowBytes)) * rowBytes;
        return (nuint)Math.Clamp(CachedChunks * chunkBytes, DefaultCacheBytes, LargestCacheBytes);
    }
}
