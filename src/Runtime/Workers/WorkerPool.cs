using System.Diagnostics;

namespace SchemaToolkit;

/// <summary>
/// Decides which job starts when. Every worker has a <see cref="WorkerSeat"/> with a thread that gets its jobs here.
/// One lock guards the queues and the counters; nothing else is waited for while it is held.
/// </summary>
internal sealed class WorkerPool
{
    // More do not help one table.
    private const int MostThreads = 16;

    // Small results that may be ready for each worker, so that none waits for the consumer.
    private const int SmallAhead = 16;

    private readonly object _lock = new();
    private readonly List<LoadRun> _runs = [];
    private readonly List<Task> _seats = [];
    private readonly List<WorkerSeat> _busy = [];
    private readonly Func<WorkerPool, WorkerSeat> _newSeat;
    private readonly WorkerOptions _options;
    private long _expected;
    private long _lastMove;
    private int _inFlight;
    private int _jobs;
    private bool _isDisposed;

    public WorkerPool(Func<WorkerPool, WorkerSeat> newSeat, WorkerOptions options)
    {
        _newSeat = newSeat;
        _options = options;
        Budget = options.MemoryBudget ?? MemoryBudget.Default();
        MostSegments = MemoryBudget.Descriptors(options.Processes);
    }

    /// <summary>No job is started while results have at least this many bytes.</summary>
    public long Budget { get; }

    /// <summary>No job is started while so many results have a segment: each is a descriptor of this process.</summary>
    public int MostSegments { get; }

    /// <summary>The bytes of results that are not disposed, including those that nobody has taken.</summary>
    public long Held { get; private set; }

    /// <summary>How many of these results have a segment.</summary>
    public int Segments { get; private set; }

    private bool IsFull => Held >= Budget || Segments >= MostSegments;

    public TimeSpan ReleaseTimeout => _options.ReleaseTimeout;

    /// <summary>Whether a job that has failed is done again.</summary>
    /// <param name="failure">Its failure.</param>
    /// <param name="attempts">How often it was tried.</param>
    public bool IsRetried(WorkerException failure, int attempts)
        => attempts <= _options.Retries
            && ((failure.IsTimeout && _options.RetryAfter.HasFlag(WorkerRetry.TimedOut))
                || (!failure.IsTimeout && failure.Signal is not null && _options.RetryAfter.HasFlag(WorkerRetry.Killed)));

    /// <summary>Gives a job its number.</summary>
    public int NextJob() => Interlocked.Increment(ref _jobs);

