using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// A new file that gets its name only when it is complete, and then replaces an old file of that name. What is left of it when its
/// process is killed is deleted by the next writer of the same file. A device or a pipe is not replaced but written to.
/// </summary>
internal abstract class FileReplacement : IDisposable
{
    /// <summary>The longest name of a file.</summary>
    protected const int LongestName = 255;

    /// <summary>The file, for reading and writing.</summary>
    public abstract SafeFileHandle Handle { get; }

    /// <summary>A path that opens the file again, in this process, until it is published.</summary>
    public abstract string Path { get; }

    /// <summary>The path that the file will have; links are followed.</summary>
    public abstract string Target { get; }

    /// <summary>The same text for all paths of the file.</summary>
    public abstract string Identity { get; }

    /// <summary>Begins a file.</summary>
    /// <param name="path">The path of the file; a link is followed.</param>
    /// <param name="mustSeek">Whether the writer seeks, so that a pipe or a device is refused.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be created in it, or the path is a directory.</exception>
    /// <exception cref="IOException">The system cannot create the file; or it is a pipe or a device, and must be seekable.</exception>
    public static FileReplacement Begin(string path, bool mustSeek = false)
        => Portable.IsOn ? new PortableReplacement(path, mustSeek) : new LinuxReplacement(path, mustSeek);

    /// <summary>Brings a file to the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(SafeFileHandle file, string target)
    {
        if (Portable.IsOn)
        {
            RandomAccess.FlushToDisk(file);
        }
        else
        {
            LinuxReplacement.Flush(file, target);
        }
    }

    /// <summary>Gives the file its name.</summary>
    /// <param name="durable">Whether it is flushed to disk first, so that it is complete even after a power failure.</param>
    /// <exception cref="IOException">The disk failed, or the target has become a directory.</exception>
    public abstract void Publish(bool durable = false);

    /// <summary>Gives the file another name, which nothing has, in the same directory.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">The name is taken, or the system refuses it.</exception>
    public abstract string PublishAs(string name);

    /// <summary>Closes the file; deletes it unless it was published.</summary>
    public abstract void Dispose();

    /// <summary>The path of the file itself, where the path is a link.</summary>
    protected static string TargetOf(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>The name of the file while it is made. Always the same, so that the next writer of the file finds what a killed one
    /// left.</summary>
    protected static string HiddenName(string name)
    {
        const string Suffix = ".schematoolkit-new";
        return Encoding.UTF8.GetByteCount(name) + Suffix.Length < LongestName
            ? $".{name}{Suffix}"
            : $".{Convert.ToHexString(Sha256.Of(name))}{Suffix}";
    }

    /// <summary>Another such name, when that is in use.</summary>
    protected static string RandomName() => $".{System.IO.Path.GetRandomFileName()}.tmp";
}
