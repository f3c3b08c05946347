using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>What has to be done to the descriptor libhdf5 has opened a file by. Best effort: where it does not succeed, nothing
/// is worse than without. Called under the lock.</summary>
internal static unsafe partial class Hdf5Descriptor
{
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExecFlag = 1;
    private const uint MemoryCloseOnExec = 1;
    private const int OpenCloseOnExec = 0x80000;

    /// <summary>Keeps the file from processes started while it is open: they would hold its lock and its space.</summary>
    public static void CloseOnExec(Hdf5FileHandle file)
    {
        if (H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) >= 0)
        {
            _ = Control(*descriptor, SetDescriptorFlags, CloseOnExecFlag);
        }
    }

    /// <summary>
    /// Points the descriptor at memory, so that libhdf5 can close a file it can no longer write. While the disk is full (say), it
    /// can neither write what it holds back nor close without; it would keep the descriptor, and with it the space of the
    /// deleted file, as long as the process lives. For a file that will not be published.
    /// </summary>
    public static void Redirect(Hdf5FileHandle file)
    {
        using var memory = new SafeFileHandle(CreateMemoryFile("hdf5", MemoryCloseOnExec), ownsHandle: true);
        if (!memory.IsInvalid && H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) >= 0)
        {
            _ = Duplicate(memory, *descriptor, OpenCloseOnExec);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "dup3")]
    private static partial int Duplicate(SafeFileHandle from, int to, int flags);
}
