using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Dpublic.h</c>: datasets.</summary>
internal static partial class H5D
{
    /// <summary><c>H5D_CHUNKED</c> of <c>H5D_layout_t</c>.</summary>
    internal const int Chunked = 2;

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dcreate2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5DatasetHandle Create(Hdf5FileHandle file, string name, Hdf5TypeHandle type, Hdf5SpaceHandle space, Hdf5PropertyListHandle link, Hdf5PropertyListHandle creation, Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dopen2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5DatasetHandle Open(Hdf5FileHandle file, string name, Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_space")]
    internal static partial Hdf5SpaceHandle GetSpace(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_type")]
    internal static partial Hdf5TypeHandle GetType(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dget_create_plist")]
    internal static partial Hdf5PropertyListHandle GetCreationList(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dwrite")]
    internal static unsafe partial int Write(Hdf5DatasetHandle dataset, Hdf5TypeHandle memoryType, Hdf5SpaceHandle memorySpace, Hdf5SpaceHandle fileSpace, Hdf5PropertyListHandle transfer, void* records);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dflush")]
    internal static partial int Flush(Hdf5DatasetHandle dataset);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Dread")]
    internal static unsafe partial int Read(Hdf5DatasetHandle dataset, Hdf5TypeHandle memoryType, Hdf5SpaceHandle memorySpace, Hdf5SpaceHandle fileSpace, Hdf5PropertyListHandle transfer, void* records);
}
