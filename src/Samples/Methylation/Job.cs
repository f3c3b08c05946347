using SchemaToolkit;

namespace Methylation;

/// <summary>The job to do, parsed from the command line.</summary>
/// <param name="Files">The tables.</param>
/// <param name="Output">The HDF5 file.</param>
/// <param name="Format">The kind of all tables; <see langword="null"/> to recognise each by its first line.</param>
/// <param name="Pool">The number of worker processes; <see langword="null"/> for one process per file, as many at a time as there
/// are processors.</param>
/// <param name="Threads">The number of threads that load in place of processes; <see langword="null"/> for processes.</param>
/// <param name="Overflow">What to do with chromosome names of more than 10 bytes.</param>
/// <param name="Deflate">The compression level of the datasets; 0 for none.</param>
public sealed record Job(
    IReadOnlyList<FileInfo> Files,
    FileInfo Output,
    TableFormat? Format,
    int? Pool,
    int? Threads,
    StringOverflow Overflow,
    int Deflate)
{
    /// <summary>In a worker process: loads one table into shared memory.</summary>
    public static async Task LoadAsync(WorkerJob job, SharedRecordWriter<CpgSite> writer, CancellationToken token)
    {
        if (job.Tag != nameof(TableFormat.MethylKit))
        {
            RecordText.ReadInto(writer, job.Path, job.Text, job.Report, null, token);
            return;
        }

        await foreach (ReadOnlyMemory<MyCpg> batch in RecordText.ReadBatchesAsync<MyCpg>(job.Path, job.Text, job.Report, token))
        {
            foreach (ref readonly MyCpg row in batch.Span)
            {
                writer.Add(row.ToSite());
            }
        }
    }

    /// <summary>In the parent: lets workers load the tables, and writes each as soon as it is loaded into one HDF5 file. The
    /// file is complete or absent.</summary>
    public async Task<List<Written>> RunAsync(Action<Written> written, CancellationToken token)
    {
        foreach (IGrouping<string, FileInfo> alike in Files.GroupBy(static file => file.Name).Where(static alike => alike.Count() > 1))
        {
            throw new InvalidDataException(
                $"{string.Join(" and ", alike)} would have the same dataset name '{alike.Key}': rename one, or write it to another file.");
        }

        LoadJob[] jobs = [.. Files.Select(file => CreateLoadJob(file.FullName))];
        var results = new List<Written>();
        using RecordHdf5 output = RecordHdf5.Create(Output.FullName);
        var options = new WorkerOptions
        {
            Processes = Threads ?? Pool ?? Math.Max(2, Environment.ProcessorCount),
            Mode = Threads is not null ? WorkerMode.InProcess : Pool is null ? WorkerMode.ProcessPerJob : WorkerMode.Pool,
        };
        await using RecordWorkers<CpgSite> workers = options.Mode == WorkerMode.InProcess
            ? RecordWorkers.Start<CpgSite>(options, LoadAsync)
            : RecordWorkers.Start<CpgSite>(options);
        var storage = new Hdf5Options { Deflate = Deflate, Shuffle = Deflate > 0 };
        await foreach (LoadedRecords<CpgSite> table in workers.LoadAsync(jobs, output, storage, token))
        {
            using (table)
            {
                var result = new Written(
                    table.Name,
                    Enum.Parse<TableFormat>(table.Job.Tag!),
                    table.Records.Length,
                    table.Report.TruncatedCells,
                    new FileInfo(table.Job.Path).Length);
                results.Add(result);
                written(result);
            }
        }

        token.ThrowIfCancellationRequested();
        output.Complete();
        return results;
    }

    private LoadJob CreateLoadJob(string path)
    {
        TableShape shape = TableShape.Of(path, Format);
        return new LoadJob(path) { Text = shape.Options(Overflow), Tag = shape.Format.ToString() };
    }
}

/// <summary>One dataset that was written.</summary>
/// <param name="Name">Its name, which is the name of the file.</param>
/// <param name="Format">The kind of table.</param>
/// <param name="Rows">The number of records.</param>
/// <param name="Cut">The number of chromosome names that were cut to fit.</param>
/// <param name="Bytes">The size of the table's file.</param>
public sealed record Written(string Name, TableFormat Format, long Rows, long Cut, long Bytes);
