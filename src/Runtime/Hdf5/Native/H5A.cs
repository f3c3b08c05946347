using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Apublic.h</c>: attributes.</summary>
internal static partial class H5A
{
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Acreate2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5AttributeHandle Create(
        Hdf5Handle owner,
        string name,
        Hdf5TypeHandle type,
        Hdf5SpaceHandle space,
        Hdf5PropertyListHandle creation,
        Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aexists", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Exists(Hdf5Handle owner, string name);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Hdf5AttributeHandle Open(Hdf5Handle owner, string name, Hdf5PropertyListHandle access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Adelete", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Delete(Hdf5Handle owner, string name);

    /// <summary>Adds the names of all attributes to <paramref name="names"/>, in order.</summary>
    internal static unsafe int Names(Hdf5Handle owner, List<string> names)
    {
        const int IndexName = 0;
        const int Increasing = 0;
        GCHandle handle = GCHandle.Alloc(names);
        try
        {
            return Iterate(owner, IndexName, Increasing, null, &Collect, GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int Collect(long owner, byte* name, void* info, nint data)
    {
        ((List<string>)GCHandle.FromIntPtr(data).Target!).Add(Marshal.PtrToStringUTF8((nint)name) ?? "");
        return 0;
    }

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aiterate2")]
    private static unsafe partial int Iterate(
        Hdf5Handle owner,
        int index,
        int order,
        ulong* start,
        delegate* unmanaged[Cdecl]<long, byte*, void*, nint, int> action,
        nint data);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aget_type")]
    internal static partial Hdf5TypeHandle GetType(Hdf5AttributeHandle attribute);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aget_space")]
    internal static partial Hdf5SpaceHandle GetSpace(Hdf5AttributeHandle attribute);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Awrite")]
    internal static unsafe partial int Write(Hdf5AttributeHandle attribute, Hdf5TypeHandle memoryType, void* value);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Aread")]
    internal static unsafe partial int Read(Hdf5AttributeHandle attribute, Hdf5TypeHandle memoryType, void* value);
}
