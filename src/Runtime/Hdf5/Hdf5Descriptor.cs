using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>What has to be done to the descriptor libhdf5 has opened a file by. Best effort: where it does not succeed, nothing
/// is worse than without. Called under the lock.</summary>
internal static unsafe class Hdf5Descriptor
{
    /// <summary>Keeps the file from processes started while it is open: they would hold its lock and its space. From opening
    /// the file to here, <see cref="ProcessStarts"/> is to be held.</summary>
    public static void CloseOnExec(Hdf5FileHandle file)
    {
        if (H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) >= 0)
        {
            using var borrowed = new SafeFileHandle(*descriptor, ownsHandle: false);
            _ = NativeMethods.Control(borrowed, NativeMethods.ControlSetDescriptorFlags, NativeMethods.DescriptorCloseOnExec);
        }
    }

    /// <summary>The same for the file of a dataset: a link may lead to another one than was opened.</summary>
    public static void CloseOnExec(Hdf5DatasetHandle dataset)
    {
        using Hdf5FileHandle file = H5I.GetFile(dataset);
        if (!file.IsInvalid)
        {
            CloseOnExec(file);
        }
    }

    /// <summary>
    /// Points the descriptor at memory, so that libhdf5 can close a file it can no longer write. While the disk is full (say), it
    /// can neither write what it holds back nor close without; it would keep the descriptor, and with it the space of the
    /// deleted file, as long as the process lives. For a file that will not be published.
    /// </summary>
    public static void Redirect(Hdf5FileHandle file)
    {
        using SafeFileHandle memory = NativeMethods.MemfdCreate("hdf5", NativeMethods.MemfdCloseOnExec);
        if (!memory.IsInvalid && H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) >= 0)
        {
            _ = NativeMethods.Duplicate(memory, *descriptor, NativeMethods.OpenCloseOnExec);
        }
    }
}
