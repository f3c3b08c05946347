namespace SchemaToolkit;

/// <summary>
/// A copy of the file that an appender's rows are added to while more are appended, so that little is left to do when they are to be
/// in the file. It may be given up at any time: the rows are in the journal.
/// </summary>
/// <param name="file">The copy.</param>
/// <param name="dataset">The dataset in it; the draft closes both.</param>
/// <param name="state">The file when it was copied.</param>
/// <param name="journal">Has the rows.</param>
/// <param name="first">The first that the file has not.</param>
internal sealed class Hdf5Draft(RecordHdf5 file, Hdf5GrowingDataset dataset, FileState state, Hdf5Journal journal, long first) : IDisposable
{
    /// <summary>So many bytes are added at a time. Tests take fewer.</summary>
    public static int StepBytes { get; set; } = 1 << 23;

    private long _next = first;
    private bool _isClosed;
    private volatile bool _isOver;
    private Task _adding = Task.CompletedTask;

    /// <summary>Has rows added that are not yet, if they are many. Called by one thread at a time.</summary>
    public void Continue()
    {
        if (_adding.IsCompleted && !_isClosed && journal.Count - _next >= Step)
        {
            _adding = Task.Run(Add);
        }
    }

    /// <summary>Adds the rest and puts the copy in the place of its file.</summary>
    /// <param name="target">The file; links are followed.</param>
    /// <param name="durability">What it survives then.</param>
    /// <returns>The rows of the dataset; <see langword="null"/> if the copy is of no use: something failed, or another program has
    /// changed the file since.</returns>
    public long? TryPublish(string target, Durability durability)
    {
        _isOver = true;
        _adding.Wait();
        if (_isClosed || FileState.Of(target) != state)
        {
            return null;
        }

        _isClosed = true;
        using (file)
        {
            return file.PublishDraft(dataset, journal, _next, durability);
        }
    }

    /// <summary>Gives the copy up, if it was not published.</summary>
    public void Dispose()
    {
        _isOver = true;
        _adding.Wait();
        if (!_isClosed)
        {
            _isClosed = true;
            file.Abandon(dataset);
        }
    }

    private long Step => Math.Max(1, StepBytes / journal.RowBytes / dataset.ChunkRows) * dataset.ChunkRows;

    private void Add()
    {
        try
        {
            long step = Step;
            while (!_isOver && journal.Count - _next >= step)
            {
                long end = _next + step - (dataset.Count % dataset.ChunkRows);
                dataset.Append(journal, _next, end);
                _next = end;
            }
        }
        catch (Exception)
        {
            // A full disk, for example. Whoever asks for the rows to be in the file gets the reason, if there still is one.
            _isClosed = true;
            file.Abandon(dataset);
        }
    }
}
