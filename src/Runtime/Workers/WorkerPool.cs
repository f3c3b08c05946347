using System.Diagnostics;

namespace SchemaToolkit;

/// <summary>
/// Which job starts when. Every worker process has a <see cref="WorkerSeat"/> with a thread that comes here for jobs. The
/// one lock guards the queues and the counters, and is never held while anything but them is waited for.
/// </summary>
internal sealed class WorkerPool
{
    private readonly object _lock = new();
    private readonly List<LoadRun> _runs = [];
    private readonly List<Task> _seats = [];
    private readonly WorkerStart _start;
    private readonly WorkerOptions _options;
    private long _expected;
    private long _lastMove;
    private int _inFlight;
    private int _jobs;
    private bool _disposed;

    public WorkerPool(WorkerStart start, WorkerOptions options)
    {
        _start = start;
        _options = options;
        Budget = options.MemoryBudget ?? MemoryBudget.Default();
    }

    /// <summary>Bytes of results at which no job is started.</summary>
    public long Budget { get; }

    /// <summary>Bytes of results that are not disposed, those included that nobody has taken.</summary>
    public long Held { get; private set; }

    public TimeSpan ReleaseTimeout => _options.ReleaseTimeout;

    /// <summary>A number for a job.</summary>
    public int NextJob() => Interlocked.Increment(ref _jobs);

    /// <summary>Queues a run's jobs, and sets up as many seats as there is work for.</summary>
    public void Add(LoadRun run)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RecordWorkers));
            _runs.Add(run);
            int wanted = Math.Min(_options.Processes, _inFlight + _runs.Sum(static r => r.Pending.Count));
            try
            {
                while (_seats.Count < wanted)
                {
                    _seats.Add(
                        Task.Factory.StartNew(
                            new WorkerSeat(this, _start, _options.Mode).Serve,
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default));
                }
            }
            catch (TaskSchedulerException error)
            {
                // The system gives no more threads. With one seat, all jobs are done.
                if (_seats.Count == 0)
                {
                    throw new WorkerStartException(
                        $"The worker process '{_start.Program}' cannot be started: there is no thread for it.",
                        error);
                }
            }

            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Drops a run's jobs, those that are being done included.</summary>
    public void Remove(LoadRun run)
    {
        lock (_lock)
        {
            run.Pending.Clear();
            _runs.Remove(run);
        }

        run.Stop();
    }

    /// <summary>A result is ready.</summary>
    public void Hold(LoadRun run, long bytes)
    {
        lock (_lock)
        {
            run.Ready++;
            Held += bytes;
            _lastMove = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>A result went to the consumer.</summary>
    public void Take(LoadRun run)
    {
        lock (_lock)
        {
            run.Ready--;
            _lastMove = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>A result was disposed.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            Held -= bytes;
            _lastMove = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>How long a run has been unable to go on because consumers keep the whole budget; <see langword="null"/>
    /// when it can.</summary>
    public TimeSpan? StalledFor(LoadRun run)
    {
        lock (_lock)
        {
            return run.Pending.Count > 0 && _inFlight == 0 && run.Ready == 0 && Held >= Budget ? Stopwatch.GetElapsedTime(_lastMove) : null;
        }
    }

    /// <summary>Stops every run, ends every process, and waits until they are gone.</summary>
    public async Task DisposeAsync()
    {
        LoadRun[] runs;
        lock (_lock)
        {
            _disposed = true;
            runs = [.. _runs];
            Monitor.PulseAll(_lock);
        }

        foreach (LoadRun run in runs)
        {
            run.Abort(new ObjectDisposedException(nameof(RecordWorkers)));
            Remove(run);
        }

        await Task.WhenAll(_seats).ConfigureAwait(false);
    }

    /// <summary>Waits for a job that may start; <see langword="null"/> when the pool is disposed.</summary>
    public (LoadRun Run, LoadItem Item)? Next()
    {
        lock (_lock)
        {
            while (!_disposed)
            {
                if (_runs.Find(MayStart) is { } run)
                {
                    LoadItem item = run.Pending.Dequeue();
                    _inFlight++;
                    _expected += item.Estimate;
                    return (run, item);
                }

                Monitor.Wait(_lock);
            }

            return null;
        }
    }

    /// <summary>A job has ended.</summary>
    public void Done(LoadItem item)
    {
        lock (_lock)
        {
            _inFlight--;
            _expected -= item.Estimate;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Ends a run with an exception that belongs to no single job.</summary>
    public void Abort(LoadRun run, Exception error)
    {
        lock (_lock)
        {
            run.Pending.Clear();
        }

        run.Abort(error);
    }

    /// <summary>
    /// Whether the next job of a run may start. With as many results ready as there are processes it waits for the
    /// consumer: more of them would take memory, and save no time. Beside other jobs the one to start must fit into the
    /// budget by its estimate; alone it may start while there is any budget, so that a wrong estimate never stops a run.
    /// </summary>
    private bool MayStart(LoadRun run)
    {
        if (run.Pending.Count == 0 || run.Ready >= _options.Processes)
        {
            return false;
        }

        return _inFlight == 0 && run.Ready == 0 ? Held < Budget : Held + _expected + run.Pending.Peek().Estimate <= Budget;
    }
}
