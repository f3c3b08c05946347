using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Refuses to follow links into other files. Called under the lock.</summary>
internal static unsafe class Hdf5LinkRefusal
{
    private static Hdf5PropertyListHandle? _access;

    [ThreadStatic]
    private static string? _refused;

    /// <summary>The property list for calls that follow links.</summary>
    public static Hdf5PropertyListHandle Access(in Hdf5Place place)
    {
        if (_access is null)
        {
            Hdf5PropertyListHandle list = place.Check(H5P.Create(H5P.LinkAccess));
            Add(list, place);
            _access = list;
        }

        return _access;
    }

    /// <summary>Adds the refusal to a list, such as one for opening datasets.</summary>
    public static void Add(Hdf5PropertyListHandle list, in Hdf5Place place)
        => place.Check(H5P.SetExternalLinkCallback(list, &Refuse, null));

    /// <summary>The file that a link led to which was refused since the last call, or null.</summary>
    public static string? Take()
    {
        string? refused = _refused;
        _refused = null;
        return refused;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Refuse(byte* file, byte* group, byte* otherFile, byte* otherThing, uint* flags, long access, void* data)
    {
        _refused = Marshal.PtrToStringUTF8((nint)otherFile) ?? "";
        return -1;
    }
}
