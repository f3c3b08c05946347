using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The file that a transaction writes, <c>.NAME.tmp</c> beside the one it will replace: locked as long as the transaction
/// lives, so that there is one at a time, and so that what a killed process leaves is known to be nobody's and is taken over.
/// </summary>
internal sealed partial class Hdf5TemporaryFile : IDisposable
{
    // An open file description lock, not flock: libhdf5 itself may flock the file, through a descriptor of its own.
    private const int SetOpenFileDescriptionLock = 37;
    private const short WriteLock = 1;
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int ReadWriteCreateCloseOnExec = 0x80000 | 0x40 | 2;
    private const int EPerm = 1;
    private const int ENoEnt = 2;
    private const int EAgain = 11;
    private const int EAcces = 13;
    private const int ENotDir = 20;
    private const int ERoFs = 30;
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
            SafeFileHandle handle = Open(temporary, ReadWriteCreateCloseOnExec, path);
            try
            {
                var whole = new FileLock { Type = WriteLock };
                if (Control(handle, SetOpenFileDescriptionLock, ref whole) < 0 && Marshal.GetLastPInvokeError() is EAgain or EAcces)
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
        using SafeFileHandle directory = Open(System.IO.Path.GetDirectoryName(_target)!, ReadOnlyCloseOnExec, _target);
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
        const int ReadWriteForAll = 0x1b6; // less the umask
        int descriptor = Open(file, flags, ReadWriteForAll);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        int error = Marshal.GetLastPInvokeError();
        string message = $"{path} cannot be written: {file}: {Marshal.GetPInvokeErrorMessage(error)}.";
        throw error switch
        {
            ENoEnt or ENotDir => new DirectoryNotFoundException(message),
            EAcces or EPerm or ERoFs => new UnauthorizedAccessException(message),
            _ => new IOException(message, new Win32Exception(error)),
        };
    }

    private static string? NameOf(SafeFileHandle handle)
        => File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false) is { } link ? System.IO.Path.GetFileName(link.FullName) : null;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, ref FileLock @lock);

    /// <summary><c>struct flock</c>; all zero but the type is the whole file.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
