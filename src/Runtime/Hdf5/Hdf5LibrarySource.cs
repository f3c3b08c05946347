using System.Buffers;

namespace SchemaToolkit;

/// <summary>Rows that only libhdf5 can find or decode: filters of plug-ins, virtual datasets, rows that were never written.</summary>
internal sealed unsafe class Hdf5LibrarySource : Hdf5Source
{
    private const long BufferBytes = 1 << 20;

    private readonly Hdf5DatasetHandle _dataset;
    private readonly Hdf5TypeHandle _image;
    private readonly int _rowBytes;
    private readonly int _layout;
    private readonly long _rows;
    private readonly long _together;
    private readonly bool _isWhole;
    private readonly ulong _chunkRows;

    /// <summary>Called under the lock.</summary>
    public Hdf5LibrarySource(
        Hdf5DatasetHandle dataset,
        Hdf5PropertyListHandle creation,
        Hdf5TypeHandle row,
        int layout,
        long rows,
        in Hdf5Place place)
    {
        (_dataset, _layout, _rows, _rowBytes) = (dataset, layout, rows, (int)H5T.GetSize(row));
        if (layout == H5D.Compact && (UInt128)rows * (uint)_rowBytes > H5D.GetStorageSize(dataset))
        {
            throw new RecordFormatException(
                $"{place} is not possible: it claims {rows} rows of {_rowBytes} bytes and has {H5D.GetStorageSize(dataset)} bytes.");
        }

        _together = Math.Max(1, BufferBytes / _rowBytes);
        if (layout == H5D.Chunked)
        {
            // Whole chunks, so that none is decompressed twice.
            place.Check(H5P.GetChunk(creation, 1, out _chunkRows));
            _together = _chunkRows is 0 || _chunkRows > (ulong)(Hdf5ChunkWriter.LargestChunk / _rowBytes)
                ? _together
                : Math.Max(1, _together / (long)_chunkRows) * (long)_chunkRows;
        }

        _isWhole = !HasPointers(row);
        _image = _isWhole ? place.Check(H5T.Copy(row)) : WithoutPointers(row, place);
    }

    /// <summary>Whether a part of a type is a pointer in memory: its rows have another size and other offsets in the file.</summary>
    public static bool HasPointers(Hdf5TypeHandle type) => Hdf5TypeParts.Any(type, IsPointer);

    /// <inheritdoc/>
    public override long WrittenRows(in Hdf5Place place)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        if (_layout == H5D.Virtual)
        {
            using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(_dataset));
            return Hdf5Outside.Rows(creation, _rows, place);
        }

        if (_layout != H5D.Chunked)
        {
            return (long)Math.Min((ulong)_rows, H5D.GetStorageSize(_dataset) / (ulong)_rowBytes);
        }

        using Hdf5SpaceHandle space = place.Check(H5D.GetSpace(_dataset));
        place.Check(H5D.GetChunkCount(_dataset, space, out ulong chunks));
        return (long)UInt128.Min((UInt128)_rows, (UInt128)chunks * _chunkRows);
    }

    /// <inheritdoc/>
    public override void Read(long start, long count, Hdf5RowMap map, byte* target, Hdf5Place place)
    {
        if (_isWhole && map.IsPlain && map.Width == _rowBytes)
        {
            Read(start, count, target, place);
            return;
        }

        long together = Math.Min(count, _together);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked((int)(together * _rowBytes)));
        try
        {
            // libhdf5 leaves out what it cannot give as bytes.
            buffer.AsSpan().Clear();
            fixed (byte* first = buffer)
            {
                for (long done = 0; done < count; done += together)
                {
                    long rows = Math.Min(together, count - done);
                    Read(start + done, rows, first, place);
                    map.Put(first + map.Offset, _rowBytes, target + (done * map.TargetBytes), rows, start + done);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _image.Dispose();

    private void Read(long start, long count, byte* rows, in Hdf5Place place)
    {
        using Lock.Scope gate = Hdf5Gate.Enter();
        ObjectDisposedException.ThrowIf(_dataset.IsClosed, typeof(Hdf5Dataset<>));
        using Hdf5SpaceHandle memorySpace = place.Check(H5S.CreateSimple(1, (ulong)count));
        using Hdf5SpaceHandle fileSpace = place.Check(H5D.GetSpace(_dataset));
        place.Check(H5S.SelectRows(fileSpace, (ulong)start, (ulong)count));
        place.Check(H5D.Read(_dataset, _image, memorySpace, fileSpace, Hdf5PropertyListHandle.Default, rows));
    }

    // In memory these are pointers that libhdf5 allocates. No record has fields for them.
    private static bool IsPointer(Hdf5TypeHandle type)
        => H5T.GetClass(type) is Hdf5TypeClass.VariableLength or Hdf5TypeClass.Reference || H5T.IsVariableString(type) > 0;

    // The same type, with gaps in the place of pointers.
    private static Hdf5TypeHandle WithoutPointers(Hdf5TypeHandle compound, in Hdf5Place place)
    {
        Hdf5TypeHandle image = place.Check(H5T.Create(Hdf5TypeClass.Compound, H5T.GetSize(compound)));
        try
        {
            for (int i = 0; i < H5T.GetMemberCount(compound); i++)
            {
                using Hdf5TypeHandle member = place.Check(H5T.GetMemberType(compound, (uint)i));
                bool isPlain = !HasPointers(member);
                if (!isPlain && H5T.GetClass(member) != Hdf5TypeClass.Compound)
                {
                    continue;
                }

                using Hdf5TypeHandle part = isPlain ? place.Check(H5T.Copy(member)) : WithoutPointers(member, place);
                if (isPlain || H5T.GetMemberCount(part) > 0)
                {
                    place.Check(H5T.Insert(image, H5T.GetMemberName(compound, i), H5T.GetMemberOffset(compound, (uint)i), part));
                }
            }

            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
