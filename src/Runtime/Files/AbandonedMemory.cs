using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace SchemaToolkit;

/// <summary>
/// Memory of records whose owner (<see cref="IRecordOwner{T}"/>) was collected without Dispose after spans of it were
/// handed out. It stays mapped until the process ends, because such a span may still be in use. To avoid this, declare the
/// owner with <c>using</c>.
/// </summary>
/// <remarks>Each case is a warning of the event source <c>SchemaToolkit</c> (event <c>MemoryAbandoned</c>), and a line in
/// the debugger's output when one is attached.</remarks>
public static class AbandonedMemory
{
    private static readonly ConcurrentQueue<object> _known = [];
    private static long _bytes;
    private static long _count;

    /// <summary>Bytes that stay mapped until the process ends.</summary>
    public static long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many owners were collected without Dispose.</summary>
    public static long Count => Volatile.Read(ref _count);

    /// <summary>What is known of the memory: <see cref="MemoryMapping.About"/>.</summary>
    internal static IEnumerable<object> Known => _known;

    internal static void Report(string place, long bytes, object? about)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _count);
        if (about is not null)
        {
            _known.Enqueue(about);
        }

        Events.Log.MemoryAbandoned(place, bytes);
        if (Debugger.IsAttached)
        {
            Debugger.Log(
                0,
                "SchemaToolkit",
                $"{place}: its owner was not disposed, so {bytes} bytes stay mapped. "
                    + $"Dispose it when its records are no longer needed.{Environment.NewLine}");
        }
    }

    [EventSource(Name = "SchemaToolkit")]
    private sealed class Events : EventSource
    {
        public static readonly Events Log = new();

        [Event(1, Level = EventLevel.Warning, Message = "{0}: its owner was not disposed, so {1} bytes stay mapped.")]
        public void MemoryAbandoned(string place, long bytes) => WriteEvent(1, place, bytes);
    }
}
