using System.Runtime.InteropServices;

namespace StressProgram;

/// <summary>What came of a reading: records, and what the report or the exception says.</summary>
internal sealed record Answer<T>(T[] Records, string Words)
    where T : unmanaged, ISharedRecord<T>
{
    public const string Cancelled = "cancelled";

    public bool IsCancelled => Words == Cancelled;

    public bool Is(Answer<T> other)
        => Words == other.Words && MemoryMarshal.AsBytes<T>(Records).SequenceEqual(MemoryMarshal.AsBytes<T>(other.Records));

    public override string ToString() => $"{Records.Length} records ({Words})";
}
