using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>A seat whose worker is a process. It starts one if there is none.</summary>
internal sealed class ProcessSeat : WorkerSeat
{
    private readonly WorkerStart _start;
    private readonly WorkerMode _mode;

    // Jobs whose process cannot be ended; their places stay.
    private readonly List<Order> _lost = [];

    // Segments of small results, to be used again: to make one takes longer than to fill it.
    private readonly Stack<AnonymousSegment> _spare = [];
    private WorkerProcess? _process;
    private Task _ending = Task.CompletedTask;

    // The process while its job may have more threads.
    private volatile WorkerProcess? _sharing;

    // The job that the process has to do after the one it does.
    private Order? _ahead;

    public ProcessSeat(WorkerPool pool, WorkerStart start, WorkerMode mode)
        : base(pool)
    {
        _start = start;
        _mode = mode;
    }

    public override void Grow(int threads) => _sharing?.Grow(threads);

    protected override void EndJob()
    {
        if (_mode == WorkerMode.ProcessPerJob)
        {
            End();
        }
    }

    protected override void EndAll()
    {
        try
        {
            End();
        }
        finally
        {
            while (_spare.TryPop(out AnonymousSegment? segment))
            {
                segment.Dispose();
            }

            _ending.GetAwaiter().GetResult();
        }
    }

    protected override (LoadRun Run, LoadItem Item)? Next() => _ahead is { } ahead ? (ahead.Run, ahead.Item) : base.Next();

    protected override WorkerException? Load(LoadRun run, LoadItem item)
    {
        using Order order = TakeAhead() ?? Prepare(run, item);
        AnswerMessage? answer = Run(order);
        if (answer is null)
        {
            return Died(order);
        }

        order.Place.Free();
        if (answer.Error is { } error)
        {
            WorkerException failure = WorkerException.From(error, item.Job, error.ToException(run.Schema));
            return answer.IsPlaceBroken ? throw order.Place.Fail(failure.InnerException ?? failure)
                : error.IsCancellation && _process!.HasTimedOut ? TimedOut(item, "its work was stopped.")
                : failure;
        }

        run.Succeed(item, order.Place, answer.Count, answer.Report?.ToReport(run.Schema) ?? new TextReadReport());
        if (order.Place.TakeSpare() is { } spare)
        {
            _spare.Push(spare);
        }

        return null;
    }

    /// <summary>The failure of a job whose process has died or was killed over it.</summary>
    private WorkerException Died(Order order)
    {
        WorkerProcess process = _process!;
        bool hasTimedOut = process.HasTimedOut;
        int code = Reap(order);
        LoadItem item = order.Item;
        return hasTimedOut
            ? TimedOut(item, $"its worker process did not stop the work, and was killed.{process.Printed()}")
            : new WorkerException(
                item.Job,
                $"{item.Job.Path}: the worker process {ProcessExit.Describe(code)} while it loaded this file.{process.Printed()}")
            { ExitCode = code };
    }

    private Order? TakeAhead()
    {
        Order? ahead = _ahead;
        _ahead = null;
        if (ahead is { Place.IsInUse: true } && ahead.SentTo != _process)
        {
            // The process that has it cannot be ended, and may still open and write it.
            _lost.Add(ahead);
            return null;
        }

        return ahead;
    }

    /// <summary>Starts a process if there is none, and makes a place for the records of a job.</summary>
    private Order Prepare(LoadRun run, LoadItem item)
    {
        run.Stopped.ThrowIfCancellationRequested();

        // The rows are counted while the process starts.
        Task<long?> rows = _process is null ? Task.Run(() => run.CountRows(item)) : Task.FromResult(run.CountRows(item));
        _process ??= WorkerProcess.Start(_start, run.Stopped);
        return Order.Make(run, item, rows.GetAwaiter().GetResult(), _spare);
    }

