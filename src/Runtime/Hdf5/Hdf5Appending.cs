using System.Globalization;

namespace SchemaToolkit;

/// <summary>Appends rows to a dataset of a file: does the work of <see cref="Hdf5Appender{T}"/> for any record.</summary>
internal sealed unsafe class Hdf5Appending : IDisposable
{
    private const int CopiedBytes = 1 << 20;
    private const long LargestCopy = 1 << 26;

    private readonly Lock _use = new();
    private readonly string _path;
    private readonly string _target;
    private readonly RecordSchema _schema;
    private readonly Durability _durability;
    private readonly Hdf5Lock _lock;
    private Hdf5Journal? _journal;
    private Hdf5Draft? _draft;
    private bool _hasTriedDraft;
    private long _published; // of the journal's rows
    private bool _isDisposed;

    private Hdf5Appending(string path, string target, string name, RecordSchema schema, Durability durability, Hdf5Lock held)
        => (_path, _target, Name, _schema, _durability, _lock) = (path, target, name, schema, durability, held);

    /// <summary>The dataset.</summary>
    public string Name { get; }

    /// <summary>All rows of the dataset, as far as this writer knows.</summary>
    public long Count { get; private set; }

    /// <summary>Opens a dataset for appending, or makes it and the file.</summary>
    public static Hdf5Appending Open(string path, string name, RecordSchema schema, Hdf5Options options, Durability durability)
    {
        name = Hdf5Names.Valid(name);
        Hdf5TypeBuilder.Check(schema, new Hdf5Place("Appending to", path, name));
        Hdf5Lock held = RecordHdf5.Lock(path, out string target);
        var appending = new Hdf5Appending(path, target, name, schema, durability, held);
        try
        {
            // What a killed writer left comes first.
            Hdf5Pending.Replay(path, target, (journal, first) => RecordHdf5.Publish(path, held, durability, journal, first, schema: null));
            appending.Count = RecordHdf5.MakeGrowing(path, held, durability, name, schema, options);
            return appending;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Appends rows.</summary>
    public void Append(Hdf5Rows rows)
    {
        using Lock.Scope use = _use.EnterScope();
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(Hdf5Appender<>));
        if (rows.Count == 0)
        {
            return;
        }

        if (_journal is null)
        {
            FileState state = FileState.Of(_target)
                ?? throw new FileNotFoundException($"{_path} is gone, while records were appended to it.");
            _journal = Hdf5Journal.Create(_target, Name, _schema, state);
            _published = 0;
            if (_durability == Durability.PowerLoss)
            {
                RecordHdf5.FlushDirectoryOf(_target);
            }
        }

        // A frame has at most as many rows as a span.
        long together = Math.Max(1, (rows.HasBooleans ? CopiedBytes : Array.MaxLength) / _schema.Size);
        byte[] copy = rows.HasBooleans ? new byte[Math.Min(together, rows.Count) * _schema.Size] : [];
        for (long done = 0; done < rows.Count; done += together)
        {
            Hdf5Rows part = rows.Slice(done, Math.Min(together, rows.Count - done));
            int bytes = (int)part.Count * _schema.Size;
            if (rows.HasBooleans)
            {
                part.CopyTo(copy.AsSpan(0, bytes));
            }

            _journal.Append(rows.HasBooleans ? copy.AsSpan(0, bytes) : new ReadOnlySpan<byte>(part.First, bytes));
        }

        if (_durability == Durability.PowerLoss)
        {
            _journal.Flush();
        }

        Count += rows.Count;
        ContinueDraft();
    }

    /// <summary>Brings all rows into the file.</summary>
    public void Flush()
    {
        using Lock.Scope use = _use.EnterScope();
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(Hdf5Appender<>));
        Publish();
    }

    /// <summary>The same, and ends.</summary>
    public void Dispose()
    {
        using Lock.Scope use = _use.EnterScope();
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            Publish();
        }
        finally
        {
            _draft?.Dispose();
            _journal?.Dispose();
            _lock.Dispose();
        }
    }

    // A copy of a file costs time and space. So it is begun when there are as many bytes to add to it as it has, and they are few.
    private void ContinueDraft()
    {
        long bytes = (_journal!.Count - _published) * _schema.Size;
        if (_draft is null
            && !_hasTriedDraft
            && bytes >= Hdf5Draft.StepBytes
            && FileState.Of(_target) is { Size: <= LargestCopy } state
            && bytes >= state.Size)
        {
            _hasTriedDraft = true;
            try
            {
                RecordHdf5 file =
                    RecordHdf5.BeginDraft(_path, _lock, _durability, _journal, _schema, out Hdf5GrowingDataset dataset);
                _draft = new Hdf5Draft(file, dataset, state, _journal, _published);
            }
            catch (Exception)
            {
                // Whatever it is, it is told when the rows are to be in the file, if it is still so.
                return;
            }
        }

        _draft?.Continue();
    }

    private void Publish()
    {
        if (_journal is null)
        {
            return;
        }

        if (_published < _journal.Count)
        {
            long? count;
            using (Hdf5Draft? draft = _draft)
            {
                _draft = null;
                count = draft?.TryPublish(_target, _durability);
            }

            Count = count ?? RecordHdf5.Publish(_path, _lock, _durability, _journal, _published, _schema);
            _published = _journal.Count;
            _hasTriedDraft = false;
        }

        _journal.Remove();
        _journal = null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"'{Name}' of {_path}, {Count} rows");
}
