using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The files of <see cref="PortableSegments"/>: what their names say, who has them open, and their removal.</summary>
internal static class PortableSegmentFile
{
    /// <summary>The ending of the name of a lock.</summary>
    public const string OwnerSuffix = ".owner";

    /// <summary>The ending of the names of sockets in the directory, each of which has such a lock.</summary>
    public const string SocketSuffix = ".socket";

    /// <summary>What all who have one open share.</summary>
    public const FileShare Everybody = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>So long at most does somebody who only looks have a lock or a file for himself.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.2);

    private const string DraftStart = ".schematoolkit-draft-";
    private const string HiddenStart = ".segment-";

    // On Windows, a file that is open for one alone could not be deleted.
    private static FileShare Nobody => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>A new name for what is not published yet.</summary>
    public static string NewDraft() => NewName(DraftStart);

    /// <summary>A new name for a segment without a name.</summary>
    public static string NewHidden() => NewName(HiddenStart);

    /// <summary>Whether a path is that of what is not published yet.</summary>
    public static bool IsDraft(string path) => Path.GetFileName(path).StartsWith(DraftStart, StringComparison.Ordinal);

    /// <summary>Whether a path is that of a segment without a name, in the directory of this user.</summary>
    public static bool IsHidden(string path)
        => Path.GetFileName(path).StartsWith(HiddenStart, StringComparison.Ordinal)
            && SegmentName.Parse(path) is { User: var user, Folder: null }
            && user == SegmentName.CurrentUser;

    /// <summary>Opens a file, which is held by that.</summary>
    /// <exception cref="SegmentNotFoundException">There is none.</exception>
    /// <exception cref="RecordFormatException">It is not a file.</exception>
    public static SafeFileHandle Open(SegmentName name, bool writable)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                FileAccess access = writable ? FileAccess.ReadWrite : FileAccess.Read;
                return name.Folder is null
                    ? File.OpenHandle(name.Path, FileMode.Open, access, Everybody)
                    : FileBytes.Open(name.Path, access, Everybody);
            }
            catch (UnauthorizedAccessException) when (Directory.Exists(name.Path))
            {
                throw FileBytes.NoFile(name.Path);
            }
            catch (IOException error) when (SystemError.IsOutOfDescriptors(error))
            {
                throw SystemError.OutOfDescriptors($"{name.Path} cannot be opened", error);
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException || (IsHidden(name.Path) && IsGoing(error)))
            {
                throw IsHidden(name.Path) ? new SegmentNotFoundException(
                        $"There is no segment {name.Path}: the process that owned it has disposed it or ended.")
                    : name.Folder is null ? new SegmentNotFoundException(
                        $"There is no segment '{name.Text}' ({name.Path}): it is not published yet, or its last holder has disposed it or "
                            + $"ended.{name.Hint}")
                    : new SegmentNotFoundException($"There is no file {name.Path}.");
            }
            catch (IOException error) when (PortableFiles.IsInUse(error) && Stopwatch.GetElapsedTime(start) < Moment)
            {
                Thread.Sleep(1); // Somebody looks whether it is in use.
            }
        }
    }

    /// <summary>The footer of a file; empty if it has none, or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mustBeReadable">Whether one that this user may not read is an error.</param>
    /// <exception cref="UnauthorizedAccessException">It is.</exception>
    public static SegmentFooter FooterOf(string path, bool mustBeReadable = false)
    {
        try
        {
            using SafeFileHandle file = Open(SegmentName.OfFile(path), writable: false);
            return SegmentFormat.FooterOf(file);
        }
        catch (Exception error) when (error is IOException or SegmentNotFoundException or RecordFormatException)
        {
            return default;
        }
        catch (UnauthorizedAccessException) when (!mustBeReadable || OperatingSystem.IsWindows())
        {
            return default; // Windows says the same of a file that is being deleted.
        }
    }

    /// <summary>Whether nobody holds a file.</summary>
    public static bool IsFree(string path)
    {
        try
        {
            using SafeFileHandle file = FileBytes.Open(path, FileAccess.Read, Nobody);
            return PortableFiles.IsLocked(path); // Where there are no locks, everything looks free.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or RecordFormatException)
        {
            return false;
        }
    }

    /// <summary>Removes a file that nobody holds. Under the lock of its owner, so that nobody gives another file the name meanwhile.</summary>
    /// <param name="name">The file.</param>
    /// <param name="held">The lock, if this process has it.</param>
    /// <returns>Whether it was removed.</returns>
    public static bool TryRemove(SegmentName name, LockFile? held = null)
    {
        string path = name.Path;
        if (!IsFree(path))
        {
            return false;
        }

        try
        {
            bool mustLock = held is null && HasName(path);
            using LockFile? owner = mustLock ? LockFile.TryTake(path + OwnerSuffix, Moment) : null;
            if (mustLock && owner is null)
            {
                return false;
            }

            using SafeFileHandle file = OpenAlone(path);
            SegmentFooter footer = SegmentFormat.FooterOf(file);
            if (!IsDraft(path) && (name.Folder is null ? footer.IsPersistent : !footer.IsCounted))
            {
                return false;
            }

            File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // Somebody holds it, or it has gone.
        }
    }

    /// <summary>Removes the files of this user that nobody holds.</summary>
    /// <param name="directory">The directory of segments, or one of the user's.</param>
    /// <param name="isFolder">Whether it is the user's.</param>
    /// <param name="seen">How many files there were.</param>
    /// <returns>How many of them were removed.</returns>
    public static int Reap(string directory, bool isFolder, out int seen)
    {
        int removed = 0;
        string[] files = Files(directory, "*" + SegmentName.Suffix);
        seen = files.Length;
        foreach (string path in files)
        {
            removed += TryRemove(NameOf(path, isFolder)) ? 1 : 0;
        }

        foreach (string socket in isFolder ? [] : Files(directory, "*" + SocketSuffix))
        {
            RemoveSocket(socket);
        }

        return removed;
    }

    private static void RemoveSocket(string path)
    {
        try
        {
            using LockFile? owner = LockFile.TryTake(path + OwnerSuffix);
            _ = owner is not null && PortableFiles.TryDelete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next to come removes it.
        }
    }

    /// <summary>The files of a directory whose names match a pattern.</summary>
    public static string[] Files(string directory, string pattern)
    {
        try
        {
            return Directory.GetFiles(directory, pattern);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static string NewName(string start) => $"{start}{Guid.NewGuid():N}{SegmentName.Suffix}";

    private static bool HasName(string path) => !IsDraft(path) && !IsHidden(path);

    private static SegmentName NameOf(string path, bool isFolder)
        => isFolder ? SegmentName.OfFile(path) : new SegmentName(SegmentName.CurrentUser, Path.GetFileName(path));

    // Windows refuses a file that is deleted while others have it open.
    private static bool IsGoing(Exception error) => OperatingSystem.IsWindows() && error is UnauthorizedAccessException;

    // Two who let it go at once both look whether it is in use, and one of them must find that it is not.
    private static SafeFileHandle OpenAlone(string path)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, Nobody);
            }
            catch (IOException error) when (PortableFiles.IsInUse(error) && Stopwatch.GetElapsedTime(start) < Moment / 10)
            {
                Thread.Sleep(1);
            }
        }
    }
}
