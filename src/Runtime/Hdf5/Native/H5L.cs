using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Lpublic.h</c>: links, which are the names of a group's members.</summary>
internal static unsafe partial class H5L
{
    private const int IndexName = 0;
    private const int Increasing = 0;

    // Since 1.12, the function's name has a number; only the link's description differs, which is not used.
    private static readonly
        delegate* unmanaged[Cdecl]<long, int, int, ulong*, delegate* unmanaged[Cdecl]<long, byte*, void*, nint, int>, nint, int> _iterate =
        (delegate* unmanaged[Cdecl]<long, int, int, ulong*, delegate* unmanaged[Cdecl]<long, byte*, void*, nint, int>, nint, int>)
        Hdf5Library.Export("H5Literate2", "H5Literate");

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lexists", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Exists(Hdf5FileHandle file, string name, Hdf5PropertyListHandle access);

    /// <summary>Removes a name; what has no other is deleted.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Ldelete", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Delete(Hdf5FileHandle file, string name, Hdf5PropertyListHandle access);

    /// <summary>Gives a link another name.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lmove", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Move(
        Hdf5FileHandle file,
        string name,
        Hdf5FileHandle newFile,
        string newName,
        Hdf5PropertyListHandle creation,
        Hdf5PropertyListHandle access);

    /// <summary>Adds the names of a group's members to <paramref name="names"/>, in order.</summary>
    internal static int Names(Hdf5ObjectHandle group, List<string> names)
    {
        GCHandle handle = GCHandle.Alloc(names);
        bool held = false;
        try
        {
            group.DangerousAddRef(ref held);
            return _iterate(group.DangerousGetHandle(), IndexName, Increasing, null, &Collect, GCHandle.ToIntPtr(handle));
        }
        finally
        {
            if (held)
            {
                group.DangerousRelease();
            }

            handle.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Collect(long group, byte* name, void* info, nint data)
    {
        ((List<string>)GCHandle.FromIntPtr(data).Target!).Add(Marshal.PtrToStringUTF8((nint)name) ?? "");
        return 0;
    }
}
