namespace SchemaToolkit.Tests.Workers;

/// <summary>Loops over results, for tests that want them all.</summary>
internal static class Loading
{
    /// <summary>A name and a number a result, in order of completion; the results are disposed.</summary>
    public static async Task<List<(string Name, long Value)>> DrainAsync(this IAsyncEnumerable<LoadedRecords<CpgSite>> results, Func<LoadedRecords<CpgSite>, long> value)
    {
        var seen = new List<(string, long)>();
        await foreach (LoadedRecords<CpgSite> result in results)
        {
            using (result)
            {
                seen.Add((result.Name, value(result)));
            }
        }

        return seen;
    }

    /// <summary>Names and counts, in order of completion.</summary>
    public static Task<List<(string Name, long Value)>> DrainAsync(this IAsyncEnumerable<LoadedRecords<CpgSite>> results) => results.DrainAsync(static result => result.Count);

    /// <summary>The worker processes that did "process" jobs.</summary>
    public static Task<List<(string Name, long Value)>> ProcessesAsync(this RecordWorkers<CpgSite> workers, int jobs, string prefix = "job")
        => workers.LoadAsync(Enumerable.Range(0, jobs).Select(i => new LoadJob($"{prefix}{i}") { Tag = "process" })).DrainAsync(static result => result.Records[0].Pos);
}
