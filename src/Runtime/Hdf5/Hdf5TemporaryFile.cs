using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The file that a transaction writes, <c>.NAME.tmp</c> beside the one it will replace: locked as long as the transaction
/// lives, so that there is one at a time, and so that what a killed process leaves is known to be nobody's and is taken over.
/// </summary>
internal sealed class Hdf5TemporaryFile : IDisposable
{
    private const int OpenCreate = 0x40;
    private const int ReadOnlyFileSystem = 30;
    private const int Attempts = 100;

    private readonly string _target;
    private readonly SafeFileHandle _handle;
    private bool _published;

    private Hdf5TemporaryFile(string target, string path, SafeFileHandle handle)
    {
        _target = target;
        Path = path;
        _handle = handle;
    }

    /// <summary>The temporary file.</summary>
    public string Path { get; }

    /// <summary>Creates and locks the temporary file of <paramref name="path"/>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be made in it, or the path is a directory.</exception>
    /// <exception cref="IOException">Another transaction on the same file is under way.</exception>
    public static Hdf5TemporaryFile Create(string path)
    {
        // Through a link it is the file linked to that is replaced.
        var file = new FileInfo(path);
        string target = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (Directory.Exists(target))
        {
            throw new UnauthorizedAccessException($"{path} is a directory.");
        }

        string temporary = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(target)!, $".{System.IO.Path.GetFileName(target)}.tmp");
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SafeFileHandle handle = Open(temporary, NativeMethods.OpenReadWrite | OpenCreate, path);
            try
            {
                // Not flock: libhdf5 itself may flock the file, through a descriptor of its own.
                var whole = new NativeMethods.FileLock { Type = NativeMethods.WriteLock };
                if (NativeMethods.Control(handle, NativeMethods.ControlSetDescriptionLock, ref whole) < 0
                    && SystemError.Last is SystemError.WouldBlock or SystemError.AccessDenied)
                {
                    throw new IOException($"{path} is being written by another transaction, of this process or another one; wait until it is complete, or write to another path.");
                }

                // Between opening and locking, the transaction that had it may have published or deleted it.
                if (NameOf(handle) == System.IO.Path.GetFileName(temporary))
                {
                    return new Hdf5TemporaryFile(target, temporary, handle);
                }
            }
            catch
            {
                handle.Dispose();
                throw;
            }

            handle.Dispose();
        }

        throw new IOException($"{path} cannot be written: {temporary}, which is needed for it, is a link or keeps vanishing.");
    }

    /// <summary>Makes the file a copy of another one, writable even if that is not.</summary>
    public void CopyFrom(string path)
    {
        File.Copy(path, Path, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Makes the file the target, all of it or nothing: on disk first, then in place by one rename.</summary>
    /// <exception cref="IOException">The disk failed, or the target has become a directory.</exception>
    public void Publish()
    {
        if (!OperatingSystem.IsWindows() && File.Exists(_target))
        {
            File.SetUnixFileMode(Path, File.GetUnixFileMode(_target));
        }

        RandomAccess.FlushToDisk(_handle);
        File.Move(Path, _target, overwrite: true);
        _published = true;
        using SafeFileHandle directory = Open(System.IO.Path.GetDirectoryName(_target)!, NativeMethods.OpenReadOnly, _target);
        RandomAccess.FlushToDisk(directory);
    }

    public void Dispose()
    {
        // Deleted before it is unlocked: after that it may be another's.
        if (!_published && !_handle.IsClosed)
        {
            File.Delete(Path);
        }

        _handle.Dispose();
    }

    private static SafeFileHandle Open(string file, int flags, string path)
    {
        const uint ReadWriteForAll = 0x1b6; // less the umask
        SafeFileHandle handle = NativeMethods.Open(file, flags | NativeMethods.OpenCloseOnExec, ReadWriteForAll);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        int error = SystemError.Last;
        string message = $"{path} cannot be written: {file}: {Marshal.GetPInvokeErrorMessage(error)}.";
        throw error switch
        {
            SystemError.NotFound or SystemError.NotDirectory => new DirectoryNotFoundException(message),
            SystemError.AccessDenied or SystemError.NotPermitted or ReadOnlyFileSystem => new UnauthorizedAccessException(message),
            _ => new IOException(message, error),
        };
    }

    private static string? NameOf(SafeFileHandle handle)
        => File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false) is { } link ? System.IO.Path.GetFileName(link.FullName) : null;
}
