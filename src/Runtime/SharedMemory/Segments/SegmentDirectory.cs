using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The directory of a user's named segments. It is created for the first segment and removed with the last.
/// </summary>
/// <remarks>
/// No lock of the directory is needed to add a name or to remove a segment that nobody holds: a name is added only where there is
/// none; and who removes one has locked the segment's file exclusively, has checked that the name still is that file's, and so
/// knows that it stays so. Only a name whose owner has ended while others read is taken from a file that cannot be locked
/// exclusively: that is done under a shared lock of the file, which keeps others from removing it, and the lock of the directory,
/// which keeps two from doing it at once.
/// </remarks>
internal sealed class SegmentDirectory : IDisposable
{
    private const uint OwnerOnly = 0x1c0;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    // Of the user's own, with other files in it: only what is marked as a segment may be removed, and the directory stays.
    private readonly bool _isFolder;

    private SegmentDirectory(SafeFileHandle handle, string path, bool isFolder)
    {
        _handle = handle;
        _path = path;
        _isFolder = isFolder;
    }

    /// <summary>Opens the directory of a segment; creates it if there is none, unless the user chose it.</summary>
    /// <exception cref="UnauthorizedAccessException">Another user may change it.</exception>
    /// <exception cref="DirectoryNotFoundException">The user's directory does not exist.</exception>
    public static SegmentDirectory OpenOrCreate(SegmentName name)
    {
        while (true)
        {
            if (name.Folder is null
                && NativeMethods.MakeDirectory(name.Directory, OwnerOnly) != 0
                && SystemError.Last != SystemError.Exists)
            {
                throw SystemError.Exception($"{name.Directory} cannot be created");
            }

            if (Open(name) is { } directory)
            {
                return directory;
            }

            if (name.Folder is not null)
            {
                throw new DirectoryNotFoundException($"There is no directory {name.Folder} for segment '{name.Text}'.");
            }
        }
    }

    /// <summary>Opens the directory of a segment; <see langword="null"/> when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">Another user may change it.</exception>
    public static SegmentDirectory? Open(SegmentName name) => name.Folder is { } folder ? Open(folder, null) : Open(name.User);

    /// <summary>Opens a user's directory of named segments; <see langword="null"/> when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">Another user may change it.</exception>
    public static SegmentDirectory? Open(uint user) => Open(SegmentName.DirectoryOf(user), user);

