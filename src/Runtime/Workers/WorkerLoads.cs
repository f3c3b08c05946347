using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Workers and what they load, for records of any kind.</summary>
internal sealed class WorkerLoads
{
    private readonly WorkerPool _pool;
    private readonly WorkerOptions _options;
    private readonly RecordSchema _schema;
    private readonly bool _isSaid;

    /// <param name="options">How the workers are started and used.</param>
    /// <param name="work">What they do.</param>
    /// <param name="schema">What the records are.</param>
    /// <param name="isSaid">Whether each job says that.</param>
    public WorkerLoads(WorkerOptions options, JobWork work, RecordSchema schema, bool isSaid)
    {
        _schema = schema;
        _isSaid = isSaid;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Processes, nameof(WorkerOptions.Processes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MemoryBudget ?? 1, nameof(WorkerOptions.MemoryBudget));
        CheckTimeout(options.StartTimeout, nameof(WorkerOptions.StartTimeout));
        CheckTimeout(options.JobTimeout, nameof(WorkerOptions.JobTimeout));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Retries, nameof(WorkerOptions.Retries));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReleaseTimeout, TimeSpan.Zero, nameof(WorkerOptions.ReleaseTimeout));
        _options = options;
        if (options.Mode == WorkerMode.InProcess)
        {
            _pool = new WorkerPool(pool => new ThreadSeat(pool, work), options);
            return;
        }

        TextCrossing.Check(options.Text, "WorkerOptions.Text");
        var start = new WorkerStart(
            WorkerProgram.Find(options.Program),
            work.Hello,
            work.FirstLine,
            options.StartTimeout,
            options.Environment ?? new Dictionary<string, string?>());
        _pool = new WorkerPool(pool => new ProcessSeat(pool, start, options.Mode), options);
    }

    /// <summary>Does jobs, and gives what <paramref name="wrap"/> makes of their results, in order of completion.</summary>
    public IAsyncEnumerable<TResult> LoadAsync<TResult>(
        IEnumerable<LoadJob> jobs,
        Func<LoadedRows, TResult> wrap,
        CancellationToken cancellationToken)
        => EnumerateAsync(ToItems(jobs), Environment.CurrentDirectory, load: null, wrap, cancellationToken);

    /// <summary>Does jobs whose results become datasets of a file.</summary>
    public IAsyncEnumerable<TResult> LoadAsync<TResult>(
        IEnumerable<LoadJob> jobs,
        RecordHdf5 file,
        Hdf5Options? options,
        Func<LoadedRows, TResult> wrap,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        options ??= new Hdf5Options();
        LoadItem[] items = ToItems(jobs);
        file.CheckFree(items.Select(static item => item.Name), _schema);
        if (!options.IsChunked)
        {
            items = [.. items.Select(static item => item.IsLarge && RowCount.CanCount(item.Job.Path, item.Text)
                ? item with { IsCounted = true, Estimate = 0 }
                : item)];
        }

        return EnumerateAsync(items, Environment.CurrentDirectory, file, options, wrap, cancellationToken);
    }

    /// <summary>Stops all jobs, and waits until every worker process has ended.</summary>
    public Task DisposeAsync() => _pool.DisposeAsync();

    private LoadItem[] ToItems(IEnumerable<LoadJob> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        LoadJob[] all = [.. jobs];
        LoadItem[] items = [.. all.Select(job => ToItem(job, all.Length))];
        foreach (IGrouping<string, LoadItem> group in items.GroupBy(static item => item.Name, StringComparer.Ordinal))
        {
            if (group.Take(2).ToArray() is [{ } first, { } second])
            {
                throw new ArgumentException(
                    $"'{first.Job.Path}' and '{second.Job.Path}' would both be named '{group.Key}'. Give one of them a LoadJob.Name.",
                    nameof(jobs));
            }
        }

        return items;
    }

    private LoadItem ToItem(LoadJob job, int jobs)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentException.ThrowIfNullOrEmpty(job.Path);
        if (_options.Mode != WorkerMode.InProcess)
        {
            TextCrossing.Check(job.Text, $"LoadJob.Text of '{job.Path}'");
        }

        if (job.Path == "-")
        {
            throw new ArgumentException(
                "A worker cannot read this program's standard input. Read '-' in this program, or name a file ('./-' for one named '-').",
                nameof(job));
        }

        CheckTimeout(job.Timeout, nameof(LoadJob.Timeout));
        var file = new FileInfo(job.Path);
        TextOptions text = job.Text ?? _options.Text ?? new TextOptions();
        bool isShared = text.DegreeOfParallelism == 0;
        if (isShared)
        {
            // The processors are divided among the processes that run.
            int processes = Math.Clamp(jobs, 1, _options.Processes);
            text = text with { DegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / processes) };
        }

        long bytes = file.Exists ? file.Length : 0;
        return new LoadItem(
            0,
            job,
            job.Name ?? Path.GetFileName(job.Path),
            text,
            bytes,
            isShared,
            bytes,
            job.Timeout ?? _options.JobTimeout);
    }

    private static void CheckTimeout(TimeSpan? timeout, string name)
    {
        if (timeout is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromMilliseconds(int.MaxValue), name);
        }
    }

    private async IAsyncEnumerable<TResult> EnumerateAsync<TResult>(
        LoadItem[] items,
        string directory,
        RecordHdf5 file,
        Hdf5Options options,
        Func<LoadedRows, TResult> wrap,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Hdf5Load load = file.BeginLoad(items.Select(static item => item.Name), _schema, options);
        await foreach (LoadedRows result in EnumerateAsync(items, directory, load, static rows => rows, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (result.Dataset is { } dataset)
                {
                    load.Give(dataset);
                }
                else
                {
                    load.Write(result.Name, result.Rows);
                }
            }
            catch
            {
                result.Dispose();
                throw;
            }

            result.FilePath = file.Path;

            yield return wrap(result);
        }
    }

    private async IAsyncEnumerable<TResult> EnumerateAsync<TResult>(
        LoadItem[] items,
        string directory,
        Hdf5Load? load,
        Func<LoadedRows, TResult> wrap,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Every loop has its own numbers, also a second one over the same jobs.
        LoadItem[] numbered = [.. items.Select(item => item with { Number = _pool.NextJob() })];
        var run = new LoadRun(_pool, _schema, _isSaid, numbered, directory, load, _options.Progress);
        var failures = new List<WorkerException>();

        // At once, also while the consumer does something else.
        using CancellationTokenRegistration stop = cancellationToken.Register(() => _pool.Remove(run));
        try
        {
            _pool.Add(run);
            for (int i = 0; i < items.Length; i++)
            {
                (LoadedRows? result, WorkerException? failure) = await run.NextAsync(cancellationToken).ConfigureAwait(false);
                if (result is not null)
                {
                    yield return wrap(result);
                    continue;
                }

                failures.Add(failure!);
                if (_options.OnError == WorkerErrorPolicy.Stop)
                {
                    break;
                }
            }
        }
        finally
        {
            run.Close();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (failures.Count > 0)
        {
            throw new WorkerJobsException(failures, items.Length);
        }
    }
}
