using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Changes the descriptor of a file that libhdf5 has opened. Best effort: a failure does no harm. Called under the
/// lock.</summary>
internal static unsafe class Hdf5Descriptor
{
    /// <summary>Keeps processes that are started while the file is open from inheriting it: they would keep its lock and its
    /// space. <see cref="ProcessStarts"/> must be held from opening the file to here.</summary>
    public static void CloseOnExec(Hdf5FileHandle file)
    {
        if (!Portable.IsOn && H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) >= 0)
        {
            using var borrowed = new SafeFileHandle(*descriptor, ownsHandle: false);
            _ = NativeMethods.Control(borrowed, NativeMethods.ControlSetDescriptorFlags, NativeMethods.DescriptorCloseOnExec);
        }
    }

    /// <summary>The same for the file of a dataset, which a link may have found in another file than the opened one.</summary>
    public static void CloseOnExec(Hdf5DatasetHandle dataset)
    {
        using Hdf5FileHandle file = H5I.GetFile(dataset);
        if (!file.IsInvalid)
        {
            CloseOnExec(file);
        }
    }

    /// <summary>The file of a dataset, by a descriptor of its own; <see langword="null"/> if libhdf5 does not read it through one, or
    /// the system has none left.</summary>
    public static SafeFileHandle? Duplicate(Hdf5DatasetHandle dataset)
    {
        using Hdf5FileHandle file = H5I.GetFile(dataset);
        if (Portable.IsOn)
        {
            return file.IsInvalid ? null : OpenAgain(file);
        }

        if (file.IsInvalid || H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) < 0)
        {
            return null;
        }

        using var borrowed = new SafeFileHandle(*descriptor, ownsHandle: false);
        int own = NativeMethods.Control(borrowed, NativeMethods.ControlDuplicateCloseOnExec, 0);
        return own < 0 ? null : new SafeFileHandle(own, ownsHandle: true);
    }

    private static SafeFileHandle? OpenAgain(Hdf5FileHandle file)
    {
        nint length = H5F.GetName(file, null, 0);
        if (length <= 0)
        {
            return null;
        }

        byte[] name = new byte[length + 1];
        fixed (byte* first = name)
        {
            _ = H5F.GetName(file, first, (nuint)name.Length);
        }

        try
        {
            string path = System.Text.Encoding.UTF8.GetString(name, 0, (int)length);
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The state of an open file.</summary>
    public static FileState StateOf(Hdf5FileHandle file, string path)
    {
        if (Portable.IsOn)
        {
            return FileState.Of(path) ?? throw new FileNotFoundException($"There is no file {path} any more.", path);
        }

        if (H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) < 0)
        {
            throw new Hdf5Place("Opening", path).Last();
        }

        using var borrowed = new SafeFileHandle(*descriptor, ownsHandle: false);
        return FileState.Of(borrowed, path);
    }

    /// <summary>
    /// Points the descriptor at memory, so that libhdf5 can close a file that it can no longer write. When the disk is full, for
    /// example, it can neither write its cached data nor close the file without that. It would keep the descriptor, and with it the
    /// space of the deleted file, until the process ends. For a file that will not be published.
    /// </summary>
    public static void Redirect(Hdf5FileHandle file)
    {
        if (Portable.IsOn)
        {
            return; // It keeps the descriptor until the process ends.
        }

        using SafeFileHandle memory = NativeMethods.MemfdCreate("hdf5", NativeMethods.MemfdCloseOnExec);
        if (!memory.IsInvalid && H5F.GetDescriptor(file, Hdf5PropertyListHandle.Default, out int* descriptor) >= 0)
        {
            _ = NativeMethods.Duplicate(memory, *descriptor, NativeMethods.OpenCloseOnExec);
        }
    }
}
