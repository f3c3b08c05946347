using System.Globalization;
using System.Threading.Channels;

namespace SchemaToolkit;

/// <summary>The jobs of one <c>LoadAsync</c>, and their results in order of completion. The pool's lock guards the counts and the
/// queue.</summary>
internal sealed class LoadRun
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromSeconds(1);

    private readonly WorkerPool _pool;
    private readonly Channel<Outcome> _outcomes = Channel.CreateUnbounded<Outcome>();

    private readonly CancellationTokenSource _stop = new();

    /// <param name="pool">Whose workers do the jobs.</param>
    /// <param name="schema">What the records are.</param>
    /// <param name="isSaid">Whether the workers are to be told that.</param>
    /// <param name="items">The jobs.</param>
    /// <param name="directory">The directory that relative paths start from.</param>
    /// <param name="load">The load of an HDF5 file that the results belong to, if they become datasets.</param>
    /// <param name="progress">Is told how far they have come.</param>
    public LoadRun(
        WorkerPool pool,
        RecordSchema schema,
        bool isSaid,
        LoadItem[] items,
        string directory,
        Hdf5Load? load,
        IProgress<LoadProgress>? progress)
    {
        Progress = progress is null ? null : new RunProgress(items, progress, error => pool.Abort(this, error));
        _pool = pool;
        Load = load;
        Schema = schema;
        Dtype = isSaid ? schema.NumpyDescr : null;
        Directory = directory;
        Pending = new Queue<LoadItem>(items);
    }

    /// <summary>The record's fields.</summary>
    public RecordSchema Schema { get; }

    /// <summary>What a job's message says of them, if it must.</summary>
    public string? Dtype { get; }

    /// <summary>The directory that relative paths start from.</summary>
    public string Directory { get; }

    /// <summary>The load of an HDF5 file that the results belong to, if they become datasets.</summary>
    public Hdf5Load? Load { get; }

    /// <summary>Is told how far the jobs have come, if the program wants to know.</summary>
    public RunProgress? Progress { get; }

    /// <summary>The jobs that no worker has taken yet.</summary>
    public Queue<LoadItem> Pending { get; }

    /// <summary>The number of results that the consumer has not taken yet.</summary>
    public int Ready { get; set; }

    /// <summary>Is cancelled when nobody wants the results any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    public void Stop() => _stop.Cancel();

    /// <summary>Counts the rows that a job's file will have, so that there can be a place for them in the HDF5 file.</summary>
    /// <returns>The number; <see langword="null"/> if they are not to have one, or cannot be counted.</returns>
    public long? CountRows(LoadItem item)
        => item.IsCounted
            ? RowCount.Of(Path.GetFullPath(item.Job.Path, Directory), item.Text, Schema, Stopped) is { } rows && rows >= RowEstimate.LeastBytes / Schema.Size
                ? rows
                : null
            : null;

    /// <summary>Whether the result of a job is probably small and becomes a dataset: nobody asks for its segment.</summary>
    public bool IsSmall(LoadItem item) => Load is not null && !item.IsLarge;

    /// <summary>Takes what a worker loaded, and hands it to the consumer.</summary>
    public void Succeed(LoadItem item, JobPlace place, long count, TextReadReport report)
    {
        LoadedRows result;
        if (place.Dataset is { } dataset)
        {
            result = new LoadedRows(_pool, item, place.TakeDataset(count), null, dataset, report);
        }
        else if (place.TryCopy(count) is { } copy)
        {
            result = new LoadedRows(_pool, item, copy, null, null, report);
        }
        else
        {
            OpenSegment segment = place.TakeSegment(count);
            result = new LoadedRows(_pool, item, segment.Rows, segment, null, report);
        }

        Progress?.Finish(item, count);
        _pool.Hold(this, result);
        if (!_outcomes.Writer.TryWrite(new Outcome(result, null)))
        {
            Discard(result);
        }
    }

    public void Fail(LoadItem item, WorkerException failure)
    {
        Progress?.Fail(item);
        _outcomes.Writer.TryWrite(new Outcome(null, failure));
    }

    /// <summary>Ends the run with an exception that belongs to no single job.</summary>
    public void Abort(Exception error) => _outcomes.Writer.TryComplete(error);

    /// <summary>Waits for the next outcome.</summary>
    /// <exception cref="SharedMemoryFullException">There can be none: the consumer keeps the whole budget.</exception>
    public async ValueTask<Outcome> NextAsync(CancellationToken cancellationToken)
    {
        Outcome? outcome;
        cancellationToken.ThrowIfCancellationRequested();
        while (!_outcomes.Reader.TryRead(out outcome))
        {
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (outcome.Result is not null)
        {
            _pool.Take(this);
        }

        return outcome;
    }

    /// <summary>Stops the remaining jobs, and disposes the results that nobody took.</summary>
    public void Close()
    {
        _pool.Remove(this);
        _outcomes.Writer.TryComplete();
        while (_outcomes.Reader.TryRead(out Outcome? outcome))
        {
            if (outcome.Result is { } result)
            {
                Discard(result);
            }
        }
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Task<bool> more = _outcomes.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (!more.IsCompleted)
        {
            TimeSpan? stalled = _pool.StalledFor(this);
            if (stalled >= _pool.ReleaseTimeout)
            {
                throw new SharedMemoryFullException(
                    _pool.Held >= _pool.Budget
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $"Results that are not disposed use {_pool.Held} bytes, and the memory budget is {_pool.Budget}: "
                                + $"none of the {Pending.Count} remaining jobs can start. "
                                + $"Dispose results after use, or raise WorkerOptions.MemoryBudget.")
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{_pool.Segments} results are not disposed. Each has a descriptor, and this process may have no more: "
                                + $"none of the {Pending.Count} remaining jobs can start. "
                                + $"Dispose results after use, or allow more open files (ulimit -n)."));
            }

            TimeSpan left = _pool.ReleaseTimeout - (stalled ?? TimeSpan.Zero);
            await ((Task)more)
                .WaitAsync(left < _pollInterval ? left : _pollInterval, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await more.ConfigureAwait(false);
    }

    private void Discard(LoadedRows result)
    {
        _pool.Take(this);
        result.Dispose();
    }

    /// <summary>What became of a job.</summary>
    /// <param name="Result">The records; <see langword="null"/> if it failed.</param>
    /// <param name="Failure">Why it failed.</param>
    public sealed record Outcome(LoadedRows? Result, WorkerException? Failure);
}