    private static SegmentDirectory? Open(string path, uint? user)
    {
        SafeFileHandle handle = NativeMethods.Open(
            path,
            NativeMethods.OpenDirectory | (user is null ? 0 : NativeMethods.OpenNoFollow) | NativeMethods.OpenCloseOnExec,
            0);
        if (handle.IsInvalid)
        {
            return SystemError.Last == SystemError.NotFound ? null : throw SystemError.Exception($"{path} cannot be opened");
        }

        try
        {
            NativeMethods.FileStatus status = FileBytes.Status(handle, path);
            return user is null || (status.User == user && (status.Mode & 0x3f) == 0)
                ? new SegmentDirectory(handle, path, isFolder: user is null)
                : throw new UnauthorizedAccessException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path} must be a directory that user {user} owns and no other user may enter. "
                            + $"Remove it, or correct its owner and mode (chmod 700)."));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The files of segments in a directory.</summary>
    public static string[] FileNames(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*" + SegmentName.Suffix).Select(Path.GetFileName)!];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Gives a file its name. A segment of this name whose owner has ended loses the name; processes that have it
    /// open keep it.</summary>
    /// <returns>Whether it has the name. If not, the directory was removed meanwhile.</returns>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    /// <exception cref="IOException">A stopped process is doing the same.</exception>
    public bool TryLink(SafeFileHandle file, SegmentName name)
    {
        string self = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        while (NativeMethods.LinkAt(NativeMethods.AtWorkingDirectory, self, _handle, name.FileName, NativeMethods.AtSymlinkFollow) != 0)
        {
            switch (SystemError.Last)
            {
                case SystemError.Exists:
                    MakeFree(name);
                    break;
                case SystemError.NotFound:
                    return false;
                default:
                    throw SystemError.Exception($"{name.Path} cannot be created");
            }
        }

        return true;
    }

    /// <summary>Checks that a name is free, or that its owner has ended.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    /// <exception cref="UnauthorizedAccessException">Another user has the name.</exception>
    public void ThrowIfOwned(SegmentName name)
    {
        using SafeFileHandle? file = OpenIfThere(name);
        ThrowIfOwned(file, name, _isFolder);
    }

    /// <summary>Removes all segments that nobody holds: what killed processes have left.</summary>
    /// <param name="seen">How many segments there were.</param>
    /// <returns>How many it removed.</returns>
    public int Reap(out int seen)
    {
        int removed = 0;
        string[] files = FileNames(_path);
        seen = files.Length;
        foreach (string fileName in files)
        {
            using SafeFileHandle file = OpenFile(fileName);
            if (!file.IsInvalid && TryRemove(file, fileName))
            {
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Takes the name of a persistent segment away. Those who have it open keep it.</summary>
    /// <exception cref="IOException">A stopped process is doing the same.</exception>
    public void Delete(SafeFileHandle file, SegmentName name)
    {
        SegmentLocks.Take(_handle, NativeMethods.LockExclusive, _path);
        try
        {
            SegmentLocks.Take(file, NativeMethods.LockShared, name.Path);
            if (HasName(file, name.FileName) && !Unlink(name.FileName))
            {
                throw SystemError.Exception($"{name.Path} cannot be deleted");
            }
        }
        finally
        {
            SegmentLocks.Drop(file);
            SegmentLocks.Drop(_handle);
        }
    }

    /// <summary>Removes a segment if nobody else holds it. Drops the locks of its open file.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryRemove(SafeFileHandle file, string fileName)
    {
        if (!SegmentLocks.TryTake(file, NativeMethods.LockExclusive))
        {
            return false;
        }

        bool isRemoved = false;
        if (IsRemovable(file) && HasName(file, fileName))
        {
            PythonAlias.RemoveAll(file);
            isRemoved = Unlink(fileName);
        }

        SegmentLocks.Drop(file);
        return isRemoved;
    }

    /// <summary>Closes the directory, and removes it when it is empty.</summary>
    public void Dispose()
    {
        if (!_isFolder)
        {
            NativeMethods.RemoveDirectory(_path);
        }

        SegmentLocks.Close(_handle);
    }

    private static void ThrowIfOwned(SafeFileHandle? file, SegmentName name, bool isFolder)
    {
        if (file is null)
        {
            return;
        }

        if (SegmentFormat.FooterOf(file) is var footer && (isFolder ? !footer.IsCounted : footer.IsPersistent))
        {
            throw new SegmentExistsException(
                $"There is a file {name.Path}, and it is to stay. Delete it (SharedRecords.Delete), or choose another name.");
        }

        if (SegmentLocks.HasOwner(file))
        {
            throw new SegmentExistsException(
                $"The name '{name.Text}' is in use: the owner of {name.Path} is alive. Dispose that segment, or choose another name.");
        }
    }

    /// <summary>Takes a name from a segment whose owner has ended.</summary>
    private void MakeFree(SegmentName name)
    {
        using SafeFileHandle? file = OpenIfThere(name);
        ThrowIfOwned(file, name, _isFolder);
        if (file is not null && !TryRemove(file, name.FileName))
        {
            Delete(file, name);
        }
    }

    /// <summary>Whether a file that nobody holds is nobody's any more.</summary>
    private bool IsRemovable(SafeFileHandle file)
        => SegmentFormat.FooterOf(file) is var footer && (_isFolder ? footer.IsCounted : !footer.IsPersistent);

    private bool HasName(SafeFileHandle file, string fileName)
        => NativeMethods.Status(
            _handle,
            fileName,
            NativeMethods.AtNoFollow,
            NativeMethods.StatBasic,
            out NativeMethods.FileStatus named) == 0
            && FileBytes.Status(file, fileName) is var status
            && (named.Number, named.DeviceMajor, named.DeviceMinor) == (status.Number, status.DeviceMajor, status.DeviceMinor);

    private SafeFileHandle OpenFile(string fileName)
        => NativeMethods.OpenAt(
            _handle,
            fileName,
            NativeMethods.OpenNoFollow | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
            0);

    private SafeFileHandle? OpenIfThere(SegmentName name)
    {
        SafeFileHandle file = OpenFile(name.FileName);
        return !file.IsInvalid ? file
            : SystemError.Last == SystemError.NotFound ? null
            : throw SystemError.Exception($"The name '{name.Text}' is in use, and {name.Path} cannot be opened");
    }

    private bool Unlink(string fileName) => NativeMethods.UnlinkAt(_handle, fileName, 0) == 0;
}
