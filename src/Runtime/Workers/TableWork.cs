namespace SchemaToolkit;

/// <summary>Reads text as records that each job says the dtype of.</summary>
internal sealed class TableWork : JobWork
{
    public override HelloMessage Hello => HelloMessage.ForTables();

    public override string FirstLine => "if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync();";

    public override IJobWriter Open(string segment, PlaceInFile? place, RecordSchema? schema)
        => new TableJobWriter(
            schema ?? throw new InvalidOperationException("The job does not say what its records are."),
            segment,
            place);

    public override Task DoAsync(WorkerJob job, IJobWriter writer, CancellationToken cancellationToken)
    {
        var table = (TableJobWriter)writer;
        using var reading = new TextReading(RowCode.Of(table.Schema), job.Path, job.Text, progress: null, job.Report);
        using var sink = new RowSink(table.Schema, table.Segment);
        reading.ReadAll(sink, cancellationToken);
        return Task.CompletedTask;
    }

    private sealed class TableJobWriter(RecordSchema schema, string segment, PlaceInFile? place) : IJobWriter
    {
        public RecordSchema Schema => schema;

        public SegmentWriter Segment { get; } = SegmentWriter.OpenForParent(segment, place, schema);

        public long Count => Segment.Count;

        public bool IsPlaceBroken => Segment.IsPlaceBroken;

        public void Complete(bool isFramed) => Segment.Complete(isFramed);

        public void Dispose() => Segment.Dispose();
    }

    private sealed class RowSink(RecordSchema schema, SegmentWriter writer) : BufferedSink(schema)
    {
        public override void Fill(long place, ReadOnlySpan<byte> records) => writer.Fill(place, records);

        protected override void Add(ReadOnlySpan<byte> records) => writer.Fill(writer.Reserve(records.Length / Schema.Size), records);

        protected override long ReserveNext(int count) => writer.Reserve(count);
    }
}
