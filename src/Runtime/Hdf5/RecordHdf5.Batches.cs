namespace SchemaToolkit;

/// <content>Datasets written in batches.</content>
public sealed partial class RecordHdf5
{
    /// <summary>Writes batches of records as one new dataset. Their number need not be known, and only a few megabytes of them, or a few
    /// chunks, are in memory. While the batches are made, no other call may write to the file.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are created as needed.</param>
    /// <param name="batches">The batches, of any length. Each is used before the next is asked for.</param>
    /// <param name="options">How to store them; by default, as one contiguous block. A dataset in chunks can grow later
    /// (<see cref="Append{T}(string, string, Hdf5Options?, Durability)"/>).</param>
    /// <returns>The number of rows.</returns>
    /// <remarks>If the batches end by an exception, the dataset is not in the file, and the transaction can go on.</remarks>
    /// <exception cref="ArgumentException">The name is taken or not valid, or the options ask for a chunk of more than 4
    /// GiB.</exception>
    /// <exception cref="NotSupportedException">A field has no HDF5 type: UTF-32 text; the record has more fields than HDF5 can
    /// describe, some thousands; or the name leads into another file.</exception>
    /// <exception cref="IOException">The disk is full. Nothing of this transaction can be published any more.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed; the same.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading, complete, or being written by another call; or an
    /// earlier write failed.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public long Write<T>(string name, IEnumerable<ReadOnlyMemory<T>> batches, Hdf5Options? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        using Hdf5Batches writing = BeginBatches(name, T.Schema, options ?? new Hdf5Options());
        foreach (ReadOnlyMemory<T> batch in batches)
        {
            writing.Add(batch.Span);
        }

        return writing.Complete();
    }

    /// <inheritdoc cref="Write{T}(string, IEnumerable{ReadOnlyMemory{T}}, Hdf5Options?)"/>
    public long Write<T>(string name, IEnumerable<T[]> batches, Hdf5Options? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Write(name, batches.Select(static batch => new ReadOnlyMemory<T>(batch)), options);
    }

    /// <param name="name">The dataset's name; groups in it (<c>group/sample1</c>) are created as needed.</param>
    /// <param name="batches">The batches, of any length. Each is used before the next is asked for.</param>
    /// <param name="options">How to store them; by default, as one contiguous block.</param>
    /// <param name="cancellationToken">Ends the writing, and leaves the dataset out.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <inheritdoc cref="Write{T}(string, IEnumerable{ReadOnlyMemory{T}}, Hdf5Options?)"/>
    public async Task<long> WriteAsync<T>(
        string name,
        IAsyncEnumerable<ReadOnlyMemory<T>> batches,
        Hdf5Options? options = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        using Hdf5Batches writing = BeginBatches(name, T.Schema, options ?? new Hdf5Options());
        await foreach (ReadOnlyMemory<T> batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            writing.Add(batch.Span);
        }

        return writing.Complete();
    }

    /// <summary>The same with records that have an owner, such as the segments of a stream
    /// (<c>SharedRecordStream.ReadAllAsync</c>). Each owner is disposed when its records are written.</summary>
    /// <inheritdoc cref="WriteAsync{T}(string, IAsyncEnumerable{ReadOnlyMemory{T}}, Hdf5Options?, CancellationToken)"/>
    public async Task<long> WriteAsync<T>(
        string name,
        IAsyncEnumerable<IRecordOwner<T>> batches,
        Hdf5Options? options = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        using Hdf5Batches writing = BeginBatches(name, T.Schema, options ?? new Hdf5Options());
        await foreach (IRecordOwner<T> batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                writing.Add(batch);
            }
        }

        return writing.Complete();
    }

    /// <summary>Does a step of writing batches. If it fails, nothing of the file will be published.</summary>
    internal void Step(Hdf5Batches batches, Action step)
    {
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable(batches);
        try
        {
            step();
        }
        catch (Exception failure)
        {
            _failure = failure;
            throw;
        }
    }

    /// <summary>Ends the writing of batches.</summary>
    /// <param name="batches">The writing.</param>
    /// <param name="remove">Removes what was written, if it can.</param>
    internal void End(Hdf5Batches batches, Func<bool>? remove)
    {
        using Lock.Scope use = _use.EnterScope();
        if (_filling == batches)
        {
            _filling = null;
            if (remove is not null && !remove())
            {
                _failure ??= new IOException($"A dataset of {Path} that was not complete cannot be removed.");
            }
        }
    }

    private Hdf5Batches BeginBatches(string name, RecordSchema schema, Hdf5Options options)
    {
        name = Hdf5Names.Valid(name);
        WaitForLoad();
        using Lock.Scope use = _use.EnterScope();
        ThrowIfNotWritable();
        var place = new Hdf5Place("Writing", Path, name);
        try
        {
            var batches = new Hdf5Batches(this, options.IsChunked ? Chunks() : Block());
            _filling = batches;
            return batches;
        }
        catch (Exception failure) when (failure is not (ArgumentException or NotSupportedException))
        {
            _failure = failure;
            throw;
        }

        Hdf5BlockSink Block()
        {
            long rows = Math.Max(1, Hdf5BlockSink.FirstBytes / schema.Size);
            Hdf5InPlace? dataset =
                Hdf5InPlace.TryCreate(_file, _transaction!.Handle, name, schema, rows, options, new HashSet<string>(), place);
            return dataset is null
                ? throw new NotSupportedException($"{place} is not possible: the name leads into another file. Write the rows at once.")
                : new Hdf5BlockSink(dataset, schema);
        }

        Hdf5ChunkSink Chunks()
        {
            List<string> groups;
            using (Hdf5Gate.Enter())
            {
                using Lock.Scope starts = ProcessStarts.Pause();
                Hdf5Names.CheckFree(_file, name, place);
                groups = Hdf5Names.AbsentGroups(_file, name, place);
            }

            Hdf5DatasetWriter.CreateGrowing(_file, name, schema, options, place);
            using Lock.Scope gate = Hdf5Gate.Enter();
            string made = groups.Count > 0 ? groups[0] : name;
            return new Hdf5ChunkSink(
                Hdf5GrowingDataset.Open(_file, name, schema, place),
                schema,
                () => place.Check(H5L.Delete(_file, made, Hdf5PropertyListHandle.Default)));
        }
    }
}
