// Loads methylation tables, each in a worker process and straight into shared memory, and writes them into one HDF5 file.
using Methylation;
using SchemaToolkit;

// Nothing else here: a worker process starts without what only the parent needs.
return RecordWorkers.IsWorker
    ? await RecordWorkers.RunWorkerAsync<CpgSite>(Methylation.Job.LoadAsync)
    : await Arguments.RunAsync(args);
