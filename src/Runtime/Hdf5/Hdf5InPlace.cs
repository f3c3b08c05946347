using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// A contiguous dataset whose rows are written straight to their place in the file. libhdf5 makes the dataset as it makes any
/// other: the first row that is written allocates the place of all. Then it has the dataset closed and everything written, so
/// that it holds none of these bytes back while others write them.
/// </summary>
internal sealed unsafe class Hdf5InPlace
{
    // As many bytes of a dataset libhdf5 may read ahead when a row is written, and write again when the dataset is closed.
    private const int SieveBytes = 1 << 16;
    private const int MovedBytes = 1 << 20;

    private readonly Hdf5FileHandle _file;
    private readonly SafeFileHandle _bytes;
    private readonly string _name;
    private readonly ISet<string> _newGroups;
    private readonly RecordSchema _schema;
    private readonly Hdf5Options _options;
    private readonly Hdf5Place _place;
    private volatile bool _isBroken;

    private Hdf5InPlace(
        Hdf5FileHandle file,
        SafeFileHandle bytes,
        string name,
        RecordSchema schema,
        Hdf5Options options,
        ISet<string> newGroups,
        in Hdf5Place place)
    {
        _file = file;
        _bytes = bytes;
        _name = name;
        _schema = schema;
        _options = options;
        _newGroups = newGroups;
        _place = place;
    }

    /// <summary>The rows that there is room for.</summary>
    public long Rows { get; private set; }

    /// <summary>Where in the file the first row begins; there is none if there are no rows.</summary>
    public long? Offset { get; private set; }

    /// <summary>The file, as the system has it open.</summary>
    public SafeFileHandle File => _bytes;

    /// <summary>The dataset's name.</summary>
    public string Name => _name;

    /// <summary>Makes a dataset.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">The same file, as the system has it open.</param>
    /// <param name="name">The dataset's name.</param>
    /// <param name="schema">What its rows are.</param>
    /// <param name="rows">How many, at least 1.</param>
    /// <param name="options">How times are stored.</param>
    /// <param name="newGroups">Gets the groups that are made for the name; they are removed with the last dataset in
    /// them.</param>
    /// <param name="place">For messages.</param>
    /// <returns>The dataset; <see langword="null"/>, and nothing has changed, if a link leads to another file.</returns>
    public static Hdf5InPlace? TryCreate(
        Hdf5FileHandle file,
        SafeFileHandle bytes,
        string name,
        RecordSchema schema,
        long rows,
        Hdf5Options options,
        ISet<string> newGroups,
        in Hdf5Place place)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        Hdf5Names.CheckFree(file, name, place);
        newGroups.UnionWith(Hdf5Names.AbsentGroups(file, name, place));
        var dataset = new Hdf5InPlace(file, bytes, name, schema, options, newGroups, place);
        dataset.Create(rows, new byte[schema.Size], keptBytes: 0);
        if (dataset.Offset is null)
        {
            dataset.DeleteWithGroups();
            return null;
        }

