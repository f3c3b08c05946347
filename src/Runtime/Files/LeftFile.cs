using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Files that have a name only for a moment, and keep it if their process is killed in that moment. Their owner has a lock on
/// them, which ends with the owner. Not <c>flock</c>, which libhdf5 would meet.</summary>
internal static class LeftFile
{
    /// <summary>Says that this process is alive. Best effort: some file systems have no locks.</summary>
    public static bool Lock(SafeFileHandle file)
    {
        if (Portable.IsOn)
        {
            return true;
        }

        var whole = new NativeMethods.FileLock { Type = NativeMethods.WriteLock };
        return NativeMethods.Control(file, NativeMethods.ControlSetDescriptionLock, ref whole) == 0;
    }

    /// <summary>Deletes a file whose owner is gone.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isLeft">Whether it is one of those, beside having no lock.</param>
    /// <returns>Whether it was deleted.</returns>
    public static bool Remove(SafeFileHandle directory, string name, Func<NativeMethods.FileStatus, bool>? isLeft = null)
    {
        using SafeFileHandle file = NativeMethods.OpenAt(
            directory,
            name,
            NativeMethods.OpenReadWrite | NativeMethods.OpenNoFollow | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
            0);
        return !file.IsInvalid
            && NativeMethods.Status(file, "", NativeMethods.AtEmptyPath, NativeMethods.StatBasic, out NativeMethods.FileStatus opened) == 0
            && opened.IsRegular
            && (isLeft is null || isLeft(opened))
            && Lock(file)
            && NativeMethods.Status(directory, name, 0, NativeMethods.StatBasic, out NativeMethods.FileStatus named) == 0
            && named.Number == opened.Number
            && NativeMethods.UnlinkAt(directory, name, 0) == 0;
    }
}
