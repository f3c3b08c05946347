using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// An HDF5 file of datasets of records. <see cref="Create"/> and <see cref="Edit(string, Durability)"/> are transactions: the file changes at
/// <see cref="Complete"/>, as a whole, or not at all. <see cref="OpenRead"/> reads.
/// </summary>
/// <remarks>
/// The reference implementation, libhdf5, does the work; it is loaded when it is first needed. Several threads may use an
/// object of this class; libhdf5 does one thing at a time.
/// </remarks>
public sealed unsafe partial class RecordHdf5 : IDisposable
{
    private readonly Lock _use = new();
    private readonly Hdf5FileHandle _file;
    private readonly IHdf5Edit? _transaction;
    private readonly Hdf5ReadOptions _readOptions;
    private Exception? _failure;
    private bool _complete;
    private object? _filling;
    private Hdf5Load? _load;
    private Hdf5Pending? _pending;

    private RecordHdf5(string path, Hdf5FileHandle file, IHdf5Edit? transaction, Hdf5ReadOptions? readOptions = null)
    {
        Path = path;
        _file = file;
        _transaction = transaction;
        _readOptions = readOptions ?? new Hdf5ReadOptions();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    internal bool HasFailed => _failure is not null;

    /// <summary>Begins a new file. It is written without a name and gets its name at <see cref="Complete"/>. An existing file is
    /// replaced at that moment and stays as it is until then.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="durability">What the file survives after <see cref="Complete"/>.</param>
    /// <returns>The transaction. If it is disposed before <see cref="Complete"/>, nothing is left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such durability.</exception>
    /// <exception cref="Hdf5NotFoundException">libhdf5 is not installed.</exception>
    /// <exception cref="IOException">Another transaction on the same file is in progress; the path is a pipe or a device; or there is no
    /// such directory (<see cref="DirectoryNotFoundException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be created in the directory, or the path is a directory.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot create the file.</exception>
    public static RecordHdf5 Create(string path, Durability durability = Durability.PowerLoss)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Hdf5Library.Load();
        return BeginNew(path, durability, held: null);
    }

    private static RecordHdf5 BeginNew(string path, Durability durability, Hdf5Lock? held)
        => Begin(
            path,
            durability,
            held,
            "Creating",
            static (temporary, access) => H5F.Create(temporary, H5F.Truncate, Hdf5PropertyListHandle.Default, access),
            copy: false);

