namespace SchemaToolkit;

/// <summary>Loads text tables straight into HDF5 files.</summary>
public static class RecordHdf5Loading
{
    /// <summary>Reads all rows of a dataset into memory outside the garbage-collected heap: any number of them, and the memory is given
    /// back at once.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="dataset">The dataset.</param>
    /// <returns>The records; the caller disposes them.</returns>
    /// <exception cref="RecordFormatException">The file claims many more rows than it has bytes for
    /// (<see cref="Hdf5ReadOptions.AllowUnwrittenRows"/>).</exception>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read them.</exception>
    /// <exception cref="ObjectDisposedException">The dataset is closed.</exception>
    public static unsafe RecordBuffer<T> Load<T>(this Hdf5Dataset<T> dataset)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(dataset);
        dataset.Reader.CheckWritten();
        var records = new RecordBuffer<T>();
        try
        {
            records.Memory.Reserve(dataset.Count);
            dataset.Reader.Read(0, records.Memory.First, dataset.Count);
            return records;
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    /// <summary>Reads a source into a new dataset of the file. The records of plain files are written straight to their place
    /// in it, by as many threads as the options say, and are never in memory as a whole. The file cannot be told from one that
    /// <see cref="RecordHdf5.Write{T}(string, IRecordOwner{T}, Hdf5Options?)"/> made.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="file">The file: a transaction that is not complete. Other calls to it wait until this one has ended.</param>
    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are made as needed.</param>
    /// <param name="source">The source; a path is a source too.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="progress">Reports progress. It must not use the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The number of rows.</returns>
    /// <remarks>After an error in the text or a cancellation the dataset is not in the file, and the transaction can go
    /// on.</remarks>
    /// <exception cref="RecordTextException">The table does not fit the record.</exception>
    /// <exception cref="FileNotFoundException">The source does not exist.</exception>
    /// <exception cref="NotSupportedException">The source is compressed with something other than gzip; or a field has no HDF5
    /// type: UTF-32 text.</exception>
    /// <exception cref="ArgumentException">The name is taken or cannot be one, or the options contradict each
    /// other.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    /// <exception cref="IOException">The rows cannot be written, on a full disk for instance. Nothing of this transaction will be
    /// published any more.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed. Nothing of this transaction will be published any more.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, complete, or an earlier write failed.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static long Load<T>(
        this RecordHdf5 file,
        string name,
        TextSource source,
        TextOptions? options = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => Load<T>(file, name, source, options, null, null, progress, cancellationToken);

    /// <param name="file">The file: a transaction that is not complete. Other calls to it wait until this one has ended.</param>
    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are made as needed.</param>
    /// <param name="source">The source; a path is a source too.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="storage">How to store the rows; without, as one contiguous block. Chunks are made of rows in memory.</param>
    /// <param name="report">Receives the counts of rows and the errors.</param>
    /// <param name="progress">Reports progress. It must not use the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <inheritdoc cref="Load{T}(RecordHdf5, string, TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)"/>
    public static long Load<T>(
        this RecordHdf5 file,
        string name,
        TextSource source,
        TextOptions? options,
        Hdf5Options? storage,
        TextReadReport? report = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => Load(file, name, source, RowCode.Of<T>(), options, storage, report, RowEstimate.LeastBytes, progress, cancellationToken);

    /// <param name="file">The file: a transaction that is not complete. Other calls to it wait until this one has ended.</param>
    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are made as needed.</param>
    /// <param name="source">The source; a path is a source too.</param>
    /// <param name="schema">What the rows are, if no record of the program is.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="storage">How to store the rows; without, as one contiguous block. Chunks are made of rows in memory.</param>
    /// <param name="report">Receives the counts of rows and the errors.</param>
    /// <param name="progress">Reports progress. It must not use the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <inheritdoc cref="Load{T}(RecordHdf5, string, TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)"/>
    public static long Load(
        this RecordHdf5 file,
        string name,
        TextSource source,
        RecordSchema schema,
        TextOptions? options = null,
        Hdf5Options? storage = null,
        TextReadReport? report = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Load(file, name, source, RowCode.Of(schema), options, storage, report, RowEstimate.LeastBytes, progress, cancellationToken);
    }

    /// <summary>The same with a bound below which a table goes through memory.</summary>
    internal static unsafe long Load(
        RecordHdf5 file,
        string name,
        TextSource source,
        RowCode code,
        TextOptions? options,
        Hdf5Options? storage,
        TextReadReport? report,
        long leastBytes,
        IProgress<TextProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        RecordSchema schema = code.Schema;
        options ??= TextOptions.Whitespace;
        storage ??= new Hdf5Options();
        report ??= new TextReadReport();
        file.CheckFree([name], schema);
        long count = 0;
        if (!storage.IsChunked
            && RowEstimate.Of(source, options, schema) is > 0 and { } estimate
            && estimate >= leastBytes / schema.Size
            && file.TryFill(name, schema, estimate, storage, dataset => count = Fill(dataset)))
        {
            return count;
        }

        using TextReading reading = Open();
        using var records = new RecordMemory(schema, $"The table of {schema.Name}");
        reading.ReadAll(new BufferSink(records), cancellationToken);
        file.Write(name, new Hdf5Rows(schema, records.First, records.Count), storage);
        return records.Count;

        TextReading Open() => new(code, source, options, progress, report);

        long Fill(Hdf5InPlace dataset)
        {
            using TextReading reading = Open();
            using var sink = new InPlaceSink(schema, dataset);
            reading.ReadAll(sink, cancellationToken);
            return sink.Finish();
        }
    }
}
