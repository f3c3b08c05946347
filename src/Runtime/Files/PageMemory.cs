using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Memory outside the managed heap, of the operating system: see <see cref="Portable"/>.</summary>
internal abstract class PageMemory
{
    /// <summary>The way of this system.</summary>
    public static PageMemory Instance { get; } = Portable.IsOn ? new PortableMemory() : new LinuxMemory();

    /// <summary>Maps bytes of a file from an offset, a multiple of the page size.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="writable">Whether to write them.</param>
    /// <param name="view">Is disposed instead of <see cref="Unmap"/>, if it is given.</param>
    /// <returns>The address; -1 if it fails.</returns>
    /// <exception cref="IOException">It fails, and this says why.</exception>
    public abstract nint Map(SafeFileHandle file, long offset, long length, bool writable, out IDisposable? view);

    /// <summary>Unmaps what was mapped or allocated.</summary>
    public abstract bool Unmap(nint address, nuint length);

    /// <summary>Zeroed memory; pages that are never touched cost nothing.</summary>
    /// <returns>The address; -1 if there is not enough.</returns>
    public abstract nint Allocate(nuint length);

    /// <summary>Makes allocated memory larger or smaller. It may move.</summary>
    /// <returns>The address; -1 if there is not enough, and nothing has changed.</returns>
    public abstract nint Resize(nint address, nuint length, nuint newLength);

    /// <summary>Asks for large pages.</summary>
    public abstract void AdviseHugePages(nint address, nuint length);
}
