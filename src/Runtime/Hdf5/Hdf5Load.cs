using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The time in which datasets are loaded into a file, several at once. Nothing else is written meanwhile. A dataset that is
/// written in place stays only if it is given out before the end; the load ends when nobody writes into the file any more.
/// </summary>
internal sealed unsafe class Hdf5Load : IDisposable
{
    private readonly RecordHdf5 _file;
    private readonly RecordSchema _schema;
    private readonly Hdf5Options _options;
    private readonly HashSet<string> _newGroups = new(StringComparer.Ordinal);

    // Both under the file's lock: the datasets that are being written, and those that are complete and not given out.
    private readonly HashSet<Hdf5InPlace> _written = [];
    private readonly HashSet<Hdf5InPlace> _complete = [];
    private readonly ManualResetEventSlim _over = new();
    private volatile bool _isEnding;

    public Hdf5Load(RecordHdf5 file, RecordSchema schema, Hdf5Options options)
    {
        _file = file;
        _schema = schema;
        _options = options;
    }

    /// <summary>Whether datasets can be written in place.</summary>
    public bool IsInPlace => !_options.IsChunked;

    /// <summary>The path of the file.</summary>
    public string Path => _file.Path;

    /// <summary>Whether the file will not be published because something failed.</summary>
    public bool HasFailed => _file.HasFailed;

    /// <summary>Whether the load has been disposed; it is over when the last writer has ended.</summary>
    public bool IsEnding => _isEnding;

    /// <summary>The datasets that are not given out. Called under the file's lock.</summary>
    public IEnumerable<string> Hidden => _written.Concat(_complete).Select(static dataset => dataset.Name);

    /// <summary>Writes a dataset of the load that is complete at once.</summary>
    /// <inheritdoc cref="RecordHdf5.Write{T}(string, IRecordOwner{T}, Hdf5Options?)"/>
    public void Write(string name, MappedRows records) => _file.Write(name, new Hdf5Rows(_schema, records.First, records.Count), _options, this);

    /// <summary>Makes a dataset whose rows others will write into the file. Ends by <see cref="Complete"/>,
    /// <see cref="Remove"/> or <see cref="Fail"/>.</summary>
    /// <param name="name">The dataset's name.</param>
    /// <param name="rows">How many rows there is room for, at least 1.</param>
    /// <param name="path">The path by which every process opens the file.</param>
    /// <returns>The dataset; <see langword="null"/> if its name leads into another file.</returns>
    /// <exception cref="Hdf5Exception">libhdf5 failed.</exception>
    /// <exception cref="InvalidOperationException">The file has failed.</exception>
    /// <exception cref="OperationCanceledException">The load has ended.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public Hdf5InPlace? TryMake(string name, long rows, out string path)
    {
        string opened = "";
        Hdf5InPlace? made = _file.Do(
            this,
            (file, bytes) =>
            {
                if (_isEnding)
                {
                    return null;
                }

                var place = new Hdf5Place("Writing", _file.Path, name);
                name = Hdf5Names.Valid(name);
                if (Hdf5InPlace.TryCreate(file, bytes, name, _schema, rows, _options, _newGroups, place) is not { } dataset)
                {
                    return null;
                }

                // The number of the descriptor must not become that of another file while somebody may open it by its path.
                bool isHeld = false;
                bytes.DangerousAddRef(ref isHeld);
                opened = Portable.IsOn
                    ? _file.BytesPath
                    : string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{bytes.DangerousGetHandle()}");
                _written.Add(dataset);
                return dataset;
            });
        path = opened;
        return made is null && _isEnding ? throw new OperationCanceledException() : made;
    }

    /// <summary>Completes a dataset that nobody writes any more, and maps its rows.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="rows">The number of its rows. Those that there was room for are in their place.</param>
    /// <param name="more">The others.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="IOException">They cannot be written or mapped.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed.</exception>
    /// <exception cref="InvalidOperationException">The file has failed.</exception>
    /// <exception cref="OperationCanceledException">The load has ended.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public MappedRows Complete(Hdf5InPlace dataset, long rows, MappedRows? more)
    {
        IOException? failure = null;
        MappedRows? records = _file.Do(
            this,
            (_, bytes) =>
            {
                if (_isEnding)
                {
                    return null;
                }

                long room = dataset.Rows;
                dataset.Resize(rows);
                if (more is not null)
                {
                    dataset.WriteAll(room, more.First, more.Count);
                }

                try
                {
                    MappedRows mapped = dataset.Map();
                    _written.Remove(dataset);
                    _complete.Add(dataset);
                    bytes.DangerousRelease();
                    return mapped;
                }
                catch (IOException unmapped)
                {
                    // There is nothing wrong with the file.
                    failure = unmapped;
                    return null;
                }
            });
        return records ?? throw (failure ?? (Exception)new OperationCanceledException());
    }

    /// <summary>Gives a complete dataset out: it stays.</summary>
    public void Give(Hdf5InPlace dataset) => _file.Do(this, (_, _) => _complete.Remove(dataset));

    /// <summary>Removes a dataset that nobody writes any more, if it is not given out.</summary>
    public void Remove(Hdf5InPlace dataset) => _file.End(this, bytes => End(dataset, bytes, isFree: true));

    /// <summary>Gives up a dataset that somebody may write for ever, or whose writing failed: the file is not to be
    /// published.</summary>
    public void Fail(Hdf5InPlace dataset, Exception failure)
        => _file.End(
            this,
            bytes =>
            {
                _ = End(dataset, bytes, isFree: false);
                return failure;
            });

    /// <summary>Waits until the load is over.</summary>
    public void Wait() => _over.Wait();

    /// <summary>Removes what was not given out. Does not wait for those who write.</summary>
    public void Dispose()
        => _file.End(
            this,
            bytes =>
            {
                _isEnding = true;
                Exception? failure = null;
                foreach (Hdf5InPlace dataset in _complete.ToArray())
                {
                    failure ??= End(dataset, bytes, isFree: true);
                }

                return failure;
            });

    /// <summary>Whether the load is over, if it has ended and nobody writes any more. Called under the file's lock.</summary>
    public bool TryFinish()
    {
        if (!_isEnding || _written.Count > 0)
        {
            return false;
        }

        _over.Set();
        return true;
    }

    private Exception? End(Hdf5InPlace dataset, SafeFileHandle bytes, bool isFree)
    {
        bool wasWritten = _written.Remove(dataset);
        if (!wasWritten && !_complete.Remove(dataset))
        {
            return null;
        }

        Exception? failure = isFree && !dataset.TryRemove()
            ? new IOException($"Dataset '{dataset.Name}' cannot be removed from {_file.Path}.")
            : null;
        if (wasWritten)
        {
            bytes.DangerousRelease();
        }

        return failure;
    }
}
