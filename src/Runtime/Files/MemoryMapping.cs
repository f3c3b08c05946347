using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A whole file mapped into memory, shared with everybody who maps it.</summary>
internal sealed class MemoryMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly nuint _length;

    private MemoryMapping(nint address, nuint length)
        : base(ownsHandle: true)
    {
        SetHandle(address);
        _length = length;
    }

    /// <summary>Maps the first <paramref name="length"/> bytes, which must exist: a touch beyond the end of a file kills
    /// the process.</summary>
    public static MemoryMapping Map(SafeFileHandle file, long length, bool writable, string place)
    {
        int protection = NativeMethods.ProtectRead | (writable ? NativeMethods.ProtectWrite : 0);
        nint address = NativeMethods.Map(0, (nuint)length, protection, NativeMethods.MapShared, file, 0);
        return address != -1
            ? new MemoryMapping(address, (nuint)length)
            : throw SystemError.Exception(string.Create(CultureInfo.InvariantCulture, $"{place} ({length} bytes) cannot be mapped"));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => NativeMethods.Unmap(handle, _length) == 0;
}
