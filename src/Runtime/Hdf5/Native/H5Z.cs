using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Zpublic.h</c>: filters, which compress chunks.</summary>
internal static unsafe partial class H5Z
{
    /// <summary>The flag that tells a filter to undo its work.</summary>
    internal const uint Reverse = 0x100;

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Zregister")]
    internal static partial int Register(Filter* filter);

    /// <summary>Whether the library has a filter, or finds a plug-in for it.</summary>
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Zfilter_avail")]
    internal static partial int IsAvailable(int filter);

    /// <summary><c>H5Z_class2_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Filter
    {
        public int Version;
        public int Id;
        public uint HasEncoder;
        public uint HasDecoder;
        public byte* Name;
        public nint CanApply;
        public nint SetLocal;
        public delegate* unmanaged[Cdecl]<uint, nuint, uint*, nuint, nuint*, void**, nuint> Function;
    }
}
