using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Rows that lie one behind another in the file. They are read from there, outside the lock.</summary>
internal sealed unsafe class Hdf5ContiguousSource : Hdf5Source
{
    // What one thread reads at a time: as it is, or into a buffer that stays in the cache while records are made of it.
    private const int PlainBytes = 1 << 23;
    private const int BufferBytes = 1 << 18;

    private readonly SafeFileHandle _file;
    private readonly long _offset;
    private readonly int _rowBytes;

    /// <param name="file">The file; the source closes it.</param>
    /// <param name="offset">Where the first row begins.</param>
    /// <param name="bytes">The bytes that the dataset has.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="rowBytes">The bytes of a row.</param>
    /// <param name="place">For messages.</param>
    public Hdf5ContiguousSource(SafeFileHandle file, long offset, ulong bytes, long rows, int rowBytes, in Hdf5Place place)
    {
        long length = FileBytes.Size(file, place.Path);
        if (offset > length || rows > (length - offset) / rowBytes || (ulong)rows > bytes / (ulong)rowBytes)
        {
            throw new RecordFormatException(
                $"{place} is not possible: it is damaged: it claims {rows} rows of {rowBytes} bytes; it has {bytes} bytes "
                    + $"from byte {offset} on, and the file has {length}.");
        }

        (_file, _offset, _rowBytes, Rows) = (file, offset, rowBytes, rows);
    }

    /// <summary>The bytes of a row.</summary>
    public int RowBytes => _rowBytes;

    private long Rows { get; }

    /// <summary>Maps all rows.</summary>
    public MappedRows Map(RecordSchema schema, in Hdf5Place place)
        => MappedRows.Map(_file, _offset, Rows, schema, $"Dataset '{place.Dataset}' of {place.Path}");

    /// <inheritdoc/>
    public override long WrittenRows(in Hdf5Place place) => Rows;

    /// <inheritdoc/>
    public override void Read(long start, long count, Hdf5RowMap map, byte* target, Hdf5Place place)
    {
        bool isPlain = map.IsPlain && map.Width == _rowBytes;
        long together = Math.Max(1, (isPlain ? PlainBytes : BufferBytes) / _rowBytes);
        new Hdf5ChunkLoop((count + together - 1) / together).Run(() => part =>
        {
            long first = part * together;
            int rows = (int)Math.Min(together, count - first);
            byte* records = target + (first * map.TargetBytes);
            if (isPlain)
            {
                Read(start + first, new Span<byte>(records, rows * _rowBytes), place);
                return;
            }

            byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(rows * _rowBytes));
            try
            {
                Read(start + first, buffer.AsSpan(0, rows * _rowBytes), place);
                fixed (byte* row = buffer)
                {
                    map.Put(row + map.Offset, _rowBytes, records, rows, start + first);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        });
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private void Read(long row, Span<byte> bytes, in Hdf5Place place)
    {
        if (FileBytes.Read(_file, bytes, _offset + (row * _rowBytes)) < bytes.Length)
        {
            throw new RecordFormatException($"{place} failed: the file has become shorter since it was opened.");
        }
    }
}
