using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A named segment, held open. It exists while any process holds it; the last holder removes it.</summary>
internal sealed class SegmentHold : IDisposable
{
    private readonly SegmentName _name;
    private int _isDisposed;

    private SegmentHold(SafeFileHandle file, SegmentName name)
    {
        File = file;
        _name = name;
    }

    /// <summary>The segment's file.</summary>
    public SafeFileHandle File { get; }

    /// <summary>What was seen of it when it was opened.</summary>
    public NativeMethods.FileStatus Status { get; private init; }

    /// <summary>Gives its name to a file that this process already holds and owns.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public static SegmentHold Link(SafeFileHandle file, SegmentName name)
    {
        while (true)
        {
            using SegmentDirectory directory = SegmentDirectory.OpenOrCreate(name);
            if (directory.TryLink(file, name))
            {
                return new SegmentHold(file, name);
            }
        }
    }

    /// <summary>Creates memory that can become a named segment. This process holds and owns it before anybody can see
    /// it.</summary>
    /// <param name="origin">A directory of the file system that the name will be in.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static SafeFileHandle CreateUnnamed(string origin)
    {
        SafeFileHandle file = NativeMethods.Open(
            origin,
            NativeMethods.OpenUnnamed | NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec,
            0x180);
        if (file.IsInvalid)
        {
            throw SystemError.Last == SystemError.NotFound
                ? new DirectoryNotFoundException($"There is no directory {origin} for segments.")
                : SystemError.Exception($"Shared memory cannot be created in {origin}");
        }

        try
        {
            SegmentLocks.Take(file, NativeMethods.LockShared, origin);
            SegmentLocks.TakeOwnership(file, origin);
            return file;
        }
        catch
        {
            SegmentLocks.Close(file);
            throw;
        }
    }

    /// <summary>Opens a segment and holds it.</summary>
    /// <exception cref="SegmentNotFoundException">There is no segment of this name.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public static SegmentHold Open(SegmentName name, int flags)
    {
        while (true)
        {
            SafeFileHandle file = NativeMethods.Open(
                name.Path,
                flags | NativeMethods.OpenNoFollow | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
                0);
            if (file.IsInvalid)
            {
                throw SystemError.Last is SystemError.NotFound
                    ? new SegmentNotFoundException(
                        $"There is no segment '{name.Text}' ({name.Path}): "
                            + $"it is not published yet, or its last holder has disposed it or ended.{name.Hint}")
                    : SystemError.Exception($"{name.Path} cannot be opened");
            }

            try
            {
                // What nobody holds is what a killed process has left: it is removed, not opened.
                if (!TryRemove(file, name))
                {
                    SegmentLocks.Take(file, NativeMethods.LockShared, name.Path);
                    NativeMethods.FileStatus status = FileBytes.Status(file, name.Path);
                    ThrowIfForeign(name, status);

                    // Another process may have removed the segment before this one had the lock.
                    if (status.Links > 0)
                    {
                        return new SegmentHold(file, name) { Status = status };
                    }
                }
            }
            catch
            {
                SegmentLocks.Close(file);
                throw;
            }

            SegmentLocks.Close(file);
        }
    }

    /// <summary>Releases the segment, and removes it when nobody else holds it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        try
        {
            TryRemove(File, _name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next program that uses shared memory removes it.
        }

        SegmentLocks.Close(File);
    }

    /// <summary>Removes a segment if nobody else holds it.</summary>
    private static bool TryRemove(SafeFileHandle file, SegmentName name)
    {
        // Most segments are held by others, who are not troubled for this.
        if (!SegmentLocks.TryTake(file, NativeMethods.LockExclusive))
        {
            return false;
        }

        ThrowIfForeign(name, FileBytes.Status(file, name.Path));
        using SegmentDirectory? directory = SegmentDirectory.Open(name);
        return directory is null || directory.TryRemove(file, name.FileName);
    }

    private static void ThrowIfForeign(SegmentName name, in NativeMethods.FileStatus status)
    {
        if (status.User != name.User && name.Folder is null)
        {
            throw new UnauthorizedAccessException(
                $"{name.Path} belongs to user {status.User}, but is in the directory of user {name.User}.");
        }
    }
}
