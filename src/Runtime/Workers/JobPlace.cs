namespace SchemaToolkit;

/// <summary>Where the records of one job go: to their place in an HDF5 file while there is room, and to a segment of memory
/// otherwise. Given back at the end, unless the result was taken.</summary>
internal sealed class JobPlace : IDisposable
{
    /// <summary>Results of at most so many bytes are copied out of their segment, which then serves for the next.</summary>
    private const int LargestCopy = 1 << 18;

    private readonly RecordSchema _schema;
    private readonly Hdf5Load? _load;
    private bool _isTaken;
    private bool _isCopied;
    private bool _isSpare;

    private JobPlace(AnonymousSegment segment, LoadRun run, bool isSmall)
    {
        Segment = segment;
        _schema = run.Schema;
        _load = run.Load;
        IsSmall = isSmall;
    }

    public AnonymousSegment Segment { get; }

    /// <summary>Whether the result is probably small, and is written without header and footer.</summary>
    public bool IsSmall { get; }

    /// <summary>The dataset that takes the first records, if there is one.</summary>
    public Hdf5InPlace? Dataset { get; private set; }

    /// <summary>Its place, for the worker.</summary>
    public PlaceInFile? InFile { get; private set; }

    /// <param name="name">The name of the result.</param>
    /// <param name="run">What the job belongs to.</param>
    /// <param name="rows">How many rows to make room for in the file; <see langword="null"/> for none.</param>
    /// <param name="isSmall">Whether the result is probably small, and nobody asks for its segment.</param>
    /// <param name="spare">A segment of an earlier place.</param>
    public static JobPlace Make(string name, LoadRun run, long? rows, bool isSmall = false, AnonymousSegment? spare = null)
    {
        var place = new JobPlace(spare ?? AnonymousSegment.Create(name), run, isSmall);
        try
        {
            if (run.Load is { IsInPlace: true } load && rows > 0 && load.TryMake(name, rows.Value, out string path) is { } dataset)
            {
                place.Dataset = dataset;
                place.InFile = new PlaceInFile(path, dataset.Offset!.Value, dataset.Rows);
            }

            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Whether a worker may write.</summary>
    public bool IsInUse { get; private set; }

    /// <summary>From now on a worker may write.</summary>
    public void Use() => IsInUse = true;

    /// <summary>From now on nobody writes any more.</summary>
    public void Free() => IsInUse = false;

    /// <summary>Makes the dataset complete.</summary>
    /// <param name="count">The number of records.</param>
    /// <returns>The records, mapped from the file.</returns>
    /// <exception cref="IOException">They cannot be written or mapped.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed.</exception>
    /// <exception cref="RecordFormatException">The worker wrote fewer.</exception>
    public MappedRows TakeDataset(long count)
    {
        using OpenSegment? more = count > Dataset!.Rows ? Segment.Seal(_schema, count: null) : null;
        if (count < 0 || (more is not null && more.Rows.Count != count - Dataset.Rows))
        {
            throw new RecordFormatException($"The worker process did not write the {count} records that it reports.");
        }

        MappedRows records = _load!.Complete(Dataset, count, more?.Rows);
        _isTaken = true;
        return records;
    }

    /// <summary>Copies the records, if they are few and nobody asks for their segment.</summary>
    /// <exception cref="IOException">The worker wrote fewer.</exception>
    public MappedRows? TryCopy(long count)
    {
        if (!IsSmall || count < 0 || count > LargestCopy / _schema.Size)
        {
            return null;
        }

        MappedRows records = Segment.Copy(_schema, (int)count);
        _isCopied = true;
        return records;
    }

    /// <summary>Takes the whole segment.</summary>
    /// <inheritdoc cref="AnonymousSegment.Seal(RecordSchema, long?)"/>
    public OpenSegment TakeSegment(long count) => Segment.Seal(_schema, IsSmall ? count : null);

    /// <summary>The segment, if another place may have it: its records were copied, and nobody writes any more.</summary>
    public AnonymousSegment? TakeSpare()
    {
        bool isSpare = _isCopied && !IsInUse;
        _isCopied = false;
        _isSpare |= isSpare;
        return isSpare ? Segment : null;
    }

    /// <summary>Gives up the file: its place could not be written.</summary>
    /// <returns>What to throw.</returns>
    public IOException Fail(Exception error)
    {
        var failure = new IOException($"Writing dataset '{Dataset!.Name}' of {_load!.Path} failed: {error.Message}", error);
        _load.Fail(Dataset, failure);
        return failure;
    }

    public void Dispose()
    {
        if (!_isSpare)
        {
            Segment.Dispose();
        }

        if (Dataset is null || _isTaken)
        {
            return;
        }

        if (IsInUse)
        {
            _load!.Fail(Dataset, new IOException($"A worker process that cannot be ended may still write dataset '{Dataset.Name}'."));
        }
        else
        {
            _load!.Remove(Dataset);
        }
    }
}
