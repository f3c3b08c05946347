namespace SchemaToolkit;

public static partial class RecordText
{
    /// <summary>Reads a source straight into shared memory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The source; a path is a source too.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="name">The segment's name; <see langword="null"/> for none.</param>
    /// <param name="report">Receives the counts of rows and the errors.</param>
    /// <param name="progress">Reports progress.</param>
    /// <param name="cancellationToken">Stops the reading. Then no segment is left, as after an error.</param>
    /// <returns>The segment: complete and visible to others.</returns>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for the records.</exception>
    /// <exception cref="SegmentExistsException">A segment of this name already exists.</exception>
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

    /// <summary>Appends the records of a source to a segment that is being written.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="writer">The segment's writer.</param>
    /// <param name="source">The source; a path is a source too.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="report">Receives the counts of rows and the errors.</param>
    /// <param name="progress">Reports progress.</param>
    /// <param name="cancellationToken">Stops the reading. The records read by then stay in the segment, as after an
    /// error.</param>
    /// <returns>The number of records added.</returns>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for the records.</exception>
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
        using var reading = new TextReading(RowCode.Of<T>(), source, options, progress, report ?? new TextReadReport());
        long before = writer.Count;
        using var sink = new SegmentSink(writer.Flushed());
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
