// The program that a user of the package writes: every capability once, each result looked at. Given names, it does those alone.
using Consumer;
using SchemaToolkit;

if (RecordWorkers.IsWorker)
{
    return await RecordWorkers.RunWorkerAsync<CpgSite>(Contract.WorkAsync);
}

await Contract.RunAsync(args);
Console.WriteLine("contract ok");
return 0;
