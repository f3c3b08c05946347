namespace StressProgram;

/// <summary>Worker processes started while HDF5 files are written and opened: they inherit none of them. (libhdf5 opens files so
/// that any program inherits them; those that a program starts by itself may.)</summary>
internal static class Hdf5Workers
{
    private const int Rows = 1_000;

    public static void Go(Run run)
    {
        string text = run["worker.tsv"];
        CpgSite[] sites = Sites.Make(Rows);
        RecordText.Write(text, sites, TextOptions.Tsv);
        RecordWorkers<CpgSite> workers = Sites.StartWorker(WorkerMode.ProcessPerJob);
        run.Repeat(
            runner =>
            {
                if (runner.Number == 0)
                {
                    runner.Begin("a worker");
                    using LoadedRecords<CpgSite> loaded = Sites.LoadAsync(workers, text).GetAwaiter().GetResult();
                    run.Check(Sites.Are(loaded.Records, Rows), "other rows were loaded");
                    run.Did("workers");
                    return;
                }

                runner.Begin("a file");
                string path = run[$"file{runner.Number}"];
                using (RecordHdf5 file = RecordHdf5.Create(path))
                {
                    file.Write("d", sites);
                    file.Complete();
                }

                using (RecordHdf5 file = RecordHdf5.OpenRead(path))
                using (Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>("d"))
                {
                    run.Check(Sites.Are(dataset.ReadAll(), Rows), "another dataset was opened");
                }

                run.Did("files");
            },
            runners: 4);
        workers.DisposeAsync().AsTask().Wait();
        Leaks.Check(run);
    }
}
