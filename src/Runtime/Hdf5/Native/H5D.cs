using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Dpublic.h</c>: datasets.</summary>
internal static unsafe partial class H5D
{
    /// <summary><c>H5D_CHUNKED</c> of <c>H5D_layout_t</c>.</summary>
    internal const int Chunked = 2;

    /// <summary>A small dataset that is in its own header.</summary>
    internal const int Compact = 0;

    /// <summary>One block of the file.</summary>
    internal const int Contiguous = 1;

    /// <summary>Made of parts of other datasets.</summary>
    internal const int Virtual = 3;

    // Since 2.0, the function takes the buffer's size and has another name.
    private static readonly delegate* unmanaged[Cdecl]<long, long, ulong*, uint*, void*, nuint*, int> _readChunkIntoSize =
        (delegate* unmanaged[Cdecl]<long, long, ulong*, uint*, void*, nuint*, int>)Hdf5Library.ExportOrNull("H5Dread_chunk2");

    private static readonly delegate* unmanaged[Cdecl]<long, long, ulong*, uint*, void*, int> _readChunk =
        (delegate* unmanaged[Cdecl]<long, long, ulong*, uint*, void*, int>)Hdf5Library.ExportOrNull("H5Dread_chunk");

    // Since 1.14. Older versions only tell of one chunk at a time, and go through all before it.
    private static readonly delegate* unmanaged[Cdecl]<
        long,
        long,
        delegate* unmanaged[Cdecl]<ulong*, uint, ulong, ulong, nint, int>,
        nint,
        int> _iterateChunks =
        (delegate* unmanaged[Cdecl]<long, long, delegate* unmanaged[Cdecl]<ulong*, uint, ulong, ulong, nint, int>, nint, int>)
        Hdf5Library.ExportOrNull("H5Dchunk_iter");

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dcreate2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5DatasetHandle Create(
        Hdf5FileHandle file,
        string name,
        Hdf5TypeHandle type,
        Hdf5SpaceHandle space,
        Hdf5PropertyListHandle link,
        Hdf5PropertyListHandle creation,
        Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dopen2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5DatasetHandle Open(Hdf5FileHandle file, string name, Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_space")]
    internal static partial Hdf5SpaceHandle GetSpace(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_type")]
    internal static partial Hdf5TypeHandle GetType(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_create_plist")]
    internal static partial Hdf5PropertyListHandle GetCreationList(Hdf5DatasetHandle dataset);

    /// <summary>Where in the file the rows of a contiguous dataset begin; all bits set while they have no place.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_offset")]
    internal static partial ulong GetOffset(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dwrite")]
    internal static partial int Write(
        Hdf5DatasetHandle dataset,
        Hdf5TypeHandle memoryType,
        Hdf5SpaceHandle memorySpace,
        Hdf5SpaceHandle fileSpace,
        Hdf5PropertyListHandle transfer,
        void* records);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dwrite_chunk")]
    internal static partial int WriteChunk(
        Hdf5DatasetHandle dataset,
        Hdf5PropertyListHandle transfer,
        uint skippedFilters,
        in ulong start,
        nuint size,
        void* bytes);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_chunk_storage_size")]
    internal static partial int GetChunkStorageSize(Hdf5DatasetHandle dataset, in ulong start, out ulong size);

    /// <summary>Changes the number of rows.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dset_extent")]
    internal static partial int SetExtent(Hdf5DatasetHandle dataset, in ulong rows);

    /// <summary>The bytes that the dataset takes in the file.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_storage_size")]
    internal static partial ulong GetStorageSize(Hdf5DatasetHandle dataset);

    /// <summary>The number of chunks that were written.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_num_chunks")]
    internal static partial int GetChunkCount(Hdf5DatasetHandle dataset, Hdf5SpaceHandle space, out ulong count);

    /// <summary>Reads a chunk as it is stored, into a buffer that is large enough.</summary>
    internal static int ReadChunk(Hdf5DatasetHandle dataset, ulong start, out uint skippedFilters, void* bytes, nuint size)
    {
        uint skipped = 0;
        long id = dataset.DangerousGetHandle();
        int status = _readChunkIntoSize != null
            ? _readChunkIntoSize(id, 0, &start, &skipped, bytes, &size)
            : _readChunk(id, 0, &start, &skipped, bytes);
        skippedFilters = skipped;
        return status;
    }

    /// <summary>Adds where all chunks of a one-dimensional dataset are to <paramref name="chunks"/>.</summary>
    /// <returns>False if this version of the library cannot tell.</returns>
    internal static bool TryFindChunks(Hdf5DatasetHandle dataset, List<Hdf5StoredChunk> chunks)
    {
        if (_iterateChunks == null)
        {
            return false;
        }

        GCHandle handle = GCHandle.Alloc(chunks);
        try
        {
            return _iterateChunks(dataset.DangerousGetHandle(), 0, &Collect, GCHandle.ToIntPtr(handle)) >= 0;
        }
        finally
        {
            handle.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Collect(ulong* start, uint skippedFilters, ulong address, ulong size, nint data)
    {
        ((List<Hdf5StoredChunk>)GCHandle.FromIntPtr(data).Target!).Add(new Hdf5StoredChunk(*start, address, size, skippedFilters));
        return 0;
    }

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dflush")]
    internal static partial int Flush(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dread")]
    internal static partial int Read(
        Hdf5DatasetHandle dataset,
        Hdf5TypeHandle memoryType,
        Hdf5SpaceHandle memorySpace,
        Hdf5SpaceHandle fileSpace,
        Hdf5PropertyListHandle transfer,
        void* records);
}
