using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5public.h</c>: the library itself. The loader calls its other functions by address, before any function can
/// be called by name.</summary>
internal static partial class H5
{
    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5free_memory")]
    internal static unsafe partial int FreeMemory(void* memory);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5allocate_memory")]
    internal static unsafe partial void* AllocateMemory(nuint size, byte clear);

    /// <summary>Copies a string that the library allocated, and frees it.</summary>
    internal static unsafe string TakeString(byte* text)
    {
        string result = Marshal.PtrToStringUTF8((nint)text) ?? "";
        _ = FreeMemory(text);
        return result;
    }
}
