namespace StressProgram;

/// <summary>The records of most scenarios, whose sum is known.</summary>
internal static class Sites
{
    public static CpgSite[] Make(int rows) => [.. Enumerable.Range(0, rows).Select(static i => new CpgSite($"chr{i % 22}", i, 50, i, 1))];

    /// <summary>Whether the records are those of <see cref="Make"/>.</summary>
    public static bool Are(ReadOnlySpan<CpgSite> records, int rows)
    {
        long sum = 0;
        foreach (ref readonly CpgSite site in records)
        {
            sum += site.Pos + site.C;
        }

        return records.Length == rows && sum == (long)rows * (rows - 1);
    }

    /// <summary>A worker process that loads tables, or one for each table.</summary>
    public static RecordWorkers<CpgSite> StartWorker(WorkerMode mode = WorkerMode.Pool)
        => RecordWorkers.Start<CpgSite>(new WorkerOptions { Processes = 1, Mode = mode, Text = TextOptions.Tsv });

    /// <summary>What a worker process does: it has no file of the folder open, until it loads the table.</summary>
    public static Task WorkAsync(WorkerJob job, SharedRecordWriter<CpgSite> writer, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(job.Path)!;
        if (Leaks.Descriptors().Find(target => target.StartsWith(folder, StringComparison.Ordinal)) is { } inherited)
        {
            throw new InvalidOperationException($"A worker has inherited {inherited}.");
        }

        RecordText.ReadInto(writer, job.Path, job.Text, job.Report, progress: null, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Loads a table in a worker process; nothing but the caller holds the records.</summary>
    public static async Task<LoadedRecords<CpgSite>> LoadAsync(RecordWorkers<CpgSite> workers, string path)
    {
        await foreach (LoadedRecords<CpgSite> loaded in workers.LoadAsync([path]))
        {
            return loaded;
        }

        throw new InvalidOperationException("Nothing was loaded.");
    }
}
