using System.Globalization;

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
            LoadItem? again = null;
            try
            {
                if (Load(run, item) is { } failure)
                {
                    again = Fail(run, item, failure);
                }
            }
            catch (Exception error) when (error is WorkerStartException or SchemaMismatchException or OperationCanceledException
                || SystemError.IsOutOfDescriptors(error)
                || run.Load is { HasFailed: true })
            {
                // If one process cannot start, none can: end the run, instead of trying for ever. The same for a file that failed, and
                // for descriptors, which this process has no more of.
                Pool.Abort(run, error);
            }
            catch (WorkerKilledException killed)
            {
                var failure = new WorkerException(item.Job, $"{item.Job.Path}: {killed.Message}") { ExitCode = killed.ExitCode };
                again = Fail(run, item, failure);
            }
            catch (Exception error)
            {
                // The segment could not be created or sealed: there is no memory or no descriptor left.
                again = Fail(run, item, new WorkerException(item.Job, $"{item.Job.Path}: {error.Message}", error));
            }
            finally
            {
                Pool.Done(this, run, item, again);
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

    /// <summary>Does a job, and hands its records to the run.</summary>
    /// <returns>Its failure, if it has failed. Nothing of it is left then.</returns>
    /// <exception cref="WorkerStartException">No worker can be started.</exception>
    /// <exception cref="SchemaMismatchException">The worker's record is not the run's.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    protected abstract WorkerException? Load(LoadRun run, LoadItem item);

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

    /// <summary>The exception for a job that took too long.</summary>
    /// <param name="item">The job.</param>
    /// <param name="what">What became of its worker, and what that printed.</param>
    protected static WorkerException TimedOut(LoadItem item, string what)
        => new(
            item.Job,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{item.Job.Path}: not loaded within {item.Timeout!.Value.TotalSeconds} seconds "
                    + $"({(item.Job.Timeout is null ? "WorkerOptions.JobTimeout" : "LoadJob.Timeout")}); {what}"))
        { IsTimeout = true };

    /// <summary>Hands a failure to the run, unless the job is done again.</summary>
    /// <returns>The job to do again.</returns>
    private LoadItem? Fail(LoadRun run, LoadItem item, WorkerException failure)
    {
        int attempts = item.Attempts + 1;
        if (Pool.IsRetried(failure, attempts) && !run.Stopped.IsCancellationRequested)
        {
            run.Progress?.Restart(item);

            // A worker that was told to give up the job by its number may live.
            return item with { Number = Pool.NextJob(), Attempts = attempts };
        }

        run.Fail(item, failure.After(attempts));
        return null;
    }
}
