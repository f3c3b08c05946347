namespace SchemaToolkit;

/// <summary>A seat whose worker is a process. It starts one if there is none.</summary>
internal sealed class ProcessSeat : WorkerSeat
{
    private readonly WorkerStart _start;
    private readonly WorkerMode _mode;
    private WorkerProcess? _process;
    private Task _ending = Task.CompletedTask;

    public ProcessSeat(WorkerPool pool, WorkerStart start, WorkerMode mode)
        : base(pool)
    {
        _start = start;
        _mode = mode;
    }

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
        using AnonymousSegment segment = AnonymousSegment.Create(item.Name);
        AnswerMessage? answer = Run(
            new JobMessage(item.Number, item.Job.Path, item.Name, item.Job.Tag, item.Text, segment.Path, run.Directory),
            run.Stopped,
            out WorkerProcess process);
        if (answer?.Error is { } error)
        {
            run.Fail(WorkerException.From(error, item.Job, error.ToException(run.Schema)));
        }
        else if (answer is not null)
        {
            run.Succeed(item, segment, answer.Report?.ToReport(run.Schema) ?? new TextReadReport());
        }
        else
        {
            int code;
            try
            {
                code = process.WaitForExitCode();
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
    private AnswerMessage? Run(JobMessage job, CancellationToken stopped, out WorkerProcess process)
    {
        stopped.ThrowIfCancellationRequested();
        AnswerMessage? answer;
        if (_process is { } idle)
        {
            process = idle;
            if (idle.TryRun(job, stopped, out answer))
            {
                return answer;
            }

            End();
        }

        process = _process = WorkerProcess.Start(_start, stopped);
        process.TryRun(job, stopped, out answer);
        return answer;
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
