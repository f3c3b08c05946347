using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>A segment that is being written: memory that nobody else sees. The kernel gets it back unless it is
/// published.</summary>
internal abstract class SegmentDraft(SafeFileHandle file, string place) : IDisposable
{
    /// <summary>Bytes allocated by one call. A signal interrupts a call that takes long, so one for everything might never
    /// succeed.</summary>
    private const long AllocationStep = 64 << 20;

    /// <summary>Not 0 when this object has given up the memory: published it, or given it back.</summary>
    private int _isTaken;

    /// <summary>The file that is the memory.</summary>
    public SafeFileHandle File { get; } = file;

    /// <summary>How messages name the segment.</summary>
    public string Place { get; } = place;

    /// <summary>The footer's flags for records that <see cref="Publish"/> publishes.</summary>
    public abstract uint Flags { get; }

    /// <summary>Makes the complete segment visible and unchangeable. This object gives up the memory, even if the call
    /// fails.</summary>
    public OpenSegment Publish(RecordSchema schema) => Open(schema, writable: false);

    /// <summary>Turns the empty draft into an array of zeroed records that every process may write. This object gives up
    /// the memory, even if the call fails.</summary>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for them.</exception>
    public OpenSegment PublishArray(RecordSchema schema, long count)
    {
        try
        {
            // All memory is allocated before anybody maps it: an access to memory that cannot be allocated kills the process.
            long size = SegmentFormat.FileSize(schema, count);
            if (size > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            {
                // The kernel would give all the memory it has, and then kill a process.
                throw new SharedMemoryFullException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Place} cannot have {size} bytes: the machine, or its container, has less memory."));
            }

            Allocate(size);
            SegmentFormat.Complete(File, schema, count, Flags | SegmentFooter.Writable, Place);
            return Open(schema, writable: true);
        }
        catch
        {
            GiveUp();
            throw;
        }
    }

    /// <summary>Gives the memory back, unless published.</summary>
    public void Dispose()
    {
        if (TryTake())
        {
            GiveUp();
        }
    }

    /// <summary>Gives the memory back.</summary>
    protected virtual void GiveUp() => File.Dispose();

    /// <summary>Publishes this kind of segment.</summary>
    protected abstract OpenSegment PublishOnce(RecordSchema schema, bool writable);

    private void Allocate(long size)
    {
        if (Portable.IsOn)
        {
            byte[] zeros = new byte[1 << 20];
            for (long done = 0; done < size; done += zeros.Length)
            {
                FileBytes.Write(File, zeros.AsSpan(0, (int)Math.Min(zeros.Length, size - done)), done, Place);
            }

            return;
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
    }

    private OpenSegment Open(RecordSchema schema, bool writable)
    {
        ObjectDisposedException.ThrowIf(!TryTake(), this);
        try
        {
            return PublishOnce(schema, writable);
        }
        catch
        {
            GiveUp();
            throw;
        }
    }

    private bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
}
