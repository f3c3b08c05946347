using System.Collections.Concurrent;

namespace SchemaToolkit;

/// <summary>The plans of a dataset's chunks: one for some of them, made of the first. So the same rows make the same file, however many
/// threads compress them.</summary>
internal sealed class Hdf5PlanePlans
{
    /// <summary>The chunks that share a plan.</summary>
    public const int ChunksTogether = 32;

    private readonly ConcurrentDictionary<long, Slot> _plans = [];

    /// <summary>The plan of a group of chunks.</summary>
    /// <param name="group">The number of the group.</param>
    /// <param name="make">Makes it; called once.</param>
    public Hdf5PlanePlan Of(long group, Func<Hdf5PlanePlan> make)
    {
        Slot slot = _plans.GetOrAdd(group, static _ => new Slot());
        lock (slot)
        {
            return slot.Plan ??= make();
        }
    }

    private sealed class Slot
    {
        public Hdf5PlanePlan? Plan { get; set; }
    }
}
