using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Ppublic.h</c>: property lists.</summary>
internal static unsafe partial class H5P
{
    internal static readonly long FileAccess = Hdf5Library.Global("H5P_CLS_FILE_ACCESS_ID_g");
    internal static readonly long DatasetCreate = Hdf5Library.Global("H5P_CLS_DATASET_CREATE_ID_g");
    internal static readonly long DatasetAccess = Hdf5Library.Global("H5P_CLS_DATASET_ACCESS_ID_g");
    internal static readonly long AttributeCreate = Hdf5Library.Global("H5P_CLS_ATTRIBUTE_CREATE_ID_g");
    internal static readonly long LinkCreate = Hdf5Library.Global("H5P_CLS_LINK_CREATE_ID_g");

    private static readonly delegate* unmanaged[Cdecl]<long, byte, byte, int> _setFileLocking =
        (delegate* unmanaged[Cdecl]<long, byte, byte, int>)Hdf5Library.ExportOrNull("H5Pset_file_locking");

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pcreate")]
    internal static partial Hdf5PropertyListHandle Create(long @class);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_create_intermediate_group")]
    internal static partial int SetCreateIntermediateGroup(Hdf5PropertyListHandle list, uint create);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_char_encoding")]
    internal static partial int SetCharEncoding(Hdf5PropertyListHandle list, int encoding);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_obj_track_times")]
    internal static partial int SetTrackTimes(Hdf5PropertyListHandle list, byte track);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_chunk")]
    internal static partial int SetChunk(Hdf5PropertyListHandle list, int rank, in ulong rows);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_chunk")]
    internal static partial int GetChunk(Hdf5PropertyListHandle list, int maxRank, out ulong rows);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_layout")]
    internal static partial int GetLayout(Hdf5PropertyListHandle list);

    /// <summary>The number of files outside of this one that hold the rows.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_external_count")]
    internal static partial int GetExternalCount(Hdf5PropertyListHandle list);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_chunk_cache")]
    internal static partial int SetChunkCache(Hdf5PropertyListHandle list, nuint slots, nuint bytes, double preemption);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_nfilters")]
    internal static partial int GetFilterCount(Hdf5PropertyListHandle list);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_filter2")]
    internal static partial int GetFilter(
        Hdf5PropertyListHandle list,
        uint index,
        out uint flags,
        ref nuint valueCount,
        uint* values,
        nuint nameSize,
        byte* name,
        out uint configuration);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_shuffle")]
    internal static partial int SetShuffle(Hdf5PropertyListHandle list);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_deflate")]
    internal static partial int SetDeflate(Hdf5PropertyListHandle list, uint level);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_fletcher32")]
    internal static partial int SetFletcher32(Hdf5PropertyListHandle list);

    /// <summary>Keeps the library from locking the file, if it has this option (since 1.10.7).</summary>
    internal static int SetNoFileLocking(Hdf5PropertyListHandle list)
        => _setFileLocking == null ? 0 : _setFileLocking(list.DangerousGetHandle(), 0, 1);
}
