namespace SchemaToolkit;

/// <summary>Puts records into their place in an HDF5 file, and those that there is no room for into memory until all are
/// known.</summary>
internal sealed unsafe class InPlaceSink(RecordSchema schema, Hdf5InPlace dataset) : BufferedSink(schema)
{
    private readonly long _room = dataset.Rows;
    private RecordMemory? _more;
    private long _count;

    public override void Fill(long place, ReadOnlySpan<byte> records)
    {
        int inPlace = (int)Math.Clamp(_room - place, 0, records.Length / Schema.Size);
        if (inPlace > 0)
        {
            dataset.Write(place, records[..(inPlace * Schema.Size)]);
        }

        if (inPlace * Schema.Size < records.Length)
        {
            _more!.Fill(place + inPlace - _room, records[(inPlace * Schema.Size)..]);
        }
    }

    /// <summary>Makes the dataset as long as there are records, with all of them in it.</summary>
    /// <returns>Their number.</returns>
    public long Finish()
    {
        dataset.Resize(_count);
        if (_more is not null)
        {
            dataset.WriteAll(_room, _more.First, _more.Count);
        }

        return _count;
    }

    public override void Dispose()
    {
        _more?.Dispose();
        base.Dispose();
    }

    protected override void Add(ReadOnlySpan<byte> records) => Fill(ReserveNext(records.Length / Schema.Size), records);

    protected override long ReserveNext(int count)
    {
        long place = _count;
        _count += count;
        if (_count > _room)
        {
            _more ??= new RecordMemory(Schema, "A table");
            _more.Reserve((int)(_count - Math.Max(place, _room)));
        }

        return place;
    }
}
