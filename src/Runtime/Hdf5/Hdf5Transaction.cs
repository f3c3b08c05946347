using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The file that a transaction writes, and its lock.</summary>
internal sealed class Hdf5Transaction : IDisposable
{
    private const uint CloneFile = 0x40049409;

    private readonly FileReplacement _file;
    private readonly Durability _durability;
    private readonly Hdf5Lock _lock;
    private readonly bool _ownsLock;
    private bool _isDisposed;

    /// <summary>Begins a transaction.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="durability">Whether the published file survives a power loss.</param>
    /// <param name="held">The lock of the path, if the caller has it.</param>
    /// <exception cref="IOException">Another transaction on the same file is in progress.</exception>
    /// <inheritdoc cref="FileReplacement(string, bool)" path="/exception"/>
    public Hdf5Transaction(string path, Durability durability, Hdf5Lock? held = null)
    {
        _durability = durability;
        _ownsLock = held is null;
        _file = new FileReplacement(path, mustSeek: true);
        try
        {
            _lock = held ?? Hdf5Lock.Take(path, _file.Identity);
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

    /// <summary>The file, for reading and writing.</summary>
    public SafeFileHandle Handle => _file.Handle;

    /// <summary>Makes the file a copy of another one; where the file system can do that, the two share their bytes.</summary>
    public void CopyFrom(string path)
    {
        using FileStream source = File.OpenRead(path);
        if (NativeMethods.Clone(_file.Handle, CloneFile, source.SafeFileHandle) == 0)
        {
            return;
        }

        using var copy = new FileStream(_file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        source.CopyTo(copy, 1 << 20);
    }

    /// <summary>Opens the file with libhdf5.</summary>
    public Hdf5FileHandle Open(Func<string, Hdf5FileHandle> open)
    {
        // When libhdf5 opens a file through a link, a file with the link's target as its name must exist. For a file
        // without a name the kernel makes up a target, so an empty file of that name is created for this moment. If the
        // process is killed in this moment, the empty file stays.
        string? madeUp = new FileInfo(_file.Path).LinkTarget;
        if (madeUp is null || !madeUp.EndsWith(" (deleted)", StringComparison.Ordinal))
        {
            return open(_file.Path);
        }

        using (new FileStream(
            madeUp,
            FileMode.OpenOrCreate,
            FileAccess.Write,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            FileOptions.DeleteOnClose))
        {
            return open(_file.Path);
        }
    }

    /// <summary>Flushes the file to disk if it must survive a power loss, then replaces the target with it in one step.</summary>
    /// <exception cref="IOException">The disk failed, or the target has become a directory.</exception>
    public void Publish() => _file.Publish(durable: _durability == Durability.PowerLoss);

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _file.Dispose();
            if (_ownsLock)
            {
                _lock.Dispose();
            }
        }
    }
}
