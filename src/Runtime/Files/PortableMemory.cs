using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Memory by .NET alone.</summary>
internal sealed unsafe class PortableMemory : PageMemory
{
    public override nint Map(SafeFileHandle file, long offset, long length, bool writable, out IDisposable? view)
    {
        if (writable)
        {
            return Map(file, offset, length, MemoryMappedFileAccess.ReadWrite, out view);
        }

        try
        {
            return Map(file, offset, length, MemoryMappedFileAccess.Read, out view);
        }
        catch (IOException)
        {
            // Some network file systems share no pages. What nobody writes is the same in pages of one's own.
            return Map(file, offset, length, MemoryMappedFileAccess.CopyOnWrite, out view);
        }
    }

    private static nint Map(SafeFileHandle file, long offset, long length, MemoryMappedFileAccess access, out IDisposable view)
    {
        using var mapped = MemoryMappedFile.CreateFromFile(file, null, 0, access, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor accessor = mapped.CreateViewAccessor(offset, length, access);
        byte* address = null;
        accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        view = new View(accessor);
        return (nint)address + (nint)accessor.PointerOffset;
    }

    public override bool Unmap(nint address, nuint length)
    {
        NativeMemory.Free((void*)address);
        return true;
    }

    public override nint Allocate(nuint length)
    {
        try
        {
            return (nint)NativeMemory.AllocZeroed(length);
        }
        catch (OutOfMemoryException)
        {
            return -1;
        }
    }

    public override nint Resize(nint address, nuint length, nuint newLength)
    {
        try
        {
            byte* moved = (byte*)NativeMemory.Realloc((void*)address, newLength);
            if (newLength > length)
            {
                NativeMemory.Clear(moved + length, newLength - length);
            }

            return (nint)moved;
        }
        catch (OutOfMemoryException)
        {
            return -1;
        }
    }

    public override void AdviseHugePages(nint address, nuint length)
    {
    }

    private sealed class View(MemoryMappedViewAccessor accessor) : IDisposable
    {
        public void Dispose()
        {
            accessor.SafeMemoryMappedViewHandle.ReleasePointer();
            accessor.Dispose();
        }
    }
}
