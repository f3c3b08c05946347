using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The directory of a user's named segments, locked. Names are added and removed only under this lock, so the file behind
/// a name does not change between a check and the action after it. The directory is created for the first segment and
/// removed with the last.
/// </summary>
internal sealed class SegmentDirectory : IDisposable
{
    private const uint OwnerOnly = 0x1c0;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private SegmentDirectory(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _path = path;
    }

    /// <summary>Locks a user's directory; creates it if there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">Another user may change it.</exception>
    /// <exception cref="IOException">A stopped process has it locked.</exception>
    public static SegmentDirectory LockOrCreate(uint user)
    {
        string path = SegmentName.DirectoryOf(user);
        while (true)
        {
            if (NativeMethods.MakeDirectory(path, OwnerOnly) != 0 && SystemError.Last != SystemError.Exists)
            {
                throw SystemError.Exception($"{path} cannot be created");
            }

            if (Lock(user) is { } directory)
            {
                return directory;
            }
        }
    }

    /// <summary>Locks a user's directory; <see langword="null"/> when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">Another user may change it.</exception>
    /// <exception cref="IOException">A stopped process has it locked.</exception>
    public static SegmentDirectory? Lock(uint user)
    {
        string path = SegmentName.DirectoryOf(user);
        SafeFileHandle handle = NativeMethods.Open(
            path,
            NativeMethods.OpenDirectory | NativeMethods.OpenNoFollow | NativeMethods.OpenCloseOnExec,
            0);
        if (handle.IsInvalid)
        {
            return SystemError.Last == SystemError.NotFound ? null : throw SystemError.Exception($"{path} cannot be opened");
        }

        try
        {
            SegmentLocks.Take(handle, NativeMethods.LockExclusive, path);
            NativeMethods.FileStatus status = FileBytes.Status(handle, path);
            if (status.User != user || (status.Mode & 0x3f) != 0)
            {
                throw new UnauthorizedAccessException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{path} must be a directory that user {user} owns and no other user may enter. "
                            + $"Remove it, or correct its owner and mode (chmod 700)."));
            }

            if (status.Links > 0)
            {
                return new SegmentDirectory(handle, path);
            }
        }
        catch
        {
            SegmentLocks.Close(handle);
            throw;
        }

        SegmentLocks.Close(handle);
        return null;
    }

    /// <summary>Removes all segments of this user that nobody holds. Does nothing if that is not possible now.</summary>
    public static void ReapOwn()
    {
        try
        {
            using SegmentDirectory? directory = Lock(NativeMethods.EffectiveUser());
            directory?.Reap();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next program removes them. What this program wants to do may still work.
        }
    }

    /// <summary>The files of a user's segments.</summary>
    public static string[] FileNames(uint user)
    {
        try
        {
            return [.. Directory.EnumerateFiles(SegmentName.DirectoryOf(user), "*" + SegmentName.Suffix).Select(Path.GetFileName)!];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Gives a file its name. A segment of this name whose owner has ended loses the name; processes that have it
    /// open keep it.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public void Link(SafeFileHandle file, SegmentName name)
    {
        ThrowIfOwned(name);
        Unlink(name.FileName);
        string self = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        if (NativeMethods.LinkAt(NativeMethods.AtWorkingDirectory, self, _handle, name.FileName, NativeMethods.AtSymlinkFollow) != 0)
        {
            throw SystemError.Exception($"{name.Path} cannot be created");
        }
    }

    /// <summary>Checks that a name is free, or that its owner has ended.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public void ThrowIfOwned(SegmentName name)
    {
        using SafeFileHandle file = Open(name.FileName);
        if (!file.IsInvalid && SegmentLocks.HasOwner(file))
        {
            throw new SegmentExistsException(
                $"The name '{name.Text}' is in use: the owner of {name.Path} is alive. Dispose that segment, or choose another name.");
        }
    }

    /// <summary>Removes all segments that nobody holds: what killed processes have left.</summary>
    /// <returns>How many.</returns>
    public int Reap()
        => Directory.EnumerateFiles(_path, "*" + SegmentName.Suffix).Count(path => RemoveUnheld(Path.GetFileName(path)));

    /// <summary>Removes a segment that nobody holds.</summary>
    /// <returns>Whether it did.</returns>
    public bool RemoveUnheld(string fileName)
    {
        using SafeFileHandle file = Open(fileName);
        if (file.IsInvalid || !SegmentLocks.TryTake(file, NativeMethods.LockExclusive))
        {
            return false;
        }

        Unlink(fileName);
        SegmentLocks.Drop(file);
        return true;
    }

    /// <summary>Unlocks the directory, and removes it when it is empty.</summary>
    public void Dispose()
    {
        NativeMethods.RemoveDirectory(_path);
        SegmentLocks.Close(_handle);
    }

    private SafeFileHandle Open(string fileName)
        => NativeMethods.OpenAt(
            _handle,
            fileName,
            NativeMethods.OpenNoFollow | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
            0);

    private void Unlink(string fileName) => NativeMethods.UnlinkAt(_handle, fileName, 0);
}
