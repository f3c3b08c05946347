namespace SchemaToolkit;

/// <content>What is in the file.</content>
public sealed unsafe partial class RecordHdf5
{
    /// <summary>What <see cref="Names"/> does not list or go through: links into other files that are not followed
    /// (<see cref="Hdf5ReadOptions.AllowExternalLinks"/>), links that lead nowhere, and second names of groups.</summary>
    /// <exception cref="RecordFormatException">The file is damaged.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read the file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public IReadOnlyList<Hdf5LeftOut> LeftOut
    {
        get
        {
            using Lock.Scope use = _use.EnterScope();
            ObjectDisposedException.ThrowIf(_file.IsClosed, this);
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause();
            var leftOut = new List<Hdf5LeftOut>();
            _ = Hdf5Names.All(_file, leftOut, new Hdf5Place("Listing the datasets of", Path));
            return leftOut;
        }
    }

    /// <summary>The names of all datasets, in order; in groups, with their path (<c>group/sample1</c>).</summary>
    /// <exception cref="RecordFormatException">The file is damaged.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read the file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public IReadOnlyList<string> Names
    {
        get
        {
            using Lock.Scope use = _use.EnterScope();
            ObjectDisposedException.ThrowIf(_file.IsClosed, this);
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause(); // links are followed into other files
            List<string> names = Hdf5Names.All(_file, new Hdf5Place("Listing the datasets of", Path));
            return _load is null ? names : [.. names.Except(_load.Hidden)];
        }
    }

    /// <summary>The attributes of the file. A file that is being written gets new ones; they are published with it.</summary>
    public Hdf5Attributes Attributes => AttributesOf("/");

    /// <summary>The attributes of a group or a dataset.</summary>
    /// <param name="name">Its name; it must exist when an attribute is used.</param>
    /// <returns>The attributes.</returns>
    /// <exception cref="ArgumentException">There can be no such name.</exception>
    public Hdf5Attributes AttributesOf(string name)
        => new(new AttributeOwner(this, name == "/" ? name : Hdf5Names.Valid(name)));

    /// <summary>What the datasets are, in the order of their names.</summary>
    /// <returns>One entry for each of <see cref="Names"/>.</returns>
    /// <exception cref="RecordFormatException">A dataset is damaged.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read the file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public IReadOnlyList<Hdf5DatasetInfo> List()
    {
        IReadOnlyList<string> names = Names;
        using Lock.Scope use = _use.EnterScope();
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        return
        [
            .. names.Select(name => Hdf5Describer.Describe(
                _file,
                name,
                name == _pending?.Journal.Dataset ? _pending.Count : 0,
                _readOptions,
                new Hdf5Place("Describing", Path, name))),
        ];
    }

    /// <summary>Reads all rows of a dataset.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The dataset's name.</param>
    /// <returns>The records.</returns>
    /// <inheritdoc cref="OpenDataset{T}(string)" path="/exception"/>
    public T[] Read<T>(string name)
        where T : unmanaged, ISharedRecord<T>
    {
        using Hdf5Dataset<T> dataset = OpenDataset<T>(name);
        return dataset.ReadAll();
    }

    /// <summary>Reads consecutive rows of a dataset.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The dataset's name.</param>
    /// <param name="start">The first row, from 0.</param>
    /// <param name="count">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The dataset has fewer rows.</exception>
    /// <inheritdoc cref="OpenDataset{T}(string)" path="/exception"/>
    public T[] Read<T>(string name, long start, int count)
        where T : unmanaged, ISharedRecord<T>
    {
        using Hdf5Dataset<T> dataset = OpenDataset<T>(name);
        return dataset.Read(start, count);
    }

    /// <summary>Reads all datasets of a group, and of the groups in it.</summary>
    /// <typeparam name="T">The record of all of them.</typeparam>
    /// <param name="group">The group; <c>/</c> is the file.</param>
    /// <returns>The records by the names that the datasets have in the group.</returns>
    /// <exception cref="KeyNotFoundException">The file has no such group.</exception>
    /// <inheritdoc cref="OpenDataset{T}(string)" path="/exception"/>
    public IReadOnlyDictionary<string, T[]> ReadAll<T>(string group)
        where T : unmanaged, ISharedRecord<T>
    {
        string before = group == "/" ? "" : Hdf5Names.Valid(group) + '/';
        var all = Names.Where(name => name.StartsWith(before, StringComparison.Ordinal))
            .ToDictionary(name => name[before.Length..], Read<T>, StringComparer.Ordinal);
        if (all.Count == 0 && group != "/")
        {
            using Lock.Scope use = _use.EnterScope();
            ObjectDisposedException.ThrowIf(_file.IsClosed, this);
            using Lock.Scope gate = Hdf5Gate.Enter();
            using Lock.Scope starts = ProcessStarts.Pause();
            Hdf5Names.CheckGroup(_file, before[..^1], new Hdf5Place("Reading group", Path));
        }

        return all;
    }

    /// <summary>Opens a dataset whose type is the record's.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The dataset's name, with its groups: <c>group/sample1</c>.</param>
    /// <returns>The dataset; the caller disposes it.</returns>
    /// <exception cref="KeyNotFoundException">The file has no dataset of this name; the message lists those it has.</exception>
    /// <exception cref="SchemaMismatchException">A field of the record is missing or has another type; or the dataset holds
    /// plain values, not records.</exception>
    /// <exception cref="RecordFormatException">The dataset is not one-dimensional, or it is damaged: a part of its type lies outside
    /// of its rows, for example, or the file has not the bytes that it claims.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type: UTF-32 text.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot open it.</exception>
    /// <exception cref="InvalidOperationException">The file is being written.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public Hdf5Dataset<T> OpenDataset<T>(string name)
        where T : unmanaged, ISharedRecord<T>
        => new(OpenDataset(name, T.Schema));

    internal Hdf5Reader OpenDataset(string name, RecordSchema? schema)
    {
        using Lock.Scope use = _use.EnterScope();
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        return _transaction is null
            ? Hdf5Reader.Open(_file, Path, name, schema, _readOptions, _pending)
            : throw new InvalidOperationException($"{Path} is being written; complete it, then read it with RecordHdf5.OpenRead.");
    }

    private TResult UseAttributes<TResult>(string owner, string attribute, bool write, Func<Hdf5Handle, Hdf5Place, TResult> action)
    {
        if (write)
        {
            WaitForLoad();
        }

        using Lock.Scope use = _use.EnterScope();
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        if (write)
        {
            ThrowIfNotWritable();
        }

        string doing = $"{(write ? "Writing" : "Reading")} {(attribute.Length == 0 ? "the attributes" : $"attribute '{attribute}'")} of";
        var place = new Hdf5Place(doing, Path, owner == "/" ? null : owner);
        using Lock.Scope gate = Hdf5Gate.Enter();
        using Lock.Scope starts = ProcessStarts.Pause();
        using Hdf5ObjectHandle thing = Hdf5Names.Open(_file, owner, place);
        try
        {
            return action(thing, place);
        }
        catch (Exception failure) when (write)
        {
            _failure = failure;
            throw;
        }
    }

    private sealed class AttributeOwner(RecordHdf5 file, string name) : IHdf5AttributeOwner
    {
        public string Name => name == "/" ? file.Path : $"'{name}' of {file.Path}";

        public TResult Use<TResult>(string attribute, bool write, Func<Hdf5Handle, Hdf5Place, TResult> action)
            => file.UseAttributes(name, attribute, write, action);
    }
}
