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
            string path = Path.Join(directory, PortableSegmentFile.NewDraft());
            try
            {
                SafeFileHandle file = File.OpenHandle(
                    path,
                    FileMode.CreateNew,
                    FileAccess.ReadWrite,
                    PortableSegmentFile.Everybody,
                    isAnonymous ? FileOptions.DeleteOnClose : FileOptions.None);
                if (File.Exists(path))
                {
                    return (file, path);
                }

                file.Dispose(); // Somebody has taken it for one that was left, in the instant before it was locked.
            }
            catch (IOException error) when (PortableFiles.IsInUse(error))
            {
                // Somebody looks at it in that instant.
                PortableFiles.TryDelete(path);
            }
            catch (IOException error) when (SystemError.IsOutOfDescriptors(error))
            {
                throw SystemError.OutOfDescriptors("Shared memory cannot be created", error);
            }
        }
    }

    /// <summary>Checks that a name is free, or that its owner has ended.</summary>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive, or it is to stay.</exception>
    public static void ThrowIfTaken(SegmentName name)
    {
        ThrowIfKept(name);
        if (LockFile.IsTaken(name.Path + PortableSegmentFile.OwnerSuffix, PortableSegmentFile.Moment))
        {
            throw Taken(name);
        }
    }

    /// <summary>Publishes a segment without a name: its file gets a name that nobody has had.</summary>
    /// <returns>Its path, and the hold of the file by this process, its owner.</returns>
    public static (string Path, IDisposable Hold) Publish(SafeFileHandle file, string draft)
    {
        string path = Path.Join(Path.GetDirectoryName(draft), PortableSegmentFile.NewHidden());
        File.Move(draft, path);
        return (path, new AnonymousHold(file, path));
    }

    /// <summary>Maps a file, and notes its path for the list of what is forgotten.</summary>
    public static MappedRows Map(SafeFileHandle file, RecordSchema? schema, SegmentAccess access, string place, string path)
    {
        MappedRows rows = SegmentFormat.Map(file, schema, access, place);
        rows.Mapping.About = (rows.Mapping.About as MappedSegment)! with { Path = path };
        return rows;
    }

    /// <summary>Gives a file its name.</summary>
    /// <returns>The hold of the file by this process, its owner.</returns>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    public static IDisposable Link(SafeFileHandle file, string hidden, SegmentName name)
    {
        LockFile owner = LockFile.TryTake(name.Path + PortableSegmentFile.OwnerSuffix, PortableSegmentFile.Moment) ?? throw Taken(name);
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
            PortableSegmentFile.TryRemove(name);
        }

        SafeFileHandle file = PortableSegmentFile.Open(name, writable);
        try
        {
            SegmentFooter footer = SegmentFormat.FooterOf(file);
            if (PortableSegmentFile.IsDraft(name.Path))
            {
                throw new RecordFormatException($"Segment {name.Path} is not published yet: open it after Publish().");
            }

            bool isHeld = name.Folder is null || footer.IsCounted;
            MappedRows rows = Map(file, schema, access, PlaceOf(name, access), name.Path);
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

        if (!PortableSegmentFile.FooterOf(name.Path).IsPersistent)
        {
            throw new InvalidOperationException($"{name.Path} is not a persistent segment: it is gone when its holders dispose it.");
        }

        File.Delete(name.Path);
    }

    private static string PlaceOf(SegmentName name, SegmentAccess access)
        => access == SegmentAccess.Segment ? $"Segment '{name.Text}' ({name.Path})" : $"Segment {name.Path}";

    private static SegmentExistsException Taken(SegmentName name)
        => new($"The name '{name.Text}' is in use: the owner of {name.Path} is alive. Dispose that segment, or choose another name.");

    // What may not be read is another user's.
    private static void ThrowIfKept(SegmentName name)
    {
        if (File.Exists(name.Path)
            && PortableSegmentFile.FooterOf(name.Path, mustBeReadable: true) is var footer
            && (name.Folder is null ? footer.IsPersistent : !footer.IsCounted))
        {
            throw new SegmentExistsException(
                $"There is a file {name.Path}, and it is to stay. Delete it (SharedRecords.Delete), or choose another name.");
        }
    }

    private static void Rename(string hidden, SegmentName name)
    {
        try
        {
            File.Move(hidden, name.Path, overwrite: true);
        }
        catch (Exception error) when (OperatingSystem.IsWindows() && error is IOException or UnauthorizedAccessException)
        {
            // There, a file that somebody has open cannot be replaced, but it can get another name.
            File.Move(name.Path, Path.Join(name.Directory, PortableSegmentFile.NewHidden()));
            File.Move(hidden, name.Path);
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
                file.Dispose();

                // By the lock that is there: a full disk has no room for another. Else by the descriptor of that, when there is no other.
                bool isRemoved = name is { } owned && owner is not null && PortableSegmentFile.TryRemove(owned, owner);
                owner?.Dispose();
                if (name is { } held && !isRemoved)
                {
                    PortableSegmentFile.TryRemove(held);
                }

                after?.Dispose();
            }
        }
    }
}
