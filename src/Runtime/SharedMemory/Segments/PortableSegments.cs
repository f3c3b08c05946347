using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Segments by .NET alone: files of a directory, which others open by their path. Whoever has one open has a shared lock on it, by
/// which .NET knows that it is in use; who can open a file for himself alone knows that nobody holds it, and deletes it. The owner of a
/// name has a <see cref="LockFile"/> too, and so has whoever gives a file a name or takes it away. A kill leaves the file to the next
/// program that uses segments: memory of the system's own, which would vanish, only Linux has.
/// </summary>
internal static class PortableSegments
{
    /// <summary>The ending of the name of a lock.</summary>
    public const string OwnerSuffix = ".owner";

    /// <summary>The ending of the names of sockets in the directory, each of which has such a lock.</summary>
    public const string SocketSuffix = ".socket";

    private const string DraftStart = ".draft-";
    private const string HiddenStart = ".segment-";
    private const FileShare Everybody = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>So long at most does somebody who only looks have a lock or a file for himself.</summary>
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(0.2);

    /// <summary>The directory of this user's segments, which is created.</summary>
    /// <exception cref="UnauthorizedAccessException">It cannot be, or others can write into it.</exception>
    public static string MakeDirectory()
    {
        string directory = SegmentName.DirectoryOf(SegmentName.CurrentUser);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return directory;
        }

        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(directory, Own);
        return (File.GetUnixFileMode(directory) & ~Own) == 0
            ? directory
            : throw new UnauthorizedAccessException(
                $"The directory of segments {directory} is open to other users. Delete it, or name another place for it in the "
                    + $"environment variable {SegmentName.RootVariable}.");
    }

    /// <summary>Creates the file of a segment that is not published yet. Nobody opens it but a worker process.</summary>
    /// <param name="folder">The user's directory that it is in; <see langword="null"/> for the directory of segments.</param>
    /// <param name="isAnonymous">Whether it goes with its handle.</param>
    public static (SafeFileHandle File, string Path) Create(string? folder, bool isAnonymous)
    {
        string directory = folder ?? MakeDirectory();
        while (true)
        {
            string path = Path.Join(directory, NewName(DraftStart));
            try
            {
                SafeFileHandle file = File.OpenHandle(
                    path,
                    FileMode.CreateNew,
                    FileAccess.ReadWrite,
                    Everybody,
                    isAnonymous ? FileOptions.DeleteOnClose : FileOptions.None);
                return (file, path);
            }
            catch (IOException error) when (PortableFiles.IsInUse(error))
            {
                // Somebody looked at it in the instant before its lock.
                PortableFiles.TryDelete(path);
            }
            catch (IOException error) when (SystemError.IsOutOfDescriptors(error))
            {
                throw SystemError.OutOfDescriptors("Shared memory cannot be created", error);
            }
        }
    }

    /// <summary>Whether a path is that of a segment without a name, in the directory of this user.</summary>
    public static bool IsHidden(string path)
        => Path.GetFileName(path).StartsWith(HiddenStart, StringComparison.Ordinal)
            && SegmentName.Parse(path) is { User: var user, Folder: null }
            && user == SegmentName.CurrentUser;

    /// <summary>Checks that a name is free, or that its owner has ended.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive, or it is to stay.</exception>
    public static void ThrowIfTaken(SegmentName name)
    {
        ThrowIfKept(name);
        if (LockFile.IsTaken(name.Path + OwnerSuffix, _moment))
        {
            throw Taken(name);
        }
    }

    /// <summary>Publishes a segment without a name: its file gets a name that nobody has had.</summary>
    /// <returns>Its path, and the hold of the file by this process, its owner.</returns>
    public static (string Path, IDisposable Hold) Publish(SafeFileHandle file, string draft)
    {
        string path = Path.Join(Path.GetDirectoryName(draft), NewName(HiddenStart));
        File.Move(draft, path);
        return (path, new AnonymousHold(file, path));
    }

    /// <summary>Gives a file its name.</summary>
    /// <returns>The hold of the file by this process, its owner.</returns>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public static IDisposable Link(SafeFileHandle file, string hidden, SegmentName name)
    {
        LockFile owner = LockFile.TryTake(name.Path + OwnerSuffix, _moment) ?? throw Taken(name);
        try
        {
            ThrowIfKept(name);
            Rename(hidden, name); // Who reads the one before keeps it.
            return new Hold(file, name, owner: owner);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file, which is held by that.</summary>
    /// <param name="name">The file.</param>
    /// <param name="schema">What its records must be; <see langword="null"/> for any.</param>
    /// <param name="writable">Whether to write it.</param>
    /// <param name="access">What it may be.</param>
    /// <param name="after">Is disposed after it.</param>
    /// <exception cref="SegmentNotFoundException">There is no such file.</exception>
    public static OpenSegment Open(SegmentName name, RecordSchema? schema, bool writable, SegmentAccess access, IDisposable? after = null)
    {
        if (name.Folder is null)
        {
            TryRemove(name);
        }

        SafeFileHandle file = OpenFile(name, writable);
        try
        {
            SegmentFooter footer = SegmentFormat.FooterOf(file);
            if (IsDraft(name.Path))
            {
                throw new RecordFormatException($"Segment {name.Path} is not published yet: open it after Publish().");
            }

            bool isHeld = name.Folder is null || footer.IsCounted;
            MappedRows rows = SegmentFormat.Map(file, schema, access, PlaceOf(name, access));
            return new OpenSegment(rows, name.Path, new Hold(file, isHeld ? name : null, after: after));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="SharedRecords.Delete"/>
    public static void Delete(SegmentName name)
    {
        if (!File.Exists(name.Path))
        {
            throw new SegmentNotFoundException($"There is no segment '{name.Text}' ({name.Path}).");
        }

        if (!FooterOf(name.Path).IsPersistent)
        {
            throw new InvalidOperationException($"{name.Path} is not a persistent segment: it is gone when its holders dispose it.");
        }

        File.Delete(name.Path);
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
            using LockFile? owner = LockFile.TryTake(socket + OwnerSuffix);
            _ = owner is not null && PortableFiles.TryDelete(socket);
        }

        return removed;
    }

    /// <summary>What <see cref="SharedRecords.List()"/> says of the files of a directory.</summary>
    /// <param name="directory">The directory of segments, or one of the user's.</param>
    /// <param name="isFolder">Whether it is the user's.</param>
    public static IEnumerable<SegmentInfo> List(string directory, bool isFolder)
    {
        foreach (string path in Files(directory, "*" + SegmentName.Suffix))
        {
            SegmentFooter footer = FooterOf(path);
            bool isHidden = IsHidden(path);
            if (IsDraft(path))
            {
                continue;
            }

            if (!isFolder || footer.IsCounted || footer.IsPersistent)
            {
                bool isFree = IsFree(path);
                SegmentState state = isHidden ? isFree ? SegmentState.Abandoned : SegmentState.Owned
                    : LockFile.IsTaken(path + OwnerSuffix) ? SegmentState.Owned
                    : !isFree ? SegmentState.Held
                    : footer.IsPersistent ? SegmentState.Kept
                    : SegmentState.Abandoned;
                if (Describe(path, state) is { } info)
                {
                    yield return info with
                    {
                        Name = isHidden ? null : Path.GetFileNameWithoutExtension(path),
                        Lifetime = footer.IsPersistent ? SegmentLifetime.Persistent : SegmentLifetime.Holders,
                    };
                }
            }
        }
    }

    private static SegmentInfo? Describe(string path, SegmentState state)
    {
        var info = new SegmentInfo { Reference = path, State = state };
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Everybody);
            (NpyHeader header, SegmentFooter footer, long size) = SegmentFormat.Read(file, null, SegmentAccess.Segment, path);
            return SegmentList.Describe(info, new MappedSegment(default, header, footer, size));
        }
        catch (Exception e) when (e is RecordFormatException or SchemaMismatchException)
        {
            return info with { State = SegmentState.Damaged };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has just gone.
        }
    }

    private static string[] Files(string directory, string pattern)
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

    private static bool IsDraft(string path) => Path.GetFileName(path).StartsWith(DraftStart, StringComparison.Ordinal);

    private static bool HasName(string path) => !IsDraft(path) && !IsHidden(path);

    private static SegmentName NameOf(string path, bool isFolder)
        => isFolder ? SegmentName.OfFile(path) : new SegmentName(SegmentName.CurrentUser, Path.GetFileName(path));

    private static string PlaceOf(SegmentName name, SegmentAccess access)
        => access == SegmentAccess.Segment ? $"Segment '{name.Text}' ({name.Path})" : $"Segment {name.Path}";

    private static SafeFileHandle OpenFile(SegmentName name, bool writable)
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
            catch (IOException error) when (PortableFiles.IsInUse(error) && Stopwatch.GetElapsedTime(start) < _moment)
            {
                Thread.Sleep(1); // Somebody looks whether it is in use.
            }
        }
    }

    // Windows refuses a file that is deleted while others have it open.
    private static bool IsGoing(Exception error) => OperatingSystem.IsWindows() && error is UnauthorizedAccessException;

    private static SegmentExistsException Taken(SegmentName name)
        => new($"The name '{name.Text}' is in use: the owner of {name.Path} is alive. Dispose that segment, or choose another name.");

    private static void ThrowIfKept(SegmentName name)
    {
        if (File.Exists(name.Path) && FooterOf(name.Path) is var footer && (name.Folder is null ? footer.IsPersistent : !footer.IsCounted))
        {
            throw new SegmentExistsException(
                $"There is a file {name.Path}, and it is to stay. Delete it (SharedRecords.Delete), or choose another name.");
        }
    }

    private static bool IsFree(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Nobody);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes a file that nobody holds. Under the lock of its owner, so that nobody gives another file the name meanwhile.</summary>
    private static bool TryRemove(SegmentName name)
    {
        string path = name.Path;
        if (!IsFree(path))
        {
            return false;
        }

        try
        {
            using LockFile? owner = HasName(path) ? LockFile.TryTake(path + OwnerSuffix, _moment) : null;
            if (owner is null && HasName(path))
            {
                return false;
            }

            using SafeFileHandle file = OpenAlone(path);
            SegmentFooter footer = SegmentFormat.FooterOf(file);
            if (name.Folder is null ? footer.IsPersistent : !footer.IsCounted)
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
            catch (IOException error) when (PortableFiles.IsInUse(error) && Stopwatch.GetElapsedTime(start) < _moment / 10)
            {
                Thread.Sleep(1);
            }
        }
    }

    // There, a file that is open for one alone could not be deleted.
    private static FileShare Nobody => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static void Rename(string hidden, SegmentName name)
    {
        try
        {
            File.Move(hidden, name.Path, overwrite: true);
        }
        catch (Exception error) when (OperatingSystem.IsWindows() && error is IOException or UnauthorizedAccessException)
        {
            // There, a file that somebody has open cannot be replaced, but it can get another name.
            File.Move(name.Path, Path.Join(name.Directory, NewName(HiddenStart)));
            File.Move(hidden, name.Path);
        }
    }

    // Nothing if it cannot be read.
    private static SegmentFooter FooterOf(string path)
    {
        try
        {
            using SafeFileHandle file = OpenFile(SegmentName.OfFile(path), writable: false);
            return SegmentFormat.FooterOf(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SegmentNotFoundException)
        {
            return default;
        }
    }

    /// <summary>A segment without a name that this process owns: nobody can open it any more when this is disposed.</summary>
    private sealed class AnonymousHold(SafeFileHandle file, string path) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            PortableFiles.TryDelete(path);
        }
    }

    /// <summary>A file that is held by having it open; without a name, any file.</summary>
    private sealed class Hold(SafeFileHandle file, SegmentName? name, LockFile? owner = null, IDisposable? after = null) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                owner?.Dispose();
                file.Dispose();
                if (name is { } held)
                {
                    TryRemove(held);
                }

                after?.Dispose();
            }
        }
    }
}
