namespace SchemaToolkit;

/// <summary>The place of one worker process in a pool, with the thread that talks to it. It takes a job, starts a process
/// if there is none, and passes on the result.</summary>
internal sealed class WorkerSeat
{
    private readonly WorkerPool _pool;
    private readonly WorkerStart _start;
    private readonly WorkerMode _mode;
    private WorkerProcess? _process;
    private Task _ending = Task.CompletedTask;

    public WorkerSeat(WorkerPool pool, WorkerStart start, WorkerMode mode)
    {
        _pool = pool;
        _start = start;
        _mode = mode;
    }

    /// <summary>Does jobs until the pool is disposed; every process has ended when it returns.</summary>
    /// <exception cref="IOException">A process has not ended, and cannot be killed.</exception>
    public void Serve()
    {
        while (_pool.Next() is ({ } run, { } item))
        {
            try
            {
                Load(run, item);
            }
            catch (Exception error) when (error is WorkerStartException or SchemaMismatchException or OperationCanceledException)
            {
                // If one process cannot start, none can: end the run, instead of trying for ever.
                _pool.Abort(run, error);
            }
            catch (WorkerKilledException killed)
            {
                run.Fail(new WorkerException(item.Job, $"{item.Job.Path}: {killed.Message}") { ExitCode = killed.ExitCode });
            }
            catch (Exception error)
            {
                // The segment could not be created or sealed: there is no memory or no descriptor left.
                run.Fail(new WorkerException(item.Job, $"{item.Job.Path}: {error.Message}", error));
            }
            finally
            {
                _pool.Done(item);
            }

            if (_mode == WorkerMode.ProcessPerJob)
            {
                try
                {
                    End();
                }
                catch (IOException stays)
                {
                    // This job has its outcome, but every further job could leave another such process.
                    _pool.Abort(run, stays);
                }
            }
        }

        try
        {
            End();
        }
        finally
        {
            _ending.GetAwaiter().GetResult();
        }
    }

    private void Load(LoadRun run, LoadItem item)
    {
        using AnonymousSegment segment = AnonymousSegment.Create(item.Name);
        AnswerMessage? answer = Run(
            new JobMessage(item.Number, item.Job.Path, item.Name, item.Job.Tag, item.Text, segment.Path, run.Directory),
            run.Stopped,
            out WorkerProcess process);
        if (answer?.Error is { } error)
        {
            run.Fail(WorkerException.From(error, item.Job, run.Schema));
        }
        else if (answer is not null)
        {
            run.Succeed(item, segment, answer.Report);
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
