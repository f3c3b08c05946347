using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Opublic.h</c>: what groups, datasets and named types have in common.</summary>
internal static unsafe partial class H5O
{
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Oopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5ObjectHandle Open(Hdf5FileHandle file, string name, Hdf5PropertyListHandle access);

    /// <summary>Copies a thing, and what is in it.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Ocopy", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Copy(
        Hdf5ObjectHandle source,
        string name,
        Hdf5FileHandle file,
        string newName,
        Hdf5PropertyListHandle copy,
        Hdf5PropertyListHandle link);

    /// <summary>The number of the object's file, and the address of its header there: they identify the object.</summary>
    internal static int GetAddress(Hdf5ObjectHandle thing, out ulong file, out ulong address)
    {
        // H5O_info1_t begins with the file's number and the address in every version; the rest, some 150 bytes, is not needed.
        const int EnoughForAnyVersion = 512;
        byte* info = stackalloc byte[EnoughForAnyVersion];
        int status = GetInfo(thing, info);
        file = *(ulong*)info;
        address = *(ulong*)(info + sizeof(ulong));
        return status;
    }

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Oget_info1")]
    private static partial int GetInfo(Hdf5ObjectHandle thing, byte* info);
}
