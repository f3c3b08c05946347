namespace SchemaToolkit;

/// <summary>Writes a dataset of which the number of rows is known at the end.</summary>
internal abstract class Hdf5BatchSink
{
    /// <summary>The rows so far.</summary>
    public long Count { get; protected set; }

    /// <summary>Adds rows.</summary>
    public abstract void Add(Hdf5Rows rows);

    /// <summary>Writes what is left, and closes the dataset.</summary>
    public abstract void Complete();

    /// <summary>Removes the dataset, also after a failure.</summary>
    /// <returns>False if that is not possible: the file is not to be published any more.</returns>
    public abstract bool TryRemove();
}

/// <summary>Rows in one block, for which there is more room than rows until the end.</summary>
/// <param name="dataset">The dataset.</param>
/// <param name="schema">What its rows are.</param>
internal sealed unsafe class Hdf5BlockSink(Hdf5InPlace dataset, RecordSchema schema) : Hdf5BatchSink
{
    /// <summary>The bytes that there is room for at first. Where a file system can, they take no space until they are written.</summary>
    public const int FirstBytes = 1 << 24;

    // Smaller batches are written together.
    private const int TogetherBytes = 1 << 16;

    private readonly byte[] _waiting = new byte[Math.Max(1, TogetherBytes / schema.Size) * schema.Size];
    private int _waitingBytes;

    /// <inheritdoc/>
    public override void Add(Hdf5Rows rows)
    {
        long needed = Count + rows.Count;
        if (needed > dataset.Rows)
        {
            WriteWaiting();
            dataset.Resize(Math.Max(needed, dataset.Rows * 2));
        }

        int together = _waiting.Length / schema.Size;
        for (long done = 0; done < rows.Count;)
        {
            if (_waitingBytes == 0 && !rows.HasBooleans && rows.Count - done >= together)
            {
                dataset.WriteAll(Count, rows.First + (done * schema.Size), rows.Count - done);
                Count = needed;
                return;
            }

            // Copies, so the caller's bools stay as they are.
            Hdf5Rows part = rows.Slice(done, Math.Min((_waiting.Length - _waitingBytes) / schema.Size, rows.Count - done));
            int bytes = (int)part.Count * schema.Size;
            part.CopyTo(_waiting.AsSpan(_waitingBytes, bytes));
            _waitingBytes += bytes;
            Count += part.Count;
            done += part.Count;
            if (_waitingBytes == _waiting.Length)
            {
                WriteWaiting();
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        WriteWaiting();
        dataset.Resize(Count);
    }

    /// <inheritdoc/>
    public override bool TryRemove() => dataset.TryRemove();

    private void WriteWaiting()
    {
        dataset.Write(Count - (_waitingBytes / schema.Size), _waiting.AsSpan(0, _waitingBytes));
        _waitingBytes = 0;
    }
}
