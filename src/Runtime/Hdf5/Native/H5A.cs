using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Apublic.h</c>: attributes.</summary>
internal static partial class H5A
{
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Acreate2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5AttributeHandle Create(
        Hdf5DatasetHandle dataset,
        string name,
        Hdf5TypeHandle type,
        Hdf5SpaceHandle space,
        Hdf5PropertyListHandle creation,
        Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aexists", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Exists(Hdf5DatasetHandle dataset, string name);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5AttributeHandle Open(Hdf5DatasetHandle dataset, string name, Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aget_type")]
    internal static partial Hdf5TypeHandle GetType(Hdf5AttributeHandle attribute);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aget_space")]
    internal static partial Hdf5SpaceHandle GetSpace(Hdf5AttributeHandle attribute);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Awrite")]
    internal static unsafe partial int Write(Hdf5AttributeHandle attribute, Hdf5TypeHandle memoryType, void* value);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aread")]
    internal static unsafe partial int Read(Hdf5AttributeHandle attribute, Hdf5TypeHandle memoryType, void* value);
}
