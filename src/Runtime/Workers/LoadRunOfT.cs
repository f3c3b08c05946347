using System.Globalization;
using System.Threading.Channels;

namespace SchemaToolkit;

/// <summary>The results of one <c>LoadAsync</c>, in order of completion.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class LoadRun<T> : LoadRun
    where T : unmanaged, ISharedRecord<T>
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromSeconds(1);

    private readonly WorkerPool _pool;
    private readonly Channel<Outcome> _outcomes = Channel.CreateUnbounded<Outcome>();

    public LoadRun(WorkerPool pool, IEnumerable<LoadItem> items, string directory, Hdf5Load? load)
        : base(T.Schema, items, directory, load)
    {
        _pool = pool;
    }

    public override void Succeed(LoadItem item, JobPlace place, long count, TextReadReport report)
    {
        LoadedRecords<T> result = place.Dataset is { } dataset
            ? LoadedRecords<T>.InFile(_pool, item, place.TakeDataset<T>(count), dataset, report)
            : place.TryCopy<T>(count) is { } copy
            ? LoadedRecords<T>.Copied(_pool, item, copy, report)
            : LoadedRecords<T>.InMemory(_pool, item, place.TakeSegment<T>(count), report);
        _pool.Hold(this, result.Bytes);
        if (!_outcomes.Writer.TryWrite(new Outcome(result, null)))
        {
            Discard(result);
        }
    }

    public override void Fail(WorkerException failure) => _outcomes.Writer.TryWrite(new Outcome(null, failure));

    public override void Abort(Exception error) => _outcomes.Writer.TryComplete(error);

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
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Results that are not disposed use {_pool.Held} bytes, and the memory budget is {_pool.Budget}: "
                            + $"none of the {Pending.Count} remaining jobs can start. "
                            + $"Dispose results after use, or raise WorkerOptions.MemoryBudget."));
            }

            TimeSpan left = _pool.ReleaseTimeout - (stalled ?? TimeSpan.Zero);
            await ((Task)more)
                .WaitAsync(left < _pollInterval ? left : _pollInterval, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await more.ConfigureAwait(false);
    }

    private void Discard(LoadedRecords<T> result)
    {
        _pool.Take(this);
        result.Dispose();
    }

    /// <summary>What became of a job.</summary>
    /// <param name="Result">The records; <see langword="null"/> if it failed.</param>
    /// <param name="Failure">Why it failed.</param>
    public sealed record Outcome(LoadedRecords<T>? Result, WorkerException? Failure);
}
