using System.Buffers;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Reads one column by reading whole rows, a block at a time, and copying the values out of them. That copies half
/// as much as libhdf5's own conversion. Called under the lock.</summary>
internal static unsafe class Hdf5ColumnReader
{
    private const long BlockBytes = 1 << 20;

    /// <summary>Whether rows of a type can be read as plain bytes: they contain no pointers.</summary>
    public static bool CanRead(Hdf5TypeHandle rows)
    {
        for (uint i = 0; i < H5T.GetMemberCount(rows); i++)
        {
            using Hdf5TypeHandle member = H5T.GetMemberType(rows, i);
            if (H5T.GetClass(member) is not (
                Hdf5TypeClass.Integer or Hdf5TypeClass.Float or Hdf5TypeClass.Enum
                or Hdf5TypeClass.Bitfield or Hdf5TypeClass.Opaque or Hdf5TypeClass.String)
                || H5T.IsVariableString(member) > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the values at <paramref name="offset"/> of all rows.</summary>
    public static void Read(Hdf5DatasetHandle dataset, long count, int offset, int size, byte* values, in Hdf5Place place)
    {
        using Hdf5TypeHandle rows = place.Check(H5D.GetType(dataset));
        int rowBytes = checked((int)H5T.GetSize(rows));
        long blockRows = Math.Min(count, BlockRows(dataset, rowBytes, place));
        byte[] block = ArrayPool<byte>.Shared.Rent(checked((int)(blockRows * rowBytes)));
        try
        {
            using Hdf5SpaceHandle fileSpace = place.Check(H5D.GetSpace(dataset));
            fixed (byte* first = block)
            {
                for (long start = 0; start < count; start += blockRows)
                {
                    long length = Math.Min(blockRows, count - start);
                    using Hdf5SpaceHandle memorySpace = place.Check(H5S.CreateSimple(1, (ulong)length));
                    place.Check(H5S.SelectRows(fileSpace, (ulong)start, (ulong)length));
                    place.Check(H5D.Read(dataset, rows, memorySpace, fileSpace, Hdf5PropertyListHandle.Default, first));
                    Pick(first + offset, rowBytes, length, size, values + (start * size));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // Reads whole chunks, so that none is decompressed twice.
    private static long BlockRows(Hdf5DatasetHandle dataset, int rowBytes, in Hdf5Place place)
    {
        long rows = Math.Max(1, BlockBytes / rowBytes);
        using Hdf5PropertyListHandle creation = place.Check(H5D.GetCreationList(dataset));
        if (H5P.GetLayout(creation) != H5D.Chunked)
        {
            return rows;
        }

        place.Check(H5P.GetChunk(creation, 1, out ulong chunkRows));
        return chunkRows > (ulong)(Hdf5ChunkWriter.LargestChunk / rowBytes) ? rows : Math.Max(1, rows / (long)chunkRows) * (long)chunkRows;
    }

    /// <summary>Copies <paramref name="size"/> bytes of each row, without gaps between them.</summary>
    public static void Pick(byte* from, int stride, long count, int size, byte* to)
    {
        if (size == stride)
        {
            Buffer.MemoryCopy(from, to, count * size, count * size);
            return;
        }

        switch (size)
        {
            case 1: Pick<byte>(from, stride, count, to); break;
            case 2: Pick<short>(from, stride, count, to); break;
            case 4: Pick<int>(from, stride, count, to); break;
            case 8: Pick<long>(from, stride, count, to); break;
            default:
                for (long i = 0; i < count; i++)
                {
                    Buffer.MemoryCopy(from + (i * stride), to + (i * size), size, size);
                }

                break;
        }
    }

    private static void Pick<T>(byte* from, int stride, long count, byte* to)
        where T : unmanaged
    {
        for (long i = 0; i < count; i++)
        {
            Unsafe.WriteUnaligned(to + (i * sizeof(T)), Unsafe.ReadUnaligned<T>(from));
            from += stride;
        }
    }
}
