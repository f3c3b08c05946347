namespace SchemaToolkit;

/// <summary>A seat whose worker is a process. It starts one if there is none.</summary>
internal sealed class ProcessSeat : WorkerSeat
{
    private readonly WorkerStart _start;
    private readonly WorkerMode _mode;
    private WorkerProcess? _process;
    private Task _ending = Task.CompletedTask;
    private volatile WorkerProcess? _sharing;

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
            _ending.GetAwaiter().GetResult();
        }
    }

    protected override void Load(LoadRun run, LoadItem item)
    {
        run.Stopped.ThrowIfCancellationRequested();

        // The rows are counted while the process starts.
        Task<long?> rows = _process is null ? Task.Run(() => run.CountRows(item)) : Task.FromResult(run.CountRows(item));
        _process ??= WorkerProcess.Start(_start, run.Stopped);
        using JobPlace place = JobPlace.Make(item.Name, run.Load, rows.GetAwaiter().GetResult());
        var job = new JobMessage(
            item.Number,
            item.Job.Path,
            item.Name,
            item.Job.Tag,
            item.Text,
            place.Segment.Path,
            place.InFile,
            run.Directory);
        place.Use();
        AnswerMessage? answer = Run(job, item.IsShared, run.Stopped);
        if (answer is not null)
        {
            place.Free();
        }

        if (answer?.Error is { } error)
        {
            WorkerException failure = WorkerException.From(error, item.Job, error.ToException(run.Schema));
            if (answer.IsPlaceBroken)
            {
                throw place.Fail(failure.InnerException ?? failure);
            }

            run.Fail(failure);
        }
        else if (answer is not null)
        {
            run.Succeed(item, place, answer.Count, answer.Report?.ToReport(run.Schema) ?? new TextReadReport());
        }
        else
        {
            int code;
            try
            {
                code = _process.WaitForExitCode();
                place.Free();
            }
            finally
            {
                End();
            }

            run.Fail(
                new WorkerException(
                    item.Job,
                    $"{item.Job.Path}: the worker process {WorkerProcess.DescribeExit(code)} while it loaded this file.")
                { ExitCode = code });
        }
    }

    /// <summary>Has a job done. Replaces a process that died while it was idle: no job failed by that.</summary>
    private AnswerMessage? Run(JobMessage job, bool isShared, CancellationToken stopped)
    {
        if (!TryRun(job, isShared, stopped, out AnswerMessage? answer) && _process!.HasWorked)
        {
            // It must have ended before another one is given the same place.
            _process.WaitForExitCode();
            End();
            stopped.ThrowIfCancellationRequested();
            _process = WorkerProcess.Start(_start, stopped);
            TryRun(job, isShared, stopped, out answer);
        }

        return answer;
    }

    private bool TryRun(JobMessage job, bool isShared, CancellationToken stopped, out AnswerMessage? answer)
    {
        WorkerProcess process = _process!;
        _sharing = isShared ? process : null;
        try
        {
            return process.TryRun(job, isShared ? () => process.Grow(Threads) : null, stopped, out answer);
        }
        finally
        {
            _sharing = null;
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
}
