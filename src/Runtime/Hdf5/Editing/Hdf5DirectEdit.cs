using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A file that is written in its place, and its lock.</summary>
internal sealed class Hdf5DirectEdit : IHdf5Edit
{
    private readonly Durability _durability;
    private readonly Hdf5Lock _lock;

    /// <param name="path">The file, for messages.</param>
    /// <param name="target">The file; links are followed.</param>
    /// <param name="durability">Whether it survives a power loss when it is complete.</param>
    /// <param name="held">The lock of the path.</param>
    /// <exception cref="IOException">Another program has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public Hdf5DirectEdit(string path, string target, Durability durability, Hdf5Lock held)
    {
        (Target, _durability, _lock) = (target, durability, held);
        if (Portable.IsOn)
        {
            Handle = OpenPortable(path, target);
            return;
        }

        Handle = File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        // Only tried: libhdf5 takes the lock when it opens the file, and its message would not say what it means.
        if (NativeMethods.Lock(Handle, NativeMethods.LockExclusive | NativeMethods.LockNonBlocking) == 0)
        {
            _ = NativeMethods.Lock(Handle, NativeMethods.LockRelease);
        }
        else if (SystemError.Last == SystemError.WouldBlock)
        {
            Handle.Dispose();
            throw InUse(path);
        }
    }

    /// <summary>Whether libhdf5 locks the file. It would refuse what .NET has open, whose handles have a lock themselves: no program
    /// writes the file meanwhile, but one that reads it is not refused.</summary>
    public static bool IsLockedByLibrary => !Portable.IsOn;

    /// <inheritdoc/>
    public SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public string Target { get; }

    /// <inheritdoc/>
    public string BytesPath => Target;

    /// <inheritdoc/>
    public void Publish(bool keep)
    {
        if (_durability == Durability.PowerLoss)
        {
            FileReplacement.Flush(Handle, Target);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        _lock.Dispose();
    }

    private static SafeFileHandle OpenPortable(string path, string target)
    {
        try
        {
            File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return File.OpenHandle(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException error) when (PortableFiles.IsInUse(error))
        {
            throw InUse(path);
        }
    }

    private static IOException InUse(string path)
        => new($"{path} is open in another program, or in this one; it can be edited in place when all have closed it.");
}
