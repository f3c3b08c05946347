// Methylation tables, each loaded by a worker process straight into shared memory, into one HDF5 file.
using System.CommandLine;
using System.Diagnostics;
using Methylation;
using SchemaToolkit;
using Spectre.Console;

if (RecordWorkers.IsWorker)
{
    return await RecordWorkers.RunWorkerAsync<CpgSite>(Methylation.Job.LoadAsync);
}

var files = new Argument<FileInfo[]>("file") { Description = "Tables: plain, Bismark .cov or methylKit .myCpG.txt, gzip or not, mixed as you like", Arity = ArgumentArity.OneOrMore };
var output = new Option<FileInfo>("--output", "-o") { Description = "The HDF5 file; every table becomes a dataset named like its file", Required = true };
var format = new Option<TableFormat?>("--format") { Description = "What all tables are; without it, each is recognised by its first line" };
var pool = new Option<int?>("--pool") { Description = "That many worker processes for all files; without it, one process a file, as many at a time as there are processors" };
var truncate = new Option<bool>("--truncate") { Description = "Cut chromosome names to 10 bytes, as numpy does; without it, a longer one is an error" };
var deflate = new Option<int>("--deflate") { Description = "Compress the datasets: 1 (fast) to 9 (small); 0 does not" };
pool.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<int?>() < 1)
    {
        result.AddError("--pool takes a number from 1 on.");
    }
});
deflate.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<int>() is < 0 or > 9)
    {
        result.AddError("--deflate takes a number from 0 to 9.");
    }
});

var command = new RootCommand("Loads methylation tables in parallel and writes them into one HDF5 file.") { files, output, format, pool, truncate, deflate };
command.SetAction((arguments, token) => RunAsync(
    new Job(
        arguments.GetRequiredValue(files),
        arguments.GetRequiredValue(output),
        arguments.GetValue(format),
        arguments.GetValue(pool),
        arguments.GetValue(truncate) ? StringOverflow.Truncate : StringOverflow.Error,
        arguments.GetValue(deflate)),
    token));
return await command.Parse(args).InvokeAsync();

static async Task<int> RunAsync(Job job, CancellationToken token)
{
    try
    {
        var clock = Stopwatch.StartNew();
        List<Written> written = AnsiConsole.Profile.Capabilities.Interactive
            ? await AnsiConsole.Progress().StartAsync(context =>
            {
                ProgressTask progress = context.AddTask("Loading tables", maxValue: job.Files.Count);
                return job.RunAsync(_ => progress.Increment(1), token);
            })
            : await job.RunAsync(static _ => { }, token);
        Show(job, written, clock.Elapsed);
        return 0;
    }
    catch (WorkerJobsException e)
    {
        foreach (WorkerException failure in e.Failures)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message}");
        }
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException or WorkerException or Hdf5Exception or Hdf5NotFoundException or SharedMemoryFullException)
    {
        await Console.Error.WriteLineAsync($"error: {e.Message}");
    }
    catch (OperationCanceledException)
    {
        await Console.Error.WriteLineAsync("error: cancelled");
    }

    await Console.Error.WriteLineAsync($"{job.Output} was not written.");
    return 1;
}

static void Show(Job job, List<Written> written, TimeSpan elapsed)
{
    Table table = new Table().AddColumns("Dataset", "Format").AddColumn("Rows", static c => c.RightAligned()).AddColumn("File", static c => c.RightAligned());
    foreach (Written dataset in written)
    {
        table.AddRow(Markup.Escape(dataset.Name), dataset.Format.ToString(), $"{dataset.Rows:N0}", Megabytes(dataset.Bytes));
    }

    AnsiConsole.Write(table);
    long rows = written.Sum(static d => d.Rows);
    if (written.Sum(static d => d.Cut) is > 0 and var cut)
    {
        AnsiConsole.WriteLine($"{cut:N0} chromosome names were cut to 10 bytes");
    }

    long bytes = written.Sum(static d => d.Bytes);
    AnsiConsole.WriteLine($"{rows:N0} rows in {elapsed.TotalSeconds:N2} s: {rows / elapsed.TotalSeconds / 1e6:N1} M rows/s, {Megabytes((long)(bytes / elapsed.TotalSeconds))}/s -> {job.Output}");
}

static string Megabytes(long bytes) => $"{bytes / 1e6:N1} MB";
