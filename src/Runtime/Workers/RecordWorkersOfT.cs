namespace SchemaToolkit;

/// <summary>Workers, processes or threads, that load files into shared memory of this process.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class RecordWorkers<T> : IAsyncDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private static readonly Func<LoadedRows, LoadedRecords<T>> _wrap = static rows => new LoadedRecords<T>(rows);

    private readonly WorkerLoads _loads;

    internal RecordWorkers(WorkerOptions options, Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work)
        => _loads = new WorkerLoads(options, new JobWork<T>(work), T.Schema, isSaid: false);

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
        => _loads.LoadAsync(jobs, _wrap, cancellationToken);

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
        => _loads.LoadAsync(jobs, file, options, _wrap, cancellationToken);

    /// <summary>Stops all jobs, and waits until every worker process has ended. Results that were given out stay
    /// valid.</summary>
    /// <returns>A task that ends when they have ended.</returns>
    /// <exception cref="IOException">A process does not end, and the system refuses to kill it.</exception>
    public async ValueTask DisposeAsync() => await _loads.DisposeAsync().ConfigureAwait(false);
}
