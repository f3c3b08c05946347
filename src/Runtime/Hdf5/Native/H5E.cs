using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary><c>H5Epublic.h</c>: the error stack of the calling thread.</summary>
internal static unsafe partial class H5E
{
    private const int Downward = 1;

    /// <summary>Keeps the library from printing its errors, on the calling thread only.</summary>
    internal static void Silence() => _ = SetAuto(0, null, null);

    /// <summary>Returns and clears the errors of the call that has just failed on this thread, outermost first.</summary>
    internal static ImmutableArray<Hdf5Error> Take()
    {
        ImmutableArray<Hdf5Error>.Builder errors = ImmutableArray.CreateBuilder<Hdf5Error>();
        GCHandle handle = GCHandle.Alloc(errors);
        try
        {
            _ = Walk(0, Downward, &Collect, GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
        }

        _ = Clear(0);
        return errors.ToImmutable();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Collect(uint n, NativeError* error, nint data)
    {
        var errors = (ImmutableArray<Hdf5Error>.Builder)GCHandle.FromIntPtr(data).Target!;
        errors.Add(new Hdf5Error(
            Text(error->Function), Text(error->File), error->Line, Text(error->Description), Message(error->Major), Message(error->Minor)));
        return 0;
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static string Message(long id)
    {
        const int Size = 256;
        byte* buffer = stackalloc byte[Size];
        return GetMessage(id, null, buffer, Size) > 0 ? Text(buffer) : "";
    }

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Eset_auto2")]
    private static partial int SetAuto(long stack, void* function, void* data);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Ewalk2")]
    private static partial int Walk(
        long stack,
        int direction,
        delegate* unmanaged[Cdecl]<uint, NativeError*, nint, int> function,
        nint data);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Eget_msg")]
    private static partial nint GetMessage(long id, int* type, byte* message, nuint size);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Eclear2")]
    private static partial int Clear(long stack);

    /// <summary><c>H5E_error2_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NativeError
    {
        public long Class;
        public long Major;
        public long Minor;
        public uint Line;
        public byte* Function;
        public byte* File;
        public byte* Description;
    }
}
