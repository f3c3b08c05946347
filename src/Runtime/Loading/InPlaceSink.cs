namespace SchemaToolkit;

/// <summary>Puts records into their place in an HDF5 file, and those that there is no room for into memory until all are
/// known.</summary>
internal sealed class InPlaceSink<T>(Hdf5InPlace dataset) : BufferedSink(T.Schema)
    where T : unmanaged, ISharedRecord<T>
{
    private readonly long _room = dataset.Rows;
    private RecordBuffer<T>? _more;
    private long _count;

    public override void Fill(long place, ReadOnlySpan<byte> records)
    {
        int size = T.Schema.Size;
        int inPlace = (int)Math.Clamp(_room - place, 0, records.Length / size);
        if (inPlace > 0)
        {
            dataset.Write(place, records[..(inPlace * size)]);
        }

        if (inPlace * size < records.Length)
        {
            _more!.Memory.Fill(place + inPlace - _room, records[(inPlace * size)..]);
        }
    }

    /// <summary>Makes the dataset as long as there are records, with all of them in it.</summary>
    /// <returns>Their number.</returns>
    public long Finish()
    {
        dataset.Resize(_count);
        if (_more is not null)
        {
            dataset.WriteAll(_room, _more);
        }

        return _count;
    }

    public override void Dispose()
    {
        _more?.Dispose();
        base.Dispose();
    }

    protected override void Add(ReadOnlySpan<byte> records) => Fill(ReserveNext(records.Length / T.Schema.Size), records);

    protected override long ReserveNext(int count)
    {
        long place = _count;
        _count += count;
        if (_count > _room)
        {
            _more ??= new RecordBuffer<T>();
            _more.Memory.Reserve((int)(_count - Math.Max(place, _room)));
        }

        return place;
    }
}
