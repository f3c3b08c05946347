namespace SchemaToolkit;

/// <summary>Reads text as records that each job says the dtype of.</summary>
internal sealed class TableWork : JobWork
{
    public override HelloMessage Hello => HelloMessage.ForTables();

    public override string FirstLine => "if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync();";

    public override IJobWriter Open(string segment, PlaceInFile? place, RecordSchema? schema)
        => SegmentWriter.OpenForParent(
            segment,
            place,
            schema ?? throw new InvalidOperationException("The job does not say what its records are."));

    public override Task DoAsync(WorkerJob job, IJobWriter writer, CancellationToken cancellationToken)
    {
        var records = (SegmentWriter)writer;
        using var reading = new TextReading(RowCode.Of(records.Schema), job.Path, job.Text, job.Progress, job.Report);
        using var sink = new SegmentSink(records);
        reading.ReadAll(sink, cancellationToken);
        return Task.CompletedTask;
    }
}