    /// <summary>Queues a run's jobs, and creates as many seats as there are jobs for.</summary>
    public void Add(LoadRun run)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RecordWorkers));
            if (run.Stopped.IsCancellationRequested)
            {
                return;
            }

            _runs.Add(run);
            int wanted = _inFlight;
            foreach (LoadRun each in _runs)
            {
                wanted += each.Pending.Count;
            }

            wanted = Math.Min(_options.Processes, wanted);
            try
            {
                while (_seats.Count < wanted)
                {
                    _seats.Add(
                        Task.Factory.StartNew(
                            _newSeat(this).Serve,
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default));
                }
            }
            catch (TaskSchedulerException error)
            {
                // The system gives no more threads. One seat is enough to do all jobs.
                if (_seats.Count == 0)
                {
                    throw new WorkerStartException("No worker can be started: the system gives no thread for it.", error);
                }
            }

            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Drops a run's jobs, including running ones.</summary>
    public void Remove(LoadRun run)
    {
        lock (_lock)
        {
            run.Pending.Clear();
            _runs.Remove(run);
        }

        run.Stop();
    }

    /// <summary>Counts a result that is ready.</summary>
    public void Hold(LoadRun run, LoadedRows result)
    {
        lock (_lock)
        {
            run.Ready++;
            Held += result.Bytes;
            Segments += result.HasSegment ? 1 : 0;
            _lastMove = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Counts a result that went to the consumer.</summary>
    public void Take(LoadRun run)
    {
        lock (_lock)
        {
            run.Ready--;
            _lastMove = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Counts a result that was disposed.</summary>
    public void Release(LoadedRows result)
    {
        lock (_lock)
        {
            Held -= result.Bytes;
            Segments -= result.HasSegment ? 1 : 0;
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
            return run.Pending.Count > 0 && _inFlight == 0 && run.Ready == 0 && IsFull ? Stopwatch.GetElapsedTime(_lastMove) : null;
        }
    }

    /// <summary>Stops every run, ends every process, and waits until they have ended.</summary>
    public async Task DisposeAsync()
    {
        LoadRun[] runs;
        lock (_lock)
        {
            _isDisposed = true;
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

    /// <summary>The threads that a job may have: a share of the processors, if no job waits to be started.</summary>
    public int Threads
    {
        get
        {
            lock (_lock)
            {
                return _runs.Exists(static run => run.Pending.Count > 0) ? 1 : Math.Min(MostThreads, Environment.ProcessorCount / Math.Max(1, _inFlight));
            }
        }
    }

    /// <summary>Waits for a job that may start; <see langword="null"/> when the pool is disposed.</summary>
    public (LoadRun Run, LoadItem Item)? Next(WorkerSeat seat)
    {
        lock (_lock)
        {
            while (!_isDisposed)
            {
                if (_runs.Find(MayStart) is { } run)
                {
                    return (run, Begin(seat, run));
                }

                Monitor.Wait(_lock);
            }

            return null;
        }
    }

    /// <summary>Takes another small job of a run for a worker that is still busy, if there are enough for all workers. It is
    /// given to the worker at once, so that it need not wait for the parent between two.</summary>
    public LoadItem? TryNextSmall(WorkerSeat seat, LoadRun run)
    {
        lock (_lock)
        {
            return !_isDisposed
                && run.Pending.Count > _options.Processes
                && !run.Pending.Peek().IsLarge
                && Held < Budget / 2
                && MayStart(run) ? Begin(seat, run) : null;
        }
    }

    /// <summary>Counts a job that has ended. The others may have its processors.</summary>
    /// <param name="seat">Who did it.</param>
    /// <param name="run">What it belongs to.</param>
    /// <param name="item">The job.</param>
    /// <param name="again">The job to do again, if it is.</param>
    public void Done(WorkerSeat seat, LoadRun run, LoadItem item, LoadItem? again = null)
    {
        WorkerSeat[] others;
        lock (_lock)
        {
            _inFlight--;
            _busy.Remove(seat);
            _expected -= item.Estimate;
            if (again is not null && !run.Stopped.IsCancellationRequested)
            {
                run.Pending.Enqueue(again);
            }

            others = [.. _busy];
            Monitor.PulseAll(_lock);
        }

        int threads = Threads;
        foreach (WorkerSeat other in others)
        {
            other.Grow(threads);
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

    private LoadItem Begin(WorkerSeat seat, LoadRun run)
    {
        LoadItem item = run.Pending.Dequeue();
        _inFlight++;
        _busy.Add(seat);
        _expected += item.Estimate;
        return item;
    }

    /// <summary>
    /// Whether the next job of a run may start. When as many results are ready as there are processes, it waits for the
    /// consumer: more results would take memory and save no time, except small ones that become datasets. If other jobs run, its estimate must fit into the budget.
    /// If none runs, it may start while any budget is left, so that a wrong estimate never stops a run.
    /// </summary>
    private bool MayStart(LoadRun run)
    {
        if (!run.Pending.TryPeek(out LoadItem? next)
            || (run.IsSmall(next)
                ? run.Ready >= SmallAhead * _options.Processes
                : run.Ready >= _options.Processes || run.Ready + _inFlight > 2 * (_options.Processes - 1)))
        {
            return false;
        }

        return !IsFull
            && ((_inFlight == 0 && run.Ready == 0)
                || (Held + _expected + next.Estimate <= Budget && Segments + _inFlight < MostSegments));
    }
}
