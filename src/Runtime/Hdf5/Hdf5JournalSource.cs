using System.Buffers;

namespace SchemaToolkit;

/// <summary>The rows of a dataset, and behind them those that wait in a journal.</summary>
/// <param name="written">The rows of the dataset.</param>
/// <param name="count">How many.</param>
/// <param name="pending">The others; the source closes their journal.</param>
internal sealed unsafe class Hdf5JournalSource(Hdf5Source written, long count, Hdf5Pending pending) : Hdf5Source
{
    private const int BufferBytes = 1 << 18;

    /// <inheritdoc/>
    public override long ChunkRows => written.ChunkRows;

    /// <inheritdoc/>
    public override long WrittenRows(in Hdf5Place place) => written.WrittenRows(place) + pending.Count;

    /// <inheritdoc/>
    public override void Read(long start, long rows, Hdf5RowMap map, byte* target, Hdf5Place place)
    {
        long fromFile = Math.Clamp(count - start, 0, rows);
        if (fromFile > 0)
        {
            written.Read(start, fromFile, map, target, place);
        }

        int rowBytes = pending.Journal.RowBytes;
        int together = Math.Max(1, BufferBytes / rowBytes);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(together * rowBytes);
        try
        {
            fixed (byte* first = buffer)
            {
                for (long done = fromFile; done < rows; done += together)
                {
                    int part = (int)Math.Min(together, rows - done);
                    pending.Journal.Read(pending.First + (start + done - count), buffer.AsSpan(0, part * rowBytes));
                    map.Put(first + map.Offset, rowBytes, target + (done * map.TargetBytes), part, start + done);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        written.Dispose();
        pending.Journal.Dispose();
    }
}
