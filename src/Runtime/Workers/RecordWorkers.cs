namespace SchemaToolkit;

/// <summary>Worker processes: this program started again, each loading files into shared memory of this process.</summary>
public static class RecordWorkers
{
    /// <summary>
    /// Whether this process is a worker of another. The first line of <c>Main</c> must check it:
    /// <c>if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync&lt;CpgSite&gt;();</c>
    /// After that, everything a worker prints goes to standard error.
    /// </summary>
    public static bool IsWorker => WorkerIdentity.Current is not null;

    /// <summary>Whether this process is a worker for this record, in a program that has workers for several.</summary>
    /// <typeparam name="T">The record of the parent's <see cref="Start{T}(WorkerOptions?)"/>.</typeparam>
    /// <returns>Whether it is.</returns>
    public static bool IsWorkerFor<T>()
        where T : unmanaged, ISharedRecord<T>
        => WorkerIdentity.Current?.Record == HelloMessage.NameOf<T>();

    /// <summary>Does a worker's jobs until the parent has no more: reads each file as text into shared memory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>The exit code for <c>Main</c>.</returns>
    /// <exception cref="InvalidOperationException">This process is not a worker.</exception>
    public static Task<int> RunWorkerAsync<T>()
        where T : unmanaged, ISharedRecord<T>
        => RunWorkerAsync<T>(ReadText);

    /// <summary>Does a worker's jobs until the parent has no more, with work of the program's own.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="work">Adds the records of a job to the writer. The result is complete when the work returns. When the
    /// work throws, the job has failed and its records are lost. The token is cancelled when the parent gives up the job;
    /// if the work does not end within a second of that, the process is killed.</param>
    /// <returns>The exit code for <c>Main</c>.</returns>
    /// <exception cref="InvalidOperationException">This process is not a worker.</exception>
    public static Task<int> RunWorkerAsync<T>(Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(work);
        WorkerIdentity identity = WorkerIdentity.Current
            ?? throw new InvalidOperationException($"This process is not a worker. The first line of Main is: {FirstLine<T>()}");
        return Task.FromResult(new WorkerLoop(identity, new JobWork<T>(work)).Run());
    }

    /// <summary>Does a worker's jobs until the parent has no more, for a parent that gives the dtype at run time
    /// (<see cref="Start(RecordSchema, WorkerOptions?)"/>): reads each file as text into shared memory.</summary>
    /// <returns>The exit code for <c>Main</c>.</returns>
    /// <exception cref="InvalidOperationException">This process is not a worker.</exception>
    public static Task<int> RunWorkerAsync()
    {
        var work = new TableWork();
        WorkerIdentity identity = WorkerIdentity.Current
            ?? throw new InvalidOperationException($"This process is not a worker. The first line of Main is: {work.FirstLine}");
        return Task.FromResult(new WorkerLoop(identity, work).Run());
    }

    /// <summary>Prepares workers for records whose dtype is known at run time. The schema crosses to worker processes with each
    /// job.</summary>
    /// <param name="schema">What the rows of all files are.</param>
    /// <param name="options">How they are started and used; defaults when <see langword="null"/>.</param>
    /// <returns>The workers; dispose them.</returns>
    /// <exception cref="InvalidOperationException">This process is itself a worker: the first line of <c>Main</c> is missing
    /// (<c>if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync();</c>).</exception>
    /// <exception cref="ArgumentException">An option is out of range, or cannot cross to another process; or the schema has an enum,
    /// whose names a dtype does not have.</exception>
    public static TableWorkers Start(RecordSchema schema, WorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new WorkerOptions();
        if (options.Mode != WorkerMode.InProcess && schema.Leaves.FirstOrDefault(static leaf => !leaf.Type.EnumMembers.IsEmpty) is { } leaf)
        {
            throw new ArgumentException(
                $"Field '{leaf.Name}' is an enum, and the names of its values cannot cross to another process: "
                    + $"start workers for the record itself, or use WorkerMode.{nameof(WorkerMode.InProcess)}.",
                nameof(schema));
        }

        if (options.Mode != WorkerMode.InProcess && !Crosses(schema))
        {
            throw new ArgumentException(
                $"The dtype cannot cross to another process, as RecordSchema.Parse does not read it back: {schema.NumpyDescr}. "
                    + $"Use WorkerMode.{nameof(WorkerMode.InProcess)}, or a dtype without such a field.",
                nameof(schema));
        }

        CheckMayStart(options, new TableWork().FirstLine);
        return new TableWorkers(schema, options);
    }

    /// <summary>Prepares workers. Processes are started when there are jobs for them. They end when the returned object is
    /// disposed, or when this process ends, for whatever reason.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="options">How they are started and used; defaults when <see langword="null"/>.</param>
    /// <returns>The workers; dispose them.</returns>
    /// <exception cref="InvalidOperationException">This process is itself a worker: the first line of <c>Main</c> is
    /// missing.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or cannot cross to another process.</exception>
    public static RecordWorkers<T> Start<T>(WorkerOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
        => Begin<T>(options ?? new WorkerOptions(), ReadText);

    /// <summary>Prepares workers that are threads of this program (<see cref="WorkerMode.InProcess"/>), with work of the
    /// program's own.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="options">How they are used; the mode must be <see cref="WorkerMode.InProcess"/>.</param>
    /// <param name="work">Adds the records of a job to the writer. The result is complete when the work returns. When the
    /// work throws, the job has failed and its records are lost. The token is cancelled when the job is given up. Several
    /// threads call it at a time.</param>
    /// <returns>The workers; dispose them.</returns>
    /// <exception cref="ArgumentException">The mode is another, or an option is out of range.</exception>
    public static RecordWorkers<T> Start<T>(WorkerOptions options, Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(work);
        return options.Mode == WorkerMode.InProcess
            ? Begin(options, work)
            : throw new ArgumentException(
                $"Work is given here only with WorkerMode.{nameof(WorkerMode.InProcess)}; a worker process gets it by "
                    + $"RecordWorkers.RunWorkerAsync in the first line of Main.",
                nameof(options));
    }

    private static RecordWorkers<T> Begin<T>(
        WorkerOptions options,
        Func<WorkerJob, SharedRecordWriter<T>, CancellationToken, Task> work)
        where T : unmanaged, ISharedRecord<T>
    {
        CheckMayStart(options, FirstLine<T>());
        return new RecordWorkers<T>(options, work);
    }

    private static bool Crosses(RecordSchema schema)
    {
        try
        {
            return RecordSchema.Parse(schema.NumpyDescr).Equals(schema);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void CheckMayStart(WorkerOptions options, string firstLine)
    {
        if (options.Mode != WorkerMode.InProcess && WorkerIdentity.Current is { } identity)
        {
            identity.Channel.Write(new WorkerMessage { Token = identity.Token, Lost = true });
            throw new InvalidOperationException(
                $"This process is itself a worker, and a worker cannot start workers. The first line of Main must be: {firstLine}");
        }
    }

    private static Task ReadText<T>(WorkerJob job, SharedRecordWriter<T> writer, CancellationToken cancellationToken)
        where T : unmanaged, ISharedRecord<T>
    {
        RecordText.ReadInto(writer, job.Path, job.Text, job.Report, job.Progress, cancellationToken);
        return Task.CompletedTask;
    }

    internal static string FirstLine<T>()
        where T : unmanaged, ISharedRecord<T>
        => $"if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync<{typeof(T).Name}>();";
}
