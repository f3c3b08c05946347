using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// A second name of a segment, by which Python's <c>multiprocessing.shared_memory.SharedMemory(name)</c> attaches it. Up to Python
/// 3.12 a process that has attached a name deletes it when it ends; so it deletes this name, and the segment keeps its own.
/// Dispose removes the name; those who have attached it keep the memory.
/// </summary>
public sealed class PythonAlias : IDisposable
{
    /// <summary>Where Python looks for names.</summary>
    private const string Directory = "/dev/shm";

    private readonly FileKey _key;

    private PythonAlias(string name, FileKey key, int offset)
    {
        Name = name;
        _key = key;
        Offset = offset;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Where the first record begins: <c>np.ndarray(count, dtype, buffer=shm.buf, offset=offset)</c>.</summary>
    public int Offset { get; }

    /// <summary>Removes the name, if it still is the segment's.</summary>
    public void Dispose() => Remove(PathOf(Name), _key);

    internal static PythonAlias Create(SafeFileHandle file, string name, int offset, string place)
    {
        _ = SegmentName.Of(name); // Checks it.

        // Python opens what it attaches to write it.
        if (NativeMethods.ChangeMode(file, 0x180) != 0)
        {
            throw SystemError.Exception($"{place} cannot be made writable");
        }

        string self = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");
        if (NativeMethods.LinkAt(NativeMethods.AtWorkingDirectory, self, NativeMethods.AtWorkingDirectory, PathOf(name), NativeMethods.AtSymlinkFollow) == 0)
        {
            return new PythonAlias(name, FileKey.Of(file, place), offset);
        }

        throw SystemError.Last switch
        {
            SystemError.Exists => new SegmentExistsException(
                $"There is shared memory '{name}' ({PathOf(name)}) already: choose another name."),
            SystemError.OtherFileSystem => new NotSupportedException(
                $"{place} is not in {Directory}, where Python looks for names, but on another file system ({SegmentName.RootVariable})."),
            _ => SystemError.Exception($"{PathOf(name)} cannot be created"),
        };
    }

    /// <summary>Removes all further names of a segment that is being removed: a killed owner has left them.</summary>
    internal static void RemoveAll(SafeFileHandle file)
    {
        if (FileBytes.Status(file, "A segment").Links > 1)
        {
            var key = FileKey.Of(file, "A segment");
            foreach (string path in System.IO.Directory.EnumerateFiles(Directory))
            {
                Remove(path, key);
            }
        }
    }

    private static string PathOf(string name) => $"{Directory}/{name}";

    private static void Remove(string path, FileKey key)
    {
        if (NativeMethods.Status(
            NativeMethods.AtWorkingDirectory,
            path,
            NativeMethods.AtNoFollow,
            NativeMethods.StatBasic,
            out NativeMethods.FileStatus status) == 0
            && new FileKey(status.DeviceMajor, status.DeviceMinor, status.Number) == key)
        {
            NativeMethods.Unlink(path);
        }
    }
}
