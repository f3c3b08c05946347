namespace SchemaToolkit;

/// <summary>A seat whose worker is its own thread.</summary>
internal sealed class ThreadSeat : WorkerSeat
{
    private readonly JobWork _work;

    private volatile ThreadShare? _share;

    public ThreadSeat(WorkerPool pool, JobWork work)
        : base(pool)
        => _work = work;

    public override void Grow(int threads) => _share?.Grow(threads);

    protected override WorkerException? Load(LoadRun run, LoadItem item)
    {
        run.Stopped.ThrowIfCancellationRequested();
        using JobPlace place = JobPlace.Make(item.Name, run, run.CountRows(item));
        _share = item.IsShared ? new ThreadShare() : null;
        _share?.Grow(Pool.Threads);
        var job = new WorkerJob(PathOf(item.Job, run.Directory), item.Name, item.Text with { Share = _share }, item.Job.Tag)
        {
            Progress = run.Progress is { } all ? new JobProgress(progress => all.Move(item, progress)) : null,
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(run.Stopped);
        limit.CancelAfter(item.Timeout ?? Timeout.InfiniteTimeSpan);
        using IJobWriter writer = _work.Open(place.Segment.Path, place.InFile, run.Schema);
        try
        {
            _work.DoAsync(job, writer, limit.Token).GetAwaiter().GetResult();
            writer.Complete(isFramed: true);
        }
        catch (Exception error) when (writer.IsPlaceBroken)
        {
            throw place.Fail(error);
        }
        catch (Exception error) when (error is not OperationCanceledException || !run.Stopped.IsCancellationRequested)
        {
            return error is OperationCanceledException && limit.IsCancellationRequested
                ? TimedOut(item, "its work was stopped.")
                : WorkerException.From(ErrorMessage.From(error), item.Job, error);
        }

        run.Succeed(item, place, writer.Count, job.Report);
        return null;
    }

    /// <summary>The path, as given while it means the same file: the program may have changed its directory.</summary>
    private static string PathOf(LoadJob job, string directory)
        => Environment.CurrentDirectory == directory ? job.Path : Path.GetFullPath(job.Path, directory);
}
