using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Workers, processes or threads, that load files into shared memory of this process.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class RecordWorkers<T> : IAsyncDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly WorkerPool _pool;
    private readonly WorkerOptions _options;

    internal RecordWorkers(
        WorkerOptions options,
        Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Processes, nameof(WorkerOptions.Processes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MemoryBudget ?? 1, nameof(WorkerOptions.MemoryBudget));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.StartTimeout, TimeSpan.Zero, nameof(WorkerOptions.StartTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            options.StartTimeout,
            TimeSpan.FromMilliseconds(int.MaxValue),
            nameof(WorkerOptions.StartTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReleaseTimeout, TimeSpan.Zero, nameof(WorkerOptions.ReleaseTimeout));
        _options = options;
        if (options.Mode == WorkerMode.InProcess)
        {
            _pool = new WorkerPool(pool => new ThreadSeat<T>(pool, work), options);
            return;
        }

        TextCrossing.Check(options.Text, "WorkerOptions.Text");
        var start = new WorkerStart(
            WorkerProgram.Find(options.Program),
            HelloMessage.For<T>(),
            RecordWorkers.FirstLine<T>(),
            options.StartTimeout,
            options.Environment ?? new Dictionary<string, string?>());
        _pool = new WorkerPool(pool => new ProcessSeat(pool, start, options.Mode), options);
    }

    /// <summary>Loads files, each in one worker, and gives their records in order of completion.</summary>
    /// <param name="paths">The files; the result of <c>dir/x.tsv</c> is named <c>x.tsv</c>.</param>
    /// <param name="cancellationToken">Stops all jobs.</param>
    /// <returns>The results; dispose each.</returns>
    /// <inheritdoc cref="LoadAsync(IEnumerable{LoadJob}, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<LoadedRecords<T>> LoadAsync(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return LoadAsync(paths.Select(static path => new LoadJob(path)), cancellationToken);
    }

    /// <summary>Does jobs, each in one worker, and gives their records in order of completion.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="cancellationToken">Stops all jobs.</param>
    /// <returns>The results; dispose each. Leaving the loop early stops the remaining jobs.</returns>
    /// <exception cref="ArgumentException">Two jobs have the same name, or the options of one cannot cross to another
    /// process; no job was started.</exception>
    /// <exception cref="WorkerJobsException">While enumerating: jobs failed; by default after all results.</exception>
    /// <exception cref="WorkerStartException">While enumerating: a process did not become a worker.</exception>
    /// <exception cref="SchemaMismatchException">While enumerating: the worker's record is not this one.</exception>
    /// <exception cref="SharedMemoryFullException">While enumerating: the results that are not disposed use up
    /// <see cref="WorkerOptions.MemoryBudget"/>.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: it was cancelled. From that moment no job is started and
    /// no result is given.</exception>
    public IAsyncEnumerable<LoadedRecords<T>> LoadAsync(IEnumerable<LoadJob> jobs, CancellationToken cancellationToken = default)
        => EnumerateAsync(ToItems(jobs), Environment.CurrentDirectory, load: null, cancellationToken);

    /// <summary>Loads files into datasets of an HDF5 file, and gives their records in order of completion.</summary>
    /// <param name="paths">The files; the dataset of <c>dir/x.tsv</c> is named <c>x.tsv</c>.</param>
    /// <param name="file">The file: a transaction that is not complete.</param>
    /// <param name="options">How to store the datasets; without, each as one contiguous block.</param>
    /// <param name="cancellationToken">Stops all jobs.</param>
    /// <inheritdoc cref="LoadAsync(IEnumerable{LoadJob}, RecordHdf5, Hdf5Options?, CancellationToken)"/>
    public IAsyncEnumerable<LoadedRecords<T>> LoadAsync(
        IEnumerable<string> paths,
        RecordHdf5 file,
        Hdf5Options? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return LoadAsync(paths.Select(static path => new LoadJob(path)), file, options, cancellationToken);
    }

    /// <summary>Does jobs whose results become datasets of an HDF5 file, and gives their records in order of
    /// completion.</summary>
    /// <param name="jobs">The jobs; the name of each is the dataset's.</param>
    /// <param name="file">The file: a transaction that is not complete. Until the loop has ended, nothing else can be written to
    /// it, and it cannot be completed.</param>
    /// <param name="options">How to store the datasets; without, each as one contiguous block.</param>
    /// <param name="cancellationToken">Stops all jobs.</param>
    /// <returns>The results; dispose each. When one is given, its dataset is in the file. Leaving the loop early stops the
    /// remaining jobs: they are not in the file.</returns>
    /// <exception cref="ArgumentException">A name is taken, is no name of a dataset, or is used twice; or the options of a job
    /// cannot cross to another process; no job was started.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type: UTF-32 text.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, complete, being loaded, or an earlier write
    /// failed.</exception>
    /// <exception cref="Hdf5Exception">While enumerating: libhdf5 failed. Nothing of the file will be published any
    /// more.</exception>
    /// <inheritdoc cref="LoadAsync(IEnumerable{LoadJob}, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<LoadedRecords<T>> LoadAsync(
        IEnumerable<LoadJob> jobs,
        RecordHdf5 file,
        Hdf5Options? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        options ??= new Hdf5Options();
        LoadItem[] items = ToItems(jobs);
        file.CheckFree(items.Select(static item => item.Name), T.Schema);
        if (!options.IsChunked)
        {
            items = [.. items.Select(static item => item.IsLarge && RowCount.CanCount(item.Job.Path, item.Text)
                ? item with { IsCounted = true, Estimate = 0 }
                : item)];
        }

        return EnumerateAsync(items, Environment.CurrentDirectory, file, options, cancellationToken);
    }

    /// <summary>Stops all jobs, and waits until every worker process has ended. Results that were given out stay
    /// valid.</summary>
    /// <returns>A task that ends when they have ended.</returns>
    /// <exception cref="IOException">A process does not end, and the system refuses to kill it.</exception>
    public async ValueTask DisposeAsync() => await _pool.DisposeAsync().ConfigureAwait(false);

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

        var file = new FileInfo(job.Path);
        TextOptions text = job.Text ?? _options.Text ?? new TextOptions();
        bool isShared = text.DegreeOfParallelism == 0;
        if (isShared)
        {
            // The processors are divided among the processes that run.
            int processes = Math.Clamp(jobs, 1, _options.Processes);
            text = text with { DegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / processes) };
        }

        return new LoadItem(0, job, job.Name ?? Path.GetFileName(job.Path), text, file.Exists ? file.Length : 0, isShared);
    }

    private async IAsyncEnumerable<LoadedRecords<T>> EnumerateAsync(
        LoadItem[] items,
        string directory,
        RecordHdf5 file,
        Hdf5Options options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Hdf5Load load = file.BeginLoad(items.Select(static item => item.Name), T.Schema, options);
        await foreach (LoadedRecords<T> result in EnumerateAsync(items, directory, load, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (result.Dataset is { } dataset)
                {
                    load.Give(dataset);
                }
                else
                {
                    load.Write(result.Name, result);
                }
            }
            catch
            {
                result.Dispose();
                throw;
            }

            result.FilePath = file.Path;

            yield return result;
        }
    }

    private async IAsyncEnumerable<LoadedRecords<T>> EnumerateAsync(
        LoadItem[] items,
        string directory,
        Hdf5Load? load,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Every loop has its own numbers, also a second one over the same jobs.
        var run = new LoadRun<T>(_pool, items.Select(item => item with { Number = _pool.NextJob() }), directory, load);
        var failures = new List<WorkerException>();

        // At once, also while the consumer does something else.
        using CancellationTokenRegistration stop = cancellationToken.Register(() => _pool.Remove(run));
        try
        {
            _pool.Add(run);
            for (int i = 0; i < items.Length; i++)
            {
                (LoadedRecords<T>? result, WorkerException? failure) = await run.NextAsync(cancellationToken).ConfigureAwait(false);
                if (result is not null)
                {
                    yield return result;
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
