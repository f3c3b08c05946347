namespace SchemaToolkit;

public static partial class RecordText
{
    /// <summary>Reads a source straight into shared memory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">Where the text comes from; a path is a source too.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="name">The segment's name; <see langword="null"/> for a segment without one.</param>
    /// <param name="report">Is told what became of the rows.</param>
    /// <param name="progress">Reports progress.</param>
    /// <param name="cancellationToken">Stops the reading; then, as after an error, there never was a segment.</param>
    /// <returns>The segment: complete and visible to others.</returns>
    /// <exception cref="SharedMemoryFullException">There is no memory for the records.</exception>
    /// <exception cref="SegmentExistsException">There is a segment of this name.</exception>
    /// <inheritdoc cref="Load{T}(TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static SharedRecords<T> LoadShared<T>(
        TextSource source,
        TextOptions? options = null,
        string? name = null,
        TextReadReport? report = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
    {
        using SharedRecordWriter<T> writer = SharedRecords.Create<T>(name);
        ReadInto(writer, source, options, report, progress, cancellationToken);
        return writer.Publish();
    }

    /// <summary>Reads a source into a segment that is being written.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="writer">The segment; the records are added to those it has.</param>
    /// <param name="source">Where the text comes from; a path is a source too.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="report">Is told what became of the rows.</param>
    /// <param name="progress">Reports progress.</param>
    /// <param name="cancellationToken">Stops the reading. What was read by then stays in the segment, as after an
    /// error.</param>
    /// <returns>The number of records added.</returns>
    /// <exception cref="SharedMemoryFullException">There is no memory for the records.</exception>
    /// <inheritdoc cref="Load{T}(TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static long ReadInto<T>(
        SharedRecordWriter<T> writer,
        TextSource source,
        TextOptions? options = null,
        TextReadReport? report = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var reading = new TextReading<T>(source, options, progress, report ?? new TextReadReport());
        long before = writer.Count;
        var sink = new SegmentSink<T>(writer);
        try
        {
            reading.ReadAll(sink, cancellationToken);
        }
        finally
        {
            if (sink.IsBroken)
            {
                writer.Dispose();
            }
        }

        return writer.Count - before;
    }
}
