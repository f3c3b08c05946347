namespace SchemaToolkit;

/// <summary>A file that is written beside the one it replaces and takes its name when it is complete; else it is gone.</summary>
internal sealed class FileReplacement : IDisposable
{
    private readonly string _path;
    private readonly string? _temporary;

    /// <param name="path">The file. A link is followed; a device is written to as it is.</param>
    public FileReplacement(string path)
    {
        var file = new FileInfo(path);
        _path = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (_path.StartsWith("/dev/", StringComparison.Ordinal) || _path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            Stream = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            return;
        }

        string temporary = Path.Combine(Path.GetDirectoryName(_path) ?? "/", $".{Path.GetFileName(_path)}.{Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && File.Exists(_path))
        {
            options.UnixCreateMode = File.GetUnixFileMode(_path);
        }

        Stream = new FileStream(temporary, options);
        _temporary = temporary;
    }

    /// <summary>Where to write.</summary>
    public FileStream Stream { get; }

    /// <summary>Makes the file visible under its name.</summary>
    public void Complete()
    {
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Move(_temporary, _path, overwrite: true);
        }
    }

    /// <summary>Removes the file, unless it is complete.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }
}
