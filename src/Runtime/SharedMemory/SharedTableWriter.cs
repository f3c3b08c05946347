namespace SchemaToolkit;

/// <summary>
/// Writes records whose dtype is known at run time into shared memory: <see cref="SharedRecords.CreateTable"/>, any number of
/// <c>Add</c>s, then <see cref="Publish"/>. Nobody sees the segment before that; nothing is left if it is disposed without. An
/// <c>Add</c> that cannot write disposes the writer. For one thread at a time.
/// </summary>
public sealed class SharedTableWriter : IDisposable
{
    private const int PartBytes = 1 << 18;

    private readonly SegmentWriter _segment;

    internal SharedTableWriter(SegmentDraft draft, RecordSchema schema)
    {
        Schema = schema;
        _segment = new SegmentWriter(draft, schema);
    }

    /// <summary>What the records are.</summary>
    public RecordSchema Schema { get; }

    /// <summary>The number of records added.</summary>
    public long Count => _segment.Count;

    /// <summary>Adds records.</summary>
    /// <param name="records">Their bytes, <see cref="RecordSchema.Size"/> for each. A bool whose byte is not 0 becomes 1.</param>
    /// <exception cref="ArgumentException">These are not the bytes of whole records.</exception>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for them.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed.</exception>
    public void Add(ReadOnlySpan<byte> records)
    {
        if (records.Length % Schema.Size != 0)
        {
            throw new ArgumentException($"{records.Length} bytes are not whole records of {Schema.Size} bytes.", nameof(records));
        }

        _segment.CheckOpen();
        if (Schema.BooleanOffsets.Length == 0)
        {
            _segment.Write(records);
            return;
        }

        using var copy = new RecordRoom(Schema.Size, PartBytes);
        while (!records.IsEmpty)
        {
            Span<byte> part = copy.Bytes[..Math.Min(copy.Bytes.Length, records.Length)];
            records[..part.Length].CopyTo(part);
            RecordBytes.NormalizeBooleans(Schema, part);
            _segment.Write(part);
            records = records[part.Length..];
        }
    }

    /// <summary>Adds the records of a table.</summary>
    /// <param name="table">The table, of the same dtype; it is kept alive, not disposed.</param>
    /// <exception cref="SchemaMismatchException">Its dtype is another.</exception>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for them.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed; or the table was
    /// disposed.</exception>
    public unsafe void Add(RecordTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        SchemaMismatchException.ThrowIfDifferent(Schema, table.Schema, "The table");
        using TableLoan loan = table.Borrow();
        long part = Math.Max(1, int.MaxValue / Schema.Size);
        for (long start = 0; start < loan.Count; start += part)
        {
            int length = (int)Math.Min(part, loan.Count - start) * Schema.Size;
            Add(new ReadOnlySpan<byte>(loan.First + (start * Schema.Size), length));
        }
    }

    /// <summary>Makes the segment complete, visible to others and unchangeable. The writer cannot be used after this, even if the
    /// call fails.</summary>
    /// <returns>The segment, held by this process until disposed; <see cref="RecordTable.Reference"/> is for others.</returns>
    /// <exception cref="SegmentExistsException">Another writer has published a segment of this name meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed.</exception>
    public RecordTable Publish() => SharedRecords.TableOf(_segment.Publish());

    /// <summary>Ends the writer. What it has written is lost, unless it was published.</summary>
    public void Dispose() => _segment.Dispose();
}
