using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Ppublic.h</c>: property lists.</summary>
internal static unsafe partial class H5P
{
    internal static readonly long FileAccess = Hdf5Library.Global("H5P_CLS_FILE_ACCESS_ID_g");
    internal static readonly long DatasetCreate = Hdf5Library.Global("H5P_CLS_DATASET_CREATE_ID_g");
    internal static readonly long DatasetAccess = Hdf5Library.Global("H5P_CLS_DATASET_ACCESS_ID_g");
    internal static readonly long AttributeCreate = Hdf5Library.Global("H5P_CLS_ATTRIBUTE_CREATE_ID_g");
    internal static readonly long LinkAccess = Hdf5Library.Global("H5P_CLS_LINK_ACCESS_ID_g");
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

    /// <summary>One of them: its name as it is in the file, and which of its bytes are rows.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_external")]
    internal static partial int GetExternal(
        Hdf5PropertyListHandle list,
        uint index,
        nuint nameSize,
        byte* name,
        out long offset,
        out ulong size);

    /// <summary>Where files outside are looked for; <c>${ORIGIN}</c> is the directory of this one.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_efile_prefix", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetExternalPrefix(Hdf5PropertyListHandle list, string prefix);

    /// <summary>The number of parts of other datasets that a virtual one is made of.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_virtual_count")]
    internal static partial int GetVirtualCount(Hdf5PropertyListHandle list, out nuint count);

    /// <summary>Makes rows of another dataset a part of a virtual one.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_virtual", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetVirtual(
        Hdf5PropertyListHandle list,
        Hdf5SpaceHandle space,
        string file,
        string dataset,
        Hdf5SpaceHandle source);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_virtual_filename")]
    internal static partial nint GetVirtualFile(Hdf5PropertyListHandle list, nuint index, byte* name, nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_virtual_dsetname")]
    internal static partial nint GetVirtualDataset(Hdf5PropertyListHandle list, nuint index, byte* name, nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_virtual_vspace")]
    internal static partial Hdf5SpaceHandle GetVirtualSpace(Hdf5PropertyListHandle list, nuint index);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pget_virtual_srcspace")]
    internal static partial Hdf5SpaceHandle GetSourceSpace(Hdf5PropertyListHandle list, nuint index);

    /// <summary>Has a function called before a link into another file is followed, which may refuse that.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Pset_elink_cb")]
    internal static partial int SetExternalLinkCallback(
        Hdf5PropertyListHandle list,
        delegate* unmanaged[Cdecl]<byte*, byte*, byte*, byte*, uint*, long, void*, int> function,
        void* data);

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
