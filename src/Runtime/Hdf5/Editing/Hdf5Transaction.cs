using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The file that a transaction writes, and its lock.</summary>
internal sealed class Hdf5Transaction : IHdf5Edit
{
    private const uint CloneFile = 0x40049409;
    private const int CopiedBytes = 1 << 20;
    private const string MadeUpEnd = " (deleted)";
    private const int SecondsOfAMoment = 60;
    private const int MostLeftFiles = 1000;

    private readonly FileReplacement _file;
    private readonly Durability _durability;
    private readonly Hdf5Lock _lock;
    private readonly bool _ownsLock;
    private readonly string _path;
    private readonly EarlyFlush? _flush;
    private FileState? _seen;
    private bool _isDisposed;

    /// <summary>Begins a transaction.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="durability">Whether the published file survives a power loss.</param>
    /// <param name="held">The lock of the path, if the caller has it.</param>
    /// <exception cref="IOException">Another transaction on the same file is in progress.</exception>
    /// <inheritdoc cref="FileReplacement.Begin(string, bool)" path="/exception"/>
    public Hdf5Transaction(string path, Durability durability, Hdf5Lock? held = null)
    {
        _path = path;
        _durability = durability;
        _ownsLock = held is null;
        _file = FileReplacement.Begin(path, mustSeek: true);
        try
        {
            _seen = FileState.Of(_file.Target);
            _lock = held ?? Hdf5Lock.Take(path, _file.Identity);
            _flush = durability == Durability.PowerLoss && !Portable.IsOn ? new EarlyFlush(_file.Handle) : null;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The lock of the path, which ends with the transaction.</summary>
    public Hdf5Lock Lock => _lock;

    /// <summary>The path that the file will have; links are followed.</summary>
    public string Target => _file.Target;

    /// <summary>A path that opens the file until it is published.</summary>
    public string BytesPath => _file.Path;

    /// <summary>The file, for reading and writing.</summary>
    public SafeFileHandle Handle => _file.Handle;

    /// <summary>Makes the file a copy of the one at its path; where the file system can do that, the two share their bytes.</summary>
    /// <exception cref="IOException">Another program is writing it.</exception>
    public void Copy()
    {
        using SafeFileHandle source = FileBytes.Open(_path, FileShare.ReadWrite | FileShare.Delete);
        if (IsWritten(source))
        {
            throw new IOException($"{_path} is open for writing in another program; wait until it has closed it.");
        }

        _seen = FileState.Of(source, _path);
        if (Portable.IsOn || NativeMethods.Clone(_file.Handle, CloneFile, source) != 0)
        {
            byte[] buffer = new byte[CopiedBytes];
            for (long at = 0; FileBytes.Read(source, buffer, at) is > 0 and var length; at += length)
            {
                Write(buffer.AsSpan(0, length), at);
            }
        }

        if (FileState.Of(source, _path) != _seen)
        {
            throw new IOException($"{_path} was changed by another program while it was copied; try again.");
        }
    }

    /// <summary>Opens the file with libhdf5.</summary>
    public Hdf5FileHandle Open(Func<string, Hdf5FileHandle> open)
    {
        // When libhdf5 opens a file through a link, a file with the link's target as its name must exist. For a file
        // without a name the kernel makes up a target, so an empty file of that name is created for this moment. If the
        // process is killed in this moment, the empty file stays.
        string? madeUp = new FileInfo(_file.Path).LinkTarget;
        if (madeUp is null || !madeUp.EndsWith(MadeUpEnd, StringComparison.Ordinal))
        {
            return open(_file.Path);
        }

        RemoveLeftFiles(System.IO.Path.GetDirectoryName(madeUp)!);
        using FileStream empty = CreateEmpty(madeUp);
        _ = LeftFile.Lock(empty.SafeFileHandle);
        return open(_file.Path);
    }

    private FileStream CreateEmpty(string path)
    {
        try
        {
            return new FileStream(
                path,
                FileMode.OpenOrCreate,
                FileAccess.Write,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0,
                FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw NotWritten(e);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_file.Handle, bytes, offset);
        }
        catch (IOException e)
        {
            throw NotWritten(e);
        }
    }

    private IOException NotWritten(IOException error)
        => new($"{_path} cannot be written: {error.Message}.", error) { HResult = error.HResult };

    // The empty files of processes that were killed in that moment: of this user, with the kernel's name, without a lock, and not of
    // this moment, in which another process may just be making one.
    private static void RemoveLeftFiles(string directory)
    {
        using SafeFileHandle handle = NativeMethods.Open(
            directory,
            NativeMethods.OpenReadOnly | NativeMethods.OpenDirectory | NativeMethods.OpenCloseOnExec,
            0);
        if (handle.IsInvalid)
        {
            return;
        }

        long latest = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - SecondsOfAMoment;
        uint user = NativeMethods.EffectiveUser();
        var options = new EnumerationOptions { AttributesToSkip = 0, MatchCasing = MatchCasing.CaseSensitive };
        foreach (string path in Directory.EnumerateFiles(directory, "#*" + MadeUpEnd, options).Take(MostLeftFiles))
        {
            string name = System.IO.Path.GetFileName(path);
            if (name[1..^MadeUpEnd.Length].All(char.IsAsciiDigit))
            {
                LeftFile.Remove(handle, name, file => file.Size == 0 && file.User == user && file.ModifiedSeconds < latest);
            }
        }
    }

    /// <summary>Flushes the file to disk if it must survive a power loss, then replaces the target with it in one step.</summary>
    /// <param name="keep">Whether the file gets another name if it cannot replace the target.</param>
    /// <exception cref="Hdf5ConflictException">Another program has changed the target since, or is writing it.</exception>
    /// <exception cref="IOException">The disk failed, or the target has become a directory.</exception>
    public void Publish(bool keep)
    {
        // While the target is locked here, no program that locks what it writes, as libhdf5 does, opens it for writing.
        using SafeFileHandle? target = TryOpenTarget(out bool isWritten);
        isWritten |= target is not null && IsWritten(target);
        if (isWritten || FileState.Of(_file.Target) != _seen)
        {
            string name = $"{System.IO.Path.GetFileName(_file.Target)}.{System.IO.Path.GetRandomFileName()}";
            throw new Hdf5ConflictException(
                _path,
                keep ? _file.PublishAs(name) : null,
                isWritten ? "another program has it open for writing" : "another program has changed it");
        }

        _flush?.Dispose();
        if (OperatingSystem.IsWindows())
        {
            target?.Dispose(); // There, a file that somebody has open cannot be replaced.
        }

        _file.Publish(durable: _durability == Durability.PowerLoss);
    }

    private SafeFileHandle? TryOpenTarget(out bool isWritten)
    {
        isWritten = false;
        if (Portable.IsOn)
        {
            try
            {
                return File.Exists(_file.Target)
                    ? File.OpenHandle(_file.Target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                    : null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                isWritten = PortableFiles.IsInUse(error); // Who has it open lets nobody else read it.
                return null;
            }
        }

        SafeFileHandle target = NativeMethods.Open(
            _file.Target,
            NativeMethods.OpenReadOnly | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
            0);
        if (!target.IsInvalid)
        {
            return target;
        }

        target.Dispose();
        return null;
    }

    // Readers have a shared lock, as this has from then on; a writer has the only one. Some file systems have no locks.
    private static bool IsWritten(SafeFileHandle file)
        => !Portable.IsOn
            && NativeMethods.Lock(file, NativeMethods.LockShared | NativeMethods.LockNonBlocking) != 0
            && SystemError.Last == SystemError.WouldBlock;

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _flush?.Dispose();
            _file.Dispose();
            if (_ownsLock)
            {
                _lock.Dispose();
            }
        }
    }
}
