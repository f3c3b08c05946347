using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A new file that has no name until it is complete, so nothing is left of it even if its process is killed; where a file
/// system cannot do that, it has a hidden name.</summary>
internal sealed class LinuxReplacement : FileReplacement
{
    private const uint ReadWriteForAll = 0x1b6; // minus the umask
    private const uint PermissionBits = 0xfff;
    private const int NameTooLong = 36;
    private const int ReadOnlyFileSystem = 30;
    private const int InvalidArgument = 22;
    private const int NotSupported = 95;

    private readonly string _target;
    private readonly string _name;
    private readonly SafeFileHandle _directory;
    private readonly string? _temporary;
    private readonly uint? _mode;
    private readonly bool _isDevice;
    private bool _isPublished;

    public LinuxReplacement(string path, bool mustSeek)
    {
        _target = TargetOf(path);
        string directory = System.IO.Path.GetDirectoryName(_target) ?? throw new UnauthorizedAccessException($"{path} is a directory.");
        _name = System.IO.Path.GetFileName(_target);
        _directory = NativeMethods.Open(
            directory,
            NativeMethods.OpenReadOnly | NativeMethods.OpenDirectory | NativeMethods.OpenCloseOnExec,
            0);
        if (_directory.IsInvalid)
        {
            throw Failure(path, directory);
        }

        try
        {
            if (NativeMethods.Status(_directory, _name, 0, NativeMethods.StatBasic, out NativeMethods.FileStatus old) == 0)
            {
                _isDevice = !old.IsRegular;
                _mode = old.Mode & PermissionBits;
                if (mustSeek && _isDevice && !old.IsDirectory)
                {
                    throw new IOException(
                        $"{path} cannot be written: it is a pipe or a device, and a file is needed. Write to a file and copy that.");
                }
            }
            else if (SystemError.Last == NameTooLong)
            {
                throw Failure(path, _target);
            }

            if (!_isDevice)
            {
                // What a writer left that was killed.
                LeftFile.Remove(_directory, HiddenName(_name));
            }

            (Handle, _temporary) = _isDevice
                ? (OpenDevice(path), null)
                : Create(path, directory);
        }
        catch
        {
            _directory.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public override string Path => _temporary is not null || _isDevice ? _temporary ?? _target : $"/proc/self/fd/{Handle.DangerousGetHandle()}";

    /// <inheritdoc/>
    public override string Target => _target;

    /// <inheritdoc/>
    public override string Identity
    {
        get
        {
            NativeMethods.FileStatus directory = FileBytes.Status(_directory, _target);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{directory.DeviceMajor}:{directory.DeviceMinor}:{directory.Number}/{_name}");
        }
    }

    /// <inheritdoc/>
    public override void Publish(bool durable = false)
    {
        if (_isDevice)
        {
            return;
        }

        if (_mode is { } mode && NativeMethods.ChangeMode(Handle, mode) != 0)
        {
            throw Failure(_target, _target);
        }

        if (durable)
        {
            Flush(Handle, _target);
        }

        if (_temporary is not null)
        {
            File.Move(_temporary, _target, overwrite: true);
        }
        else if (!TryLink(_name))
        {
            // A link cannot replace a file, and a file without a name cannot be renamed: so it briefly has a hidden name.
            // The lock tells others that its owner is alive.
            LeftFile.Lock(Handle);
            string temporary = HiddenName(_name);
            if (!TryLink(temporary) && !(LeftFile.Remove(_directory, temporary) && TryLink(temporary)))
            {
                // Another process is replacing the file in this moment.
                temporary = RandomName();
                if (!TryLink(temporary))
                {
                    throw Failure(_target, temporary);
                }
            }

            try
            {
                File.Move(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_target)!, temporary), _target, overwrite: true);
            }
            catch
            {
                Remove(temporary);
                throw;
            }
        }

        _isPublished = true;
        if (durable)
        {
            Flush(_directory, _target);
        }
    }

    /// <inheritdoc/>
    public override string PublishAs(string name)
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_target)!, name);
        if (!TryLink(name))
        {
            throw Failure(path, path);
        }

        return path;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_temporary is not null && !_isPublished && !_directory.IsClosed)
        {
            Remove(System.IO.Path.GetFileName(_temporary));
        }

        Handle.Dispose();
        _directory.Dispose();
    }

    private static Exception Failure(string path, string place)
    {
        int error = SystemError.Last;
        string message = $"{path} cannot be written: {place}: {Marshal.GetPInvokeErrorMessage(error)}.";
        return error switch
        {
            SystemError.NotFound or SystemError.NotDirectory => new DirectoryNotFoundException(message),
            SystemError.AccessDenied or SystemError.NotPermitted or ReadOnlyFileSystem => new UnauthorizedAccessException(message),
            _ => new IOException(message, new Win32Exception(error)),
        };
    }

    private (SafeFileHandle Handle, string? Temporary) Create(string path, string directory)
    {
        SafeFileHandle unnamed = NativeMethods.Open(
            directory,
            NativeMethods.OpenUnnamed | NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec,
            ReadWriteForAll);
        if (!unnamed.IsInvalid)
        {
            return (unnamed, null);
        }

        if (SystemError.Last is SystemError.AccessDenied or SystemError.NotPermitted or ReadOnlyFileSystem
            or SystemError.NoSpace or SystemError.QuotaExceeded)
        {
            throw Failure(path, directory);
        }

        const int NewFile = NativeMethods.OpenCreateNew | NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec;
        string temporary = System.IO.Path.Combine(directory, HiddenName(_name));
        SafeFileHandle named = NativeMethods.Open(temporary, NewFile, ReadWriteForAll);
        if (named.IsInvalid && SystemError.Last == SystemError.Exists)
        {
            temporary = System.IO.Path.Combine(directory, RandomName());
            named = NativeMethods.Open(temporary, NewFile, ReadWriteForAll);
        }

        if (named.IsInvalid)
        {
            throw Failure(path, temporary);
        }

        LeftFile.Lock(named);
        return (named, temporary);
    }

    private SafeFileHandle OpenDevice(string path)
    {
        if (Directory.Exists(_target))
        {
            throw new UnauthorizedAccessException($"{path} is a directory.");
        }

        return File.OpenHandle(_target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
    }

    /// <summary>Brings a file, or the names of a directory, to the disk. .NET's own call keeps silent about a disk that fails. Some file
    /// systems have nothing to flush, and say so.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static new void Flush(SafeFileHandle file, string target)
    {
        while (NativeMethods.Flush(file) != 0)
        {
            if (SystemError.Last is InvalidArgument or ReadOnlyFileSystem or NotSupported)
            {
                return;
            }

            if (SystemError.Last != SystemError.Interrupted)
            {
                throw Failure(target, target);
            }
        }
    }

    // May fail if the directory was deleted; the file was deleted with it.
    private void Remove(string name) => NativeMethods.UnlinkAt(_directory, name, 0);

    private bool TryLink(string name)
        => NativeMethods.LinkAt(NativeMethods.AtWorkingDirectory, Path, _directory, name, NativeMethods.AtSymlinkFollow) == 0;
}
