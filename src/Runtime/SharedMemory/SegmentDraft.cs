using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A segment that is being written: memory that nobody else sees, and that goes back to the kernel unless it is
/// published.</summary>
internal abstract class SegmentDraft(SafeFileHandle file, string place) : IDisposable
{
    /// <summary>One huge piece could be refused for want of patience (a signal) rather than of memory.</summary>
    private const long AllocationStep = 64 << 20;

    /// <summary>Whether the memory is no longer this object's: published, or given back.</summary>
    private int _isTaken;

    /// <summary>The memory.</summary>
    public SafeFileHandle File { get; } = file;

    /// <summary>The segment in messages.</summary>
    public string Place { get; } = place;

    /// <summary>What the footer says of records that are published by <see cref="Publish"/>.</summary>
    public abstract uint Flags { get; }

    /// <summary>Makes the complete segment visible and unchangeable. Whatever happens, the memory is no longer this
    /// object's.</summary>
    public SharedRecords<T> Publish<T>()
        where T : unmanaged, ISharedRecord<T>
        => new(Open<T>(writable: false));

    /// <summary>Makes the empty draft an array of zeroed records that every process may write. Whatever happens, the memory
    /// is no longer this object's.</summary>
    /// <exception cref="SharedMemoryFullException">There is no memory for them.</exception>
    public SharedRecordArray<T> PublishArray<T>(long count)
        where T : unmanaged, ISharedRecord<T>
    {
        try
        {
            // All memory is there before anybody maps it: a touch of memory that is not to be had kills the process.
            long size = SegmentFormat.FileSize(new NpyHeader(T.Schema, count, SegmentFormat.DataOffset(T.Schema)));
            if (size > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            {
                // The kernel would give all it has, and then kill.
                throw new SharedMemoryFullException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Place} cannot have {size} bytes: the machine, or its container, has less memory."));
            }

            for (long done = 0; done < size;)
            {
                long step = Math.Min(AllocationStep, size - done);
                if (NativeMethods.Allocate(File, 0, done, step) == 0)
                {
                    done += step;
                }
                else if (SystemError.Last != SystemError.Interrupted)
                {
                    throw SystemError.Exception(string.Create(CultureInfo.InvariantCulture, $"{Place} cannot have {size} bytes"));
                }
            }

            SegmentFormat.Complete(File, T.Schema, count, SegmentFooter.Writable, Place);
            return new SharedRecordArray<T>(Open<T>(writable: true));
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
        if (TryTake())
        {
            File.Dispose();
        }
    }

    /// <summary>Publishes this kind of segment.</summary>
    protected abstract OpenSegment<T> PublishOnce<T>(bool writable)
        where T : unmanaged, ISharedRecord<T>;

    private OpenSegment<T> Open<T>(bool writable)
        where T : unmanaged, ISharedRecord<T>
    {
        ObjectDisposedException.ThrowIf(!TryTake(), this);
        try
        {
            return PublishOnce<T>(writable);
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    private bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
}