        place.Check(H5F.Flush(file, H5F.Global));
        return dataset;
    }

    /// <summary>Writes rows to their place. For any thread.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="rows">The rows; their bools are 0 or 1.</param>
    /// <exception cref="IOException">They cannot be written. The file is not to be published any more.</exception>
    public void Write(long start, ReadOnlySpan<byte> rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Rows - (rows.Length / _schema.Size));
        try
        {
            WriteAt(Offset!.Value + (start * _schema.Size), rows);
        }
        catch
        {
            _isBroken = true;
            throw;
        }
    }

    /// <summary>Maps all rows, for reading. Every one of them is written, and none is written any more.</summary>
    /// <exception cref="IOException">They cannot be mapped.</exception>
    public MappedRows Map() => MappedRows.Map(_bytes, Offset ?? 0, Rows, _schema, $"Dataset '{_name}' of {_place.Path}");

    /// <summary>Writes records to their place.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="first">The first; their bools are 0 or 1.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="IOException">They cannot be written. The file is not to be published any more.</exception>
    public void WriteAll(long start, byte* first, long count)
    {
        int size = _schema.Size;
        long part = Math.Max(1, MovedBytes / size);
        for (long done = 0; done < count; done += part)
        {
            int bytes = (int)Math.Min(part, count - done) * size;
            Write(start + done, new ReadOnlySpan<byte>(first + (done * size), bytes));
        }
    }

    /// <summary>Changes the number of rows. What was written stays, as far as there is room. Nothing else may be going on.</summary>
    /// <param name="rows">The number.</param>
    public void Resize(long rows)
    {
        if (rows == Rows)
        {
            return;
        }

        try
        {
            int size = _schema.Size;
            long kept = Math.Min(rows, Rows) * size;

            // What libhdf5 may write over while it makes the new place: a row there, which may overlap the old place a little
            // behind its start, and what it reads ahead.
            byte[] head = new byte[Math.Min(kept, (2 * (long)size) + SieveBytes)];
            ReadAt(Offset!.Value, head);

            // Deleted and made again: most often in the same place.
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause();
            Punch(kept);
            Delete(_name);
            Create(rows, kept > 0 ? head[..size] : new byte[size], kept);
            _place.Check(H5F.Flush(_file, H5F.Global));
            if (kept > 0)
            {
                WriteAt(Offset!.Value, head);
            }
        }
        catch
        {
            _isBroken = true;
            throw;
        }
    }

    /// <summary>Removes the dataset, with the groups that were made for it, and gives its space back.</summary>
    /// <returns>False if that is not possible: the file is not to be published any more.</returns>
    public bool TryRemove()
    {
        if (_isBroken)
        {
            return false;
        }

        try
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            Punch(0);
            DeleteWithGroups();
            _place.Check(H5F.Flush(_file, H5F.Global));
            return true;
        }
        catch (Exception failure) when (failure is Hdf5Exception or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Create(long rows, byte[] firstRow, long keptBytes)
    {
        long? from = Offset;
        Hdf5DatasetWriter.Write(
            _file,
            _name,
            new Hdf5Rows(_schema, null, rows),
            chunkRows: 0,
            _options,
            _place,
            dataset =>
            {
                Offset = rows > 0 && IsInFile(dataset) ? Allocate(dataset, firstRow) : null;
                if (keptBytes > 0 && Offset != from)
                {
                    // A row that is too large for libhdf5's buffer has been written; smaller ones wait there until the end.
                    if (_schema.Size > SieveBytes && Offset - from is > SieveBytes and var distance && distance < keptBytes)
                    {
                        throw new IOException($"{_place} failed: its new place begins within the old one.");
                    }

                    // The old place is free, but nothing has been written to it before libhdf5 is asked to write.
                    Move(from!.Value, Offset!.Value, keptBytes);
                }
            });
        Rows = rows;
    }

    private long Allocate(Hdf5DatasetHandle dataset, byte[] firstRow)
    {
        using Hdf5TypeHandle type = _place.Check(H5D.GetType(dataset));
        using Hdf5SpaceHandle row = _place.Check(H5S.CreateSimple(1, 1));
        using Hdf5SpaceHandle space = _place.Check(H5D.GetSpace(dataset));
        _place.Check(H5S.SelectRows(space, 0, 1));
        fixed (byte* first = firstRow)
        {
            _place.Check(H5D.Write(dataset, type, row, space, Hdf5PropertyListHandle.Default, first));
        }

        ulong offset = H5D.GetOffset(dataset);
        return offset <= long.MaxValue ? (long)offset : throw _place.Last();
    }

    // A link may lead to another file than was opened.
    private bool IsInFile(Hdf5DatasetHandle dataset)
    {
        using Hdf5FileHandle file = _place.Check(H5I.GetFile(dataset));
        _place.Check(H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor));
        _place.Check(H5F.GetDescriptor(_file, Hdf5PropertyListHandle.Default, out int* own));
        return *descriptor == *own;
    }

    // What will not be used again is not to take space in the published file, if nothing else comes to this place. Before libhdf5
    // is told that the place is free: from then on its own bytes may be there.
    private void Punch(long kept)
    {
        if (Offset is { } offset)
        {
            FileBytes.Punch(_bytes, offset + kept, (Rows * _schema.Size) - kept);
        }
    }

    private void Delete(string name) => _place.Check(H5L.Delete(_file, name, Hdf5PropertyListHandle.Default));

    private void DeleteWithGroups()
    {
        Delete(_name);
        string group = _name;
        while (group.LastIndexOf('/') is >= 0 and int slash)
        {
            group = group[..slash];
            if (!_newGroups.Contains(group) || !Hdf5Names.IsEmptyGroup(_file, group, _place))
            {
                return;
            }

            Delete(group);
            _newGroups.Remove(group);
        }
    }

    // From the end that the other place does not begin in.
    private void Move(long from, long to, long length)
    {
        byte[] part = new byte[Math.Min(length, MovedBytes)];
        for (long done = 0; done < length;)
        {
            int count = (int)Math.Min(part.Length, length - done);
            long at = to < from ? done : length - done - count;
            ReadAt(from + at, part.AsSpan(0, count));
            WriteAt(to + at, part.AsSpan(0, count));
            done += count;
        }

        long shared = Math.Max(0, length - Math.Abs(to - from));
        FileBytes.Punch(_bytes, to < from ? from + shared : from, length - shared);
    }

    private void ReadAt(long offset, Span<byte> rows)
    {
        if (FileBytes.Read(_bytes, rows, offset) < rows.Length)
        {
            throw new IOException($"{_place} failed: the file has become shorter.");
        }
    }

    private void WriteAt(long offset, ReadOnlySpan<byte> rows)
    {
        try
        {
            FileBytes.Write(_bytes, rows, offset, $"Dataset '{_name}' of {_place.Path}");
        }
        catch (SharedMemoryFullException full)
        {
            throw new IOException($"{_place} failed: there is no space left where the file is.", full) { HResult = SystemError.NoSpace };
        }
    }
}
