using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Segments by .NET alone: files of a directory, which others open by their path. Whoever has one open has a shared lock on it, by
/// which .NET knows that it is in use; who can open a file for himself alone knows that nobody holds it, and deletes it. The owner of a
/// name has a second file locked. A kill leaves the file to the next program that uses segments: memory of the system's own, which
/// would vanish, only Linux has.
/// </summary>
internal static class PortableSegments
{
    private const string HiddenStart = ".segment-";
    private const string OwnerSuffix = ".owner";
    private const FileShare Everybody = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>Creates a file without a name that anybody knows.</summary>
    /// <param name="directory">The directory of segments, which is created.</param>
    /// <param name="isAnonymous">Whether it goes with its handle.</param>
    public static (SafeFileHandle File, string Path) Create(string directory, bool isAnonymous)
    {
        MakeDirectory(directory);
        string path = $"{directory}/{HiddenStart}{Guid.NewGuid():N}{SegmentName.Suffix}";
        SafeFileHandle file = File.OpenHandle(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            Everybody,
            isAnonymous ? FileOptions.DeleteOnClose : FileOptions.None);
        return (file, path);
    }

    /// <summary>Checks that a name is free, or that its owner has ended.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive, or it is to stay.</exception>
    public static void ThrowIfTaken(SegmentName name)
    {
        if (!File.Exists(name.Path))
        {
            return;
        }

        SegmentFooter footer = FooterOf(name.Path);
        if (name.Folder is null ? footer.IsPersistent : !footer.IsCounted)
        {
            throw new SegmentExistsException(
                $"There is a file {name.Path}, and it is to stay. Delete it (SharedRecords.Delete), or choose another name.");
        }

        if (IsOwned(name.Path))
        {
            throw new SegmentExistsException(
                $"The name '{name.Text}' is in use: the owner of {name.Path} is alive. Dispose that segment, or choose another name.");
        }
    }

    /// <summary>Gives a file its name.</summary>
    /// <returns>The hold of the file by this process, its owner.</returns>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public static IDisposable Link(SafeFileHandle file, string hidden, SegmentName name)
    {
        SafeFileHandle owner;
        try
        {
            owner = File.OpenHandle(
                name.Path + OwnerSuffix,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            throw new SegmentExistsException($"The name '{name.Text}' is in use: the owner of {name.Path} is alive.");
        }

        try
        {
            ThrowIfKept(name);
            File.Move(hidden, name.Path, overwrite: true); // Who reads the one before keeps it.
            return new Hold(file, name, owner);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file, which is held by that.</summary>
    /// <exception cref="SegmentNotFoundException">There is no such file.</exception>
    public static OpenSegment Open(SegmentName name, RecordSchema? schema, bool writable, SegmentAccess access)
    {
        string path = name.Path;
        if (IsOfSegments(name))
        {
            TryRemove(path, name.Folder is not null);
        }

        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, Everybody);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SegmentNotFoundException(
                $"There is no segment '{name.Text}' ({path}): it is not published yet, or its last holder has disposed it or ended.");
        }

        try
        {
            MappedRows rows = SegmentFormat.Map(file, schema, access, $"Segment '{name.Text}' ({path})");
            return new OpenSegment(rows, path, IsOfSegments(name) || FooterOf(file).IsCounted ? new Hold(file, name, null) : file);
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
    /// <param name="name">A segment of the directory.</param>
    public static int Reap(SegmentName name)
    {
        int removed = 0;
        if (Directory.Exists(name.Directory))
        {
            foreach (string path in Directory.EnumerateFiles(name.Directory, "*" + SegmentName.Suffix))
            {
                removed += TryRemove(path, name.Folder is not null) ? 1 : 0;
            }
        }

        return removed;
    }

    /// <summary>What <see cref="SharedRecords.List()"/> says of the files with names.</summary>
    public static IEnumerable<SegmentInfo> List(SegmentName name)
    {
        string[] paths = Directory.Exists(name.Directory) ? Directory.GetFiles(name.Directory, "*" + SegmentName.Suffix) : [];
        foreach (string path in paths)
        {
            SegmentFooter footer = FooterOf(path);
            bool isHidden = Path.GetFileName(path).StartsWith(HiddenStart, StringComparison.Ordinal);
            if (name.Folder is null || footer.IsCounted || footer.IsPersistent)
            {
                bool isFree = IsFree(path);
                SegmentState state = IsOwned(path) || (isHidden && !isFree) ? SegmentState.Owned
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
        catch (IOException)
        {
            return null; // It has just gone.
        }
    }

    private static bool IsOfSegments(SegmentName name) => name.Folder is null;

    private static bool IsOwned(string path)
    {
        try
        {
            using SafeFileHandle owner = File.OpenHandle(path + OwnerSuffix, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static bool IsFree(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool TryRemove(string path, bool isFolder)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, OnWindows);
            SegmentFooter footer = FooterOf(file);
            if (isFolder ? !footer.IsCounted : footer.IsPersistent)
            {
                return false;
            }

            File.Delete(path);
            File.Delete(path + OwnerSuffix);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // Somebody holds it, or it has gone.
        }
    }

    // There, a file that is open for one alone could not be deleted.
    private static FileShare OnWindows => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static void ThrowIfKept(SegmentName name)
    {
        if (File.Exists(name.Path) && FooterOf(name.Path) is var footer && (name.Folder is null ? footer.IsPersistent : !footer.IsCounted))
        {
            throw new SegmentExistsException($"There is a file {name.Path}, and it is to stay. Delete it, or choose another name.");
        }
    }

    private static SegmentFooter FooterOf(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Everybody);
            return FooterOf(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static SegmentFooter FooterOf(SafeFileHandle file) => SegmentFormat.FooterOf(file);

    private static void MakeDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A file that is held by having it open.</summary>
    private sealed class Hold(SafeFileHandle file, SegmentName name, SafeFileHandle? owner) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                owner?.Dispose();
                file.Dispose();
                TryRemove(name.Path, name.Folder is not null);
            }
        }
    }
}