    /// <summary>Has a job done. Replaces a process that died while it was idle: no job failed by that.</summary>
    private AnswerMessage? Run(Order order)
    {
        CancellationToken stopped = order.Run.Stopped;
        if (_process is null)
        {
            // The one that the job was sent to has ended over the job before.
            _process = WorkerProcess.Start(_start, stopped);
            order.SentTo = null;
        }

        if (!TryRun(order, out AnswerMessage? answer) && _process is { HasWorked: true, HasTimedOut: false })
        {
            // It must have ended before another one is given the same place.
            Reap(order);
            stopped.ThrowIfCancellationRequested();
            _process = WorkerProcess.Start(_start, stopped);
            order.SentTo = null;
            TryRun(order, out answer);
        }

        return answer;
    }

    private bool TryRun(Order order, out AnswerMessage? answer)
    {
        WorkerProcess process = _process!;
        bool isSent = order.SentTo == process;
        order.SentTo = process;
        order.Place.Use();
        _sharing = order.Item.IsShared ? process : null;
        try
        {
            return process.TryRun(
                order.Message,
                isSent,
                () => Sent(process, order),
                progress => order.Run.Progress?.Move(order.Item, progress),
                order.Item.Timeout,
                order.Run.Stopped,
                out answer);
        }
        finally
        {
            _sharing = null;
        }
    }

    private void Sent(WorkerProcess process, Order order)
    {
        if (order.Item.IsShared)
        {
            process.Grow(Pool.Threads);
        }

        if (_mode == WorkerMode.Pool && _ahead is null && !order.Item.IsLarge)
        {
            SendAhead(process, order.Run);
        }
    }

    /// <summary>Gives the process another job while it does one.</summary>
    private void SendAhead(WorkerProcess process, LoadRun run)
    {
        if (Pool.TryNextSmall(this, run) is { } item)
        {
            try
            {
                _ahead = Order.Make(run, item, rows: null, _spare);
            }
            catch (Exception error)
            {
                run.Fail(item, new WorkerException(item.Job, $"{item.Job.Path}: {error.Message}", error));
                Pool.Done(this, run, item);
                return;
            }

            if (process.TrySendAhead(_ahead.Message))
            {
                _ahead.SentTo = process;
                _ahead.Place.Use();
            }
        }
    }

    /// <summary>Waits until the process has ended: what it was to do next has its places for itself again.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">It does not end, and cannot be killed.</exception>
    private int Reap(Order order)
    {
        try
        {
            int code = _process!.WaitForExitCode();
            order.Place.Free();
            _ahead?.Place.Free();
            return code;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the process without waiting for it. Waits for the one before it, so that at most one is ending.</summary>
    /// <exception cref="IOException">The one before does not end, and cannot be killed.</exception>
    private void End()
    {
        if (_process is { } process)
        {
            Task before = _ending;
            _process = null;
            _ending = process.EndAsync();
            before.GetAwaiter().GetResult();
        }
    }

    /// <summary>A job for a process, with the place for its records.</summary>
    private sealed class Order : IDisposable
    {
        private Order(LoadRun run, LoadItem item, JobPlace place)
        {
            Run = run;
            Item = item;
            Place = place;
            Message = new JobMessage(
                item.Number,
                item.Job.Path,
                item.Name,
                item.Job.Tag,
                item.Text,
                place.Segment.Path,
                place.InFile,
                IsFramed: !place.IsSmall,
                item.IsShared,
                run.Dtype,
                IsWatched: run.Progress is not null,
                run.Directory)
            {
                Files = place.Dataset is null ? new SafeHandle[] { place.Segment.File } : new SafeHandle[] { place.Segment.File, place.Dataset.File },
            };
        }

        public LoadRun Run { get; }

        public LoadItem Item { get; }

        public JobPlace Place { get; }

        public JobMessage Message { get; }

        /// <summary>The process that has the job.</summary>
        public WorkerProcess? SentTo { get; set; }

        public static Order Make(LoadRun run, LoadItem item, long? rows, Stack<AnonymousSegment> spare)
        {
            bool isSmall = run.IsSmall(item);
            AnonymousSegment? segment = isSmall && spare.TryPop(out AnonymousSegment? last) ? last : null;
            return new(run, item, JobPlace.Make(item.Name, run, rows, isSmall, segment));
        }

        public void Dispose() => Place.Dispose();
    }
}
