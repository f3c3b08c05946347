using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Fpublic.h</c>: files.</summary>
internal static partial class H5F
{
    internal const uint ReadOnly = 0;
    internal const uint ReadWrite = 1;
    internal const uint Truncate = 2;
    internal const int Global = 1;

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fcreate", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5FileHandle Create(string path, uint flags, Hdf5PropertyListHandle creation, Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5FileHandle Open(string path, uint flags, Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fget_vfd_handle")]
    internal static unsafe partial int GetDescriptor(Hdf5FileHandle file, Hdf5PropertyListHandle access, out int* descriptor);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fget_name")]
    internal static unsafe partial nint GetName(Hdf5FileHandle file, byte* name, nuint length);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Fflush")]
    internal static partial int Flush(Hdf5FileHandle file, int scope);
}
