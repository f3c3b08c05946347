namespace SchemaToolkit;

/// <summary>The place of one worker process in a pool, and the thread that talks to it: plain code from top to bottom. It
/// takes a job, sees to it that a process lives, and hands on what comes of it.</summary>
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

    /// <summary>Does jobs until the pool is disposed; every process is gone when it returns.</summary>
    /// <exception cref="IOException">One is not, and cannot be killed.</exception>
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
                // Where one process cannot start, none can: this ends the run, and does not go round for ever.
                _pool.Abort(run, error);
            }
            catch (WorkerKilledException killed)
            {
                run.Fail(new WorkerException(item.Job, $"{item.Job.Path}: {killed.Message}") { ExitCode = killed.ExitCode });
            }
            catch (Exception error)
            {
                // Making the segment or sealing it: there is no memory or descriptor left.
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
                    // The job has its outcome. There would be more such processes with every other one.
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

    /// <summary>Has a job done. A process that died while it had nothing to do is replaced: that is no job's failure.</summary>
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

    /// <summary>Ends the process without waiting for it, but for the one before it: at most one is on its way out then.</summary>
    /// <exception cref="IOException">The one before stays, and cannot be killed.</exception>
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
