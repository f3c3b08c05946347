namespace SchemaToolkit;

/// <summary>The place of one worker in a pool, with the thread that serves it. It takes one job after the other, and passes on
/// the results.</summary>
internal abstract class WorkerSeat
{
    protected WorkerSeat(WorkerPool pool) => Pool = pool;

    protected WorkerPool Pool { get; }

    /// <summary>Does jobs until the pool is disposed; the worker has ended when it returns.</summary>
    /// <exception cref="IOException">A process has not ended, and cannot be killed.</exception>
    public void Serve()
    {
        while (Next() is ({ } run, { } item))
        {
            try
            {
                Load(run, item);
            }
            catch (Exception error) when (error is WorkerStartException or SchemaMismatchException or OperationCanceledException
                || run.Load is { HasFailed: true })
            {
                // If one process cannot start, none can: end the run, instead of trying for ever. The same for a file that failed.
                Pool.Abort(run, error);
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
                Pool.Done(this, item);
            }

            try
            {
                EndJob();
            }
            catch (IOException stays)
            {
                // This job has its outcome, but every further job could leave another such process.
                Pool.Abort(run, stays);
            }
        }

        EndAll();
    }

    /// <summary>Waits for the next job; <see langword="null"/> when the pool is disposed.</summary>
    protected virtual (LoadRun Run, LoadItem Item)? Next() => Pool.Next(this);

    /// <summary>Does a job, and hands its records or its failure to the run.</summary>
    /// <exception cref="WorkerStartException">No worker can be started.</exception>
    /// <exception cref="SchemaMismatchException">The worker's record is not the run's.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    protected abstract void Load(LoadRun run, LoadItem item);

    /// <summary>Lets the job that is being done have more threads. Called by any thread.</summary>
    public abstract void Grow(int threads);

    /// <summary>After every job.</summary>
    /// <exception cref="IOException">A process has not ended, and cannot be killed.</exception>
    protected virtual void EndJob()
    {
    }

    /// <summary>After the last job.</summary>
    /// <exception cref="IOException">A process has not ended, and cannot be killed.</exception>
    protected virtual void EndAll()
    {
    }
}
