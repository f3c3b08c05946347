using SchemaToolkit;
using SchemaToolkit.Tests;
using SchemaToolkit.Tests.Records;
using SchemaToolkit.Tests.Workers;

Dying.Begin();

// What the program prints first must not disturb anybody, and a writer from before must not either.
bool isNoisy = Environment.GetEnvironmentVariable("NOISY") is not null;
if (isNoisy)
{
    Console.Write("a banner without an end");
}

TextWriter early = Console.Out;
string firstLine = Environment.GetEnvironmentVariable("FIRST_LINE") ?? "right";
if (firstLine == "right")
{
    if (RecordWorkers.IsWorkerFor<Reading>())
    {
        return await RecordWorkers.RunWorkerAsync<Reading>();
    }

    if (RecordWorkers.IsWorkerFor<DayOfGrid>())
    {
        return await RecordWorkers.RunWorkerAsync<DayOfGrid>();
    }

    if (RecordWorkers.IsWorkerFor<Drifted>())
    {
        return await RecordWorkers.RunWorkerAsync<Drifted>();
    }
}

if (firstLine == "tables" && RecordWorkers.IsWorker)
{
    return await RecordWorkers.RunWorkerAsync();
}

if (firstLine == "reads" && RecordWorkers.IsWorkerFor<CpgSite>())
{
    return await RecordWorkers.RunWorkerAsync<CpgSite>();
}

if (firstLine != "missing" && RecordWorkers.IsWorker)
{
    return await RecordWorkers.RunWorkerAsync<CpgSite>((job, writer, token) => Work.DoAsync(job, writer, isNoisy ? early : null, token));
}

return await Parents.RunAsync(args);
