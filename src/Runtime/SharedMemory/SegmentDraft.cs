using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A segment that is being written: memory that nobody else sees, and that goes back to the kernel unless it is
/// published.</summary>
internal abstract class SegmentDraft(SafeFileHandle file, string place) : IDisposable
{
    private bool _published;

    /// <summary>The memory.</summary>
    public SafeFileHandle File { get; } = file;

    /// <summary>The segment in messages.</summary>
    public string Place { get; } = place;

    /// <summary>What the footer says of such a segment.</summary>
    public abstract uint Flags { get; }

    /// <summary>Makes the complete segment visible and unchangeable. Whatever happens, the memory is no longer this
    /// object's.</summary>
    public SharedRecords<T> Publish<T>()
        where T : unmanaged, ISharedRecord<T>
    {
        ObjectDisposedException.ThrowIf(_published, this);
        _published = true;
        try
        {
            return PublishOnce<T>();
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    /// <summary>Gives the memory back, unless published.</summary>
    public void Dispose()
    {
        if (!_published)
        {
            File.Dispose();
        }
    }

    /// <summary>What <see cref="Publish"/> does for this kind of segment.</summary>
    protected abstract SharedRecords<T> PublishOnce<T>()
        where T : unmanaged, ISharedRecord<T>;
}
