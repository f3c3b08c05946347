using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A new file that has a hidden name until it is complete. While it is made, nobody else can open it, unless its writer opens it
/// again by its path.</summary>
internal sealed class PortableReplacement : FileReplacement
{
    // Windows lets a file be moved only if all who have it open allow it; elsewhere this would let others open it.
    private static readonly FileShare _nobody = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string _path;
    private readonly string _directory;
    private readonly string _temporary;
    private readonly bool _isDevice;
    private bool _isPublished;

    public PortableReplacement(string path, bool mustSeek)
    {
        _path = path;
        Target = TargetOf(path);
        _directory = System.IO.Path.GetDirectoryName(Target) ?? throw new UnauthorizedAccessException($"{path} is a directory.");
        _temporary = "";
        if (Directory.Exists(Target))
        {
            throw new UnauthorizedAccessException($"{path} is a directory.");
        }

        if (!Directory.Exists(_directory))
        {
            throw new DirectoryNotFoundException($"{path} cannot be written: there is no directory {_directory}.");
        }

        if (IsTooLong(System.IO.Path.GetFileName(Target)))
        {
            throw new IOException($"{path} cannot be written: {Target}: File name too long.");
        }

        if (mustSeek && (PortableFiles.IsDevice(Target) || (IsEmpty(Target) && PortableFiles.IsPipe(Target))))
        {
            throw new IOException(
                $"{path} cannot be written: it is a pipe or a device, and a file is needed. Write to a file and copy that.");
        }

        if (!mustSeek && OpenDevice(Target) is { } device)
        {
            _isDevice = true;
            Handle = device;
            return;
        }

        (Handle, _temporary) = mustSeek ? CreateToShare() : Create();
    }

    /// <inheritdoc/>
    public override SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public override string Path => _isDevice ? Target : _temporary;

    /// <inheritdoc/>
    public override string Target { get; }

    /// <inheritdoc/>
    public override string Identity
    {
        get
        {
            string path = System.IO.Path.Combine(Resolved(_directory), System.IO.Path.GetFileName(Target));
            return OperatingSystem.IsWindows() ? path.ToUpperInvariant() : path;
        }
    }

    /// <inheritdoc/>
    public override void Publish(bool durable = false)
    {
        if (_isDevice)
        {
            return;
        }

        if (!OperatingSystem.IsWindows() && File.Exists(Target))
        {
            File.SetUnixFileMode(Handle, File.GetUnixFileMode(Target));
        }

        if (durable)
        {
            RandomAccess.FlushToDisk(Handle);
        }

        try
        {
            File.Move(_temporary, Target, overwrite: true);
        }
        catch (Exception error) when (OperatingSystem.IsWindows() && File.Exists(Target) && error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{Target} cannot be replaced: this program or another one has it open or mapped, or it is read-only. Dispose what reads it, "
                    + "and try again.",
                error);
        }

        _isPublished = true;
    }

    /// <inheritdoc/>
    public override string PublishAs(string name)
    {
        string path = System.IO.Path.Combine(_directory, name);
        File.Move(_temporary, path);
        _isPublished = true;
        return path;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Somebody who writes by a stream may have closed the file already.
        if (!_isDevice && !_isPublished)
        {
            _isPublished = true;
            PortableFiles.TryDelete(_temporary);
        }

        Handle.Dispose();
    }

    // The directory that links lead to.
    private static string Resolved(string directory)
    {
        if (Directory.GetParent(directory) is not { } parent)
        {
            return directory;
        }

        var child = new DirectoryInfo(System.IO.Path.Combine(Resolved(parent.FullName), System.IO.Path.GetFileName(directory)));
        return child.LinkTarget is null ? child.FullName : child.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    // A pipe is empty, as files may be; only when it is open it is known to be none. Whoever reads it must see no other end of it come
    // and go, so it stays open.
    private static SafeFileHandle? OpenDevice(string path)
    {
        bool isDevice = File.Exists(path) && PortableFiles.IsDevice(path);
        if (!isDevice && !IsEmpty(path))
        {
            return null;
        }

        try
        {
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            if (isDevice || PortableFiles.IsPipe(file))
            {
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (Exception error) when (!isDevice && error is IOException or UnauthorizedAccessException)
        {
            return null; // An empty file that can be replaced even so.
        }
    }

    private static bool IsTooLong(string name)
        => (OperatingSystem.IsWindows() ? name.Length : Encoding.UTF8.GetByteCount(name)) > LongestName;

    private static bool IsEmpty(string path)
        => !OperatingSystem.IsWindows() && new FileInfo(path) is { Exists: true, Length: 0 };

    private (SafeFileHandle Handle, string Temporary) Create()
    {
        string temporary = System.IO.Path.Combine(_directory, HiddenName(System.IO.Path.GetFileName(Target)));
        try
        {
            return (File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, _nobody), temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A killed writer has left it, or a living one is writing it.
            RemoveLeft(temporary);
            return CreateNew(_nobody);
        }
    }

    // Its writer opens it again, so others can too: each has a file of its own, and deletes those that nobody has open.
    private (SafeFileHandle Handle, string Temporary) CreateToShare()
    {
        string hidden = HiddenName(System.IO.Path.GetFileName(Target));
        var all = new EnumerationOptions { AttributesToSkip = 0, MatchCasing = MatchCasing.CaseSensitive };
        foreach (string left in Directory.EnumerateFiles(_directory, hidden + ".*", all))
        {
            RemoveLeft(left);
        }

        return CreateNew(FileShare.ReadWrite | FileShare.Delete, $"{hidden}.{System.IO.Path.GetRandomFileName()}");
    }

    private static void RemoveLeft(string path)
    {
        try
        {
            using SafeFileHandle free = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, _nobody);
            if (PortableFiles.IsLocked(path))
            {
                File.Delete(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody is writing it, or there is none.
        }
    }

    private (SafeFileHandle Handle, string Temporary) CreateNew(FileShare share, string? name = null)
    {
        string temporary = System.IO.Path.Combine(_directory, name ?? RandomName());
        try
        {
            return (File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, share), temporary);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"{_path} cannot be written: {temporary}: {error.Message}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DirectoryNotFoundException($"{_path} cannot be written: {temporary}: {error.Message}", error);
        }
    }
}
