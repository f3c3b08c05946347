namespace StressProgram;

/// <summary>Spans of owners that nobody holds any more, read and written to files while a thread collects garbage and waits for
/// finalizers: the records stay.</summary>
internal static class Owners
{
    private const int Rows = 4_000;

    // What a finalizer leaves mapped is there to the end of the process.
    private const int MostOwners = 10_000;

    private static long _collections;

    public static void Go(Run run)
    {
        string text = run["owner.tsv"];
        string npy = run["owner.npy"];
        CpgSite[] sites = Sites.Make(Rows);
        RecordText.Write(text, sites, TextOptions.Tsv);
        RecordNpy.Save(npy, sites);
        using SharedRecords<CpgSite> named = RecordText.LoadShared<CpgSite>(text, TextOptions.Tsv, $"stress-{Environment.ProcessId}");
        RecordWorkers<CpgSite> workers = Sites.StartWorker();
        run.Start(
            () =>
            {
                while (true)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    Interlocked.Increment(ref _collections);
                }
            },
            static () => "collecting");
        run.Repeat(runner =>
        {
            int kind = runner.Random.Next(10);
            runner.Begin($"owner {kind}");
            string file = run[$"copy{runner.Number}"];
            switch (kind)
            {
                case 0:
                    Sum(run, RecordText.Load<CpgSite>(text, TextOptions.Tsv).Records);
                    break;
                case 1:
                    Sum(run, RecordText.Load<CpgSite>(text, TextOptions.Tsv).Slice(0, Rows));
                    break;
                case 2:
                    Sum(run, RecordText.LoadShared<CpgSite>(text, TextOptions.Tsv).Records);
                    break;
                case 3:
                    Sum(run, SharedRecords.Open<CpgSite>(named.Reference).Records);
                    break;
                case 4:
                    Sum(run, Array(sites).Records);
                    break;
                case 5:
                    Sum(run, RecordNpy.Map<CpgSite>(npy).Records);
                    break;
                case 6:
                    Sum(run, Sites.LoadAsync(workers, text).GetAwaiter().GetResult().Records);
                    break;
                case 7:
                    RecordText.Write(file, RecordText.Load<CpgSite>(text, TextOptions.Tsv).Records, TextOptions.Tsv);
                    run.Check(RecordText.Read<CpgSite>(file, TextOptions.Tsv).AsSpan().SequenceEqual(sites), "other rows were written");
                    break;
                case 8:
                    RecordNpy.Save(file, RecordText.LoadShared<CpgSite>(text, TextOptions.Tsv).Records);
                    run.Check(RecordNpy.Load<CpgSite>(file).AsSpan().SequenceEqual(sites), "another array was saved");
                    break;
                default:
                    using (RecordHdf5 hdf5 = RecordHdf5.Create(file))
                    {
                        hdf5.Write("d", RecordText.Load<CpgSite>(text, TextOptions.Tsv).Records, new Hdf5Options { Deflate = 4 });
                        hdf5.Complete();
                    }

                    break;
            }

            if (run.Did("owners") == MostOwners)
            {
                run.End();
            }
        });
        workers.DisposeAsync().AsTask().Wait();
    }

    // Reads the records until whoever does not own them any more has been collected and finalized.
    private static void Sum(Run run, ReadOnlySpan<CpgSite> records)
    {
        long before = Interlocked.Read(ref _collections);
        do
        {
            run.Check(Sites.Are(records, Rows), "other records");
        }
        while (Interlocked.Read(ref _collections) < before + 2);
    }

    private static SharedRecordArray<CpgSite> Array(CpgSite[] sites)
    {
        SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(sites.Length);
        sites.CopyTo(array.Records);
        return array;
    }
}