    /// <summary>Begins to add to an existing file. The work is done on a copy, which replaces the file at <see cref="Complete"/>;
    /// until then the file stays as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durability">What the file survives after <see cref="Complete"/>.</param>
    /// <returns>The transaction. If it is disposed before <see cref="Complete"/>, the file stays unchanged.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">It is not an HDF5 file, or is truncated or damaged.</exception>
    /// <exception cref="Hdf5FileNotClosedException">Its writer was killed or is still writing.</exception>
    /// <exception cref="Hdf5JournalException">Rows that a killed writer left cannot be put into the file.</exception>
    /// <inheritdoc cref="Create"/>
    public static RecordHdf5 Edit(string path, Durability durability = Durability.PowerLoss)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Hdf5Library.Load();
        return BeginCopy(path, durability, held: null);
    }

    /// <summary>Begins to change an existing file, on a copy or in its place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether a copy is changed, as usual, or the file itself: see <see cref="Hdf5EditMode.InPlace"/> for what
    /// that risks.</param>
    /// <param name="durability">What the file survives after <see cref="Complete"/>.</param>
    /// <returns>The transaction. In place, what was written stays if it is disposed before <see cref="Complete"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode or durability.</exception>
    /// <inheritdoc cref="Edit(string, Durability)"/>
    public static RecordHdf5 Edit(string path, Hdf5EditMode mode, Durability durability = Durability.PowerLoss)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)mode, (uint)Hdf5EditMode.InPlace, nameof(mode));
        if (mode == Hdf5EditMode.Copy)
        {
            return Edit(path, durability);
        }

        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)durability, (uint)Durability.Process, nameof(durability));
        Hdf5Library.Load();
        return BeginInPlace(path, durability);
    }

    private static RecordHdf5 BeginInPlace(string path, Durability durability)
    {
        Hdf5Superblock.Check(path);
        Hdf5Lock held = Lock(path, out string target);
        Hdf5DirectEdit? edit = null;
        try
        {
            Hdf5Pending.Replay(path, target, (journal, first) => Publish(path, held, durability, journal, first, schema: null));
            edit = new Hdf5DirectEdit(path, target, durability, held);
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause();
            var place = new Hdf5Place("Opening", path);
            using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.FileAccess));
            if (!Hdf5DirectEdit.IsLockedByLibrary)
            {
                place.Check(H5P.SetNoFileLocking(access));
            }

            return new RecordHdf5(path, Opened(H5F.Open(target, H5F.ReadWrite, access), place), edit);
        }
        catch
        {
            edit?.Dispose();
            held.Dispose();
            throw;
        }
    }

    private static RecordHdf5 BeginCopy(string path, Durability durability, Hdf5Lock? held)
    {
        Hdf5Superblock.Check(path);
        return Begin(
            path,
            durability,
            held,
            "Opening",
            static (temporary, access) => H5F.Open(temporary, H5F.ReadWrite, access),
            copy: true);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is believed of it; by default, only what can be checked.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="Hdf5NotFoundException">libhdf5 is not installed.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">It is not an HDF5 file, or is truncated or damaged.</exception>
    /// <exception cref="Hdf5FileNotClosedException">Its writer was killed or is still writing.</exception>
    /// <exception cref="IOException">Another program has locked it for writing.</exception>
    /// <exception cref="Hdf5Exception">The system does not let libhdf5 open it.</exception>
    public static RecordHdf5 OpenRead(string path, Hdf5ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Hdf5Library.Load();
        Hdf5Superblock.Check(path);
        Hdf5FileHandle file = Hdf5Pending.Open(
            path,
            () =>
            {
                using Lock.Scope gate = Hdf5Gate.Enter();
                using Lock.Scope starts = ProcessStarts.Pause();
                Hdf5FileHandle opened = Opened(
                    H5F.Open(path, H5F.ReadOnly, Hdf5PropertyListHandle.Default),
                    new Hdf5Place("Opening", path));
                try
                {
                    if (options is not { AllowExternalLinks: true })
                    {
                        opened.LinkAccess = Hdf5LinkRefusal.Access(new Hdf5Place("Opening", path));
                    }

                    return (opened, Hdf5Descriptor.StateOf(opened, path));
                }
                catch
                {
                    opened.Dispose();
                    throw;
                }
            },
            out Hdf5Pending? pending);
        return new RecordHdf5(path, file, transaction: null, options) { _pending = pending };
    }

    /// <summary>Writes records as a new dataset.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are created as needed.</param>
    /// <param name="records">The records; an array or a <see cref="Span{T}"/> can be passed too.</param>
    /// <param name="options">How to store them; by default, as one contiguous block.</param>
    /// <exception cref="ArgumentException">The name is taken or not valid, or the options ask for a chunk of more than 4
    /// GiB.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type: UTF-32 text; or the record has more fields than HDF5 can
    /// describe, some thousands.</exception>
    /// <exception cref="IOException">The disk is full. Nothing of this transaction can be published any more.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed; the same.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading or complete, or an earlier write failed.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Write<T>(string name, ReadOnlySpan<T> records, Hdf5Options? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        fixed (T* first = records)
        {
            Write(name, new Hdf5Rows(T.Schema, (byte*)first, records.Length), options);
        }
    }

    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are created as needed.</param>
    /// <param name="records">The owner of the records, which may be any number; it is kept alive, not disposed.</param>
    /// <param name="options">How to store them; by default, as one contiguous block.</param>
    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, Hdf5Options?)"/>
    public void Write<T>(string name, IRecordOwner<T> records, Hdf5Options? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        Write(name, new Hdf5Rows(T.Schema, (byte*)loan.First, loan.Count), options);
    }

    /// <summary>Writes a dataset for each entry, in one group.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="group">The group, which is created as needed; <c>/</c> is the file.</param>
    /// <param name="datasets">The records by the names of the datasets in the group.</param>
    /// <param name="options">How to store them; by default, each as one contiguous block.</param>
    /// <exception cref="ArgumentException">A name is taken or not valid; nothing is written then.</exception>
    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, Hdf5Options?)" path="/exception"/>
    public void Write<T>(string group, IReadOnlyDictionary<string, T[]> datasets, Hdf5Options? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(datasets);
        string before = group == "/" ? "" : Hdf5Names.Valid(group) + '/';
        (string Name, T[] Records)[] all = [.. datasets.Select(entry => (before + entry.Key, entry.Value))];
        CheckFree(all.Select(static entry => entry.Name), T.Schema);
        foreach ((string name, T[] records) in all)
        {
            Write<T>(name, records, options);
        }
    }

    /// <summary>Publishes what was written: flushes everything to disk (unless <see cref="Durability.Process"/> was asked for),
    /// then replaces the file in one step. Even if the process or the machine fails at any moment, the path has the complete old
    /// file or the complete new one.</summary>
    /// <exception cref="Hdf5Exception">libhdf5 cannot finish the file. It is not published.</exception>
    /// <exception cref="Hdf5ConflictException">Another program has changed the file since the transaction began, or is writing it.
    /// What was written here is kept under another name.</exception>
    /// <exception cref="IOException">The file cannot be flushed to disk or put in its place.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading or already complete, or an earlier write
    /// failed.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Complete() => Finish(beforeReplacing: null);

    private void Finish(Action<FileState>? beforeReplacing, bool keep = true)
    {
        WaitForLoad();
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable();
        try
        {
            var place = new Hdf5Place("Completing", Path);
            using (Hdf5Gate.Enter())
            {
                // Closing reports success even if it could not write; flushing does not.
                place.Check(H5F.Flush(_file, H5F.Global));
                _file.Close(place);
            }

            beforeReplacing?.Invoke(FileState.Of(_transaction!.Handle, Path));
            _transaction!.Publish(keep);
            _complete = true;
        }
        catch (Exception failure)
        {
            _failure = failure;
            throw;
        }
        finally
        {
            _transaction!.Dispose();
        }
    }

    /// <summary>Closes the file. If a transaction is not complete, what it wrote is deleted, and the path is as it was. Datasets
    /// opened for reading stay open.</summary>
    public void Dispose()
    {
        using Lock.Scope use = _use.EnterScope();
        try
        {
            if (!_file.IsClosed)
            {
                using Lock.Scope gate = Hdf5Gate.Enter();
                if (_failure is not null && (_transaction is not Hdf5DirectEdit || H5F.Flush(_file, H5F.Global) < 0))
                {
                    Hdf5Descriptor.Redirect(_file);
                }

                _file.Dispose();
            }
        }
        finally
        {
            _pending?.Journal.Dispose();
            _transaction?.Dispose();
        }
    }

    /// <summary>Begins a load of several datasets; until it is disposed, nothing else may be written.</summary>
    /// <exception cref="ArgumentException">A name is taken or cannot be one, or is that of a group in another.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type.</exception>
    /// <exception cref="InvalidOperationException">The file cannot be written now.</exception>
    internal Hdf5Load BeginLoad(IEnumerable<string> names, RecordSchema schema, Hdf5Options options)
    {
        CheckFree(names, schema);
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable();
        return _load = new Hdf5Load(this, schema, options);
    }

    /// <summary>Does a step of a load. If it fails, nothing of the file will be published.</summary>
    internal TResult Do<TResult>(Hdf5Load load, Func<Hdf5FileHandle, SafeFileHandle, TResult> step)
    {
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable(load);
        try
        {
            return step(_file, _transaction!.Handle);
        }
        catch (Exception failure)
        {
            _failure = failure;
            throw;
        }
    }

    /// <summary>Ends a part of a load, or the load. Also when the file has failed or is closed.</summary>
    /// <param name="load">The load.</param>
    /// <param name="step">Returns the failure because of which nothing of the file is to be published.</param>
    internal void End(Hdf5Load load, Func<SafeFileHandle, Exception?> step)
    {
        using Lock.Scope use = _use.EnterScope();
        if (step(_transaction!.Handle) is { } failure)
        {
            _failure ??= failure;
        }

        if (_load == load && load.TryFinish())
        {
            _load = null;
        }
    }

    internal void Write(string name, in Hdf5Rows rows, Hdf5Options? options, Hdf5Load? load = null)
    {
        name = Hdf5Names.Valid(name);
        WaitForLoad(load);
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable(load);
        try
        {
            Hdf5DatasetWriter.Write(_file, name, rows, options ?? new Hdf5Options(), new Hdf5Place("Writing", Path, name));
        }
        catch (Exception failure) when (failure is not (ArgumentException or NotSupportedException))
        {
            // These two are thrown before anything is written.
            _failure = failure;
            throw;
        }
    }

    /// <summary>Throws what writing datasets of these names would throw, before there are rows.</summary>
    /// <exception cref="ArgumentException">A name is taken or cannot be one, or is that of a group in another.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type.</exception>
    /// <exception cref="InvalidOperationException">The file cannot be written now.</exception>
    internal void CheckFree(IEnumerable<string> names, RecordSchema schema)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names.Select(Hdf5Names.Valid))
        {
            if (!all.Add(name))
            {
                throw new ArgumentException($"Two datasets would have the name '{name}'.", nameof(names));
            }
        }

        WaitForLoad();
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable();
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        foreach (string name in all)
        {
            for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
            {
                if (all.Contains(name[..slash]))
                {
                    throw new ArgumentException($"'{name[..slash]}' cannot be a dataset and the group of '{name}'.", nameof(names));
                }
            }

            var place = new Hdf5Place("Writing", Path, name);
            Hdf5TypeBuilder.Check(schema, place);
            Hdf5Names.CheckFree(_file, name, place);
        }
    }

    /// <summary>Makes a contiguous dataset whose rows are written straight to their place in the file. If writing ends by an
    /// exception that is not the file's fault, the dataset is removed and the transaction goes on.</summary>
    /// <param name="name">The dataset's name.</param>
    /// <param name="schema">What the rows are.</param>
    /// <param name="rows">How many there is room for, at least 1, until the dataset is resized.</param>
    /// <param name="options">How times are stored.</param>
    /// <param name="fill">Writes all rows.</param>
    /// <returns>False if the name leads into another file. Nothing has changed then.</returns>
    internal bool TryFill(string name, RecordSchema schema, long rows, Hdf5Options options, Action<Hdf5InPlace> fill)
    {
        name = Hdf5Names.Valid(name);
        WaitForLoad();
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable();
        Hdf5InPlace? dataset = null;
        try
        {
            var place = new Hdf5Place("Writing", Path, name);
            dataset = Hdf5InPlace.TryCreate(_file, _transaction!.Handle, name, schema, rows, options, new HashSet<string>(), place);
            if (dataset is not null)
            {
                _filling = dataset;
                fill(dataset);
            }

            return dataset is not null;
        }
        catch (Exception failure)
        {
            if (dataset is null ? failure is not (ArgumentException or NotSupportedException) : !dataset.TryRemove())
            {
                _failure = failure;
            }

            throw;
        }
        finally
        {
            _filling = null;
        }
    }

    /// <summary>The path of the file while it is a transaction.</summary>
    internal string BytesPath => _transaction!.BytesPath;

    private static RecordHdf5 Begin(
        string path,
        Durability durability,
        Hdf5Lock? held,
        string doing,
        Func<string, Hdf5PropertyListHandle, Hdf5FileHandle> open,
        bool copy)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)durability, (uint)Durability.Process, nameof(durability));
        var transaction = new Hdf5Transaction(path, durability, held);
        try
        {
            if (held is null)
            {
                Hdf5Pending.Replay(
                    path,
                    transaction.Target,
                    (journal, first) => Publish(path, transaction.Lock, durability, journal, first, schema: null));
            }

            if (copy)
            {
                transaction.Copy();
            }

            var place = new Hdf5Place(doing, path);
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause();
            using Hdf5PropertyListHandle access = place.Check(H5P.Create(H5P.FileAccess));
            place.Check(H5P.SetNoFileLocking(access)); // Hdf5Transaction has its own lock
            return new RecordHdf5(path, Opened(transaction.Open(file => open(file, access)), place), transaction);
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    private static Hdf5FileHandle Opened(Hdf5FileHandle file, Hdf5Place place)
    {
        if (file.IsInvalid)
        {
            throw place.Damaged();
        }

        Hdf5Descriptor.CloseOnExec(file);
        return file;
    }

    // A load that has ended may still have workers that write: until they are ended, the file cannot be used.
    private void WaitForLoad(Hdf5Load? own = null)
    {
        if (_load is { IsEnding: true } ending && ending != own)
        {
            ending.Wait();
        }
    }

    private void ThrowIfNotWritable(object? own = null)
    {
        if (_transaction is null)
        {
            throw new InvalidOperationException($"{Path} is open for reading; RecordHdf5.Edit adds to a file.");
        }

        if (_complete)
        {
            throw new InvalidOperationException($"{Path} is complete; RecordHdf5.Edit adds to it.");
        }

        if (_filling is not null && _filling != own)
        {
            throw new InvalidOperationException($"{Path} is being written by another call, which is not over; wait for its end.");
        }

        if (_load is not null && _load != own)
        {
            throw new InvalidOperationException($"{Path} is being written by a LoadAsync; wait for its end, or leave its loop.");
        }

        if (_failure is not null)
        {
            throw new InvalidOperationException(
                $"{Path} is not published, since an earlier step of the transaction failed: "
                    + $"{(_failure as Hdf5Exception)?.Cause ?? _failure.Message}.",
                _failure);
        }

        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
    }
}
