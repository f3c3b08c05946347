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

    /// <summary>A worker process that loads tables.</summary>
    public static RecordWorkers<CpgSite> StartWorker() => RecordWorkers.Start<CpgSite>(new WorkerOptions { Processes = 1, Text = TextOptions.Tsv });

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
