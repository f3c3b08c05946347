using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Pages by calls of Linux: they move without a copy.</summary>
internal sealed class LinuxMemory : PageMemory
{
    public override nint Map(SafeFileHandle file, long offset, long length, bool writable, out IDisposable? view)
    {
        view = null;
        int protection = NativeMethods.ProtectRead | (writable ? NativeMethods.ProtectWrite : 0);
        nint address = NativeMethods.Map(0, (nuint)length, protection, NativeMethods.MapShared, file, offset);
        if (address == -1 && !writable && SystemError.Last == SystemError.NotMappable)
        {
            // Some network file systems share no pages. What nobody writes is the same in pages of one's own.
            address = NativeMethods.Map(0, (nuint)length, protection, NativeMethods.MapPrivate, file, offset);
        }

        return address;
    }

    public override bool Unmap(nint address, nuint length) => NativeMethods.Unmap(address, length) == 0;

    public override nint Allocate(nuint length)
        => NativeMethods.Map(
            0,
            length,
            NativeMethods.ProtectRead | NativeMethods.ProtectWrite,
            NativeMethods.MapPrivate | NativeMethods.MapAnonymous,
            -1,
            0);

    public override nint Resize(nint address, nuint length, nuint newLength)
        => NativeMethods.Remap(address, length, newLength, NativeMethods.RemapMayMove);

    public override void AdviseHugePages(nint address, nuint length) => NativeMethods.Advise(address, length, NativeMethods.AdviseHugePages);
}
