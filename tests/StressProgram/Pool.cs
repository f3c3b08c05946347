namespace StressProgram;

/// <summary>Many loads of compressed files on the thread pool at once: all end.</summary>
internal static class Pool
{
    private const int Rows = 40_000;
    private const int Loads = 200;

    // Far more than it ever takes.
    private const int Patience = 45;

    public static void Go(Run run)
    {
        using var text = new MemoryStream();
        RecordText.Write(text, Sites.Make(Rows), TextOptions.Tsv);
        string gzip = run["pool.gz"];
        string bgzf = run["pool.bgzf"];
        File.WriteAllBytes(gzip, GzipFile.Compress(text.ToArray()));
        File.WriteAllBytes(bgzf, [.. GzipFile.Bgzf(text.ToArray(), 60_000), .. GzipFile.BgzfEnd]);
        run.Repeat(
            runner =>
            {
                TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = runner.Random.Next(2, 9), BufferSize = 1 << 14 };
                foreach (string path in (string[])[gzip, bgzf])
                {
                    string what = $"{Path.GetFileName(path)} by {options.DegreeOfParallelism} threads";
                    runner.Begin($"{Loads} loads of {what}", Patience);
                    Task.WaitAll([.. Enumerable.Range(0, Loads).Select(_ => Task.Run(() => Load(run, path, options)))]);
                    runner.Begin($"{Loads} readings in batches of {what}", Patience);
                    Task.WaitAll([.. Enumerable.Range(0, Loads).Select(_ => Task.Run(() => ReadBatchesAsync(run, path, options)))]);
                    runner.Begin($"a parallel loop of {what}", Patience);
                    Parallel.For(0, 16, _ => Load(run, path, options));
                }
            },
            runners: 1);
        Leaks.Check(run);
    }

    private static void Load(Run run, string path, TextOptions options)
    {
        using RecordBuffer<CpgSite> loaded = RecordText.Load<CpgSite>(path, options);
        run.Check(Sites.Are(loaded.Records, Rows), "other rows were loaded");
        run.Did("loads");
    }

    private static async Task ReadBatchesAsync(Run run, string path, TextOptions options)
    {
        int count = 0;
        await foreach (ReadOnlyMemory<CpgSite> batch in RecordText.ReadBatchesAsync<CpgSite>(path, options))
        {
            count += batch.Length;
        }

        run.Check(count == Rows, "other batches were read");
        run.Did("readings in batches");
    }
}
