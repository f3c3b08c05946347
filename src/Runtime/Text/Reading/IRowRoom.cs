using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Room for the bytes of some records, which outlives a wait.</summary>
internal interface IRowRoom
{
    /// <summary>The room.</summary>
    Span<byte> Bytes { get; }
}

/// <summary>An array as room.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class RowArray<T>(T[] records) : IRowRoom
    where T : unmanaged
{
    public Span<byte> Bytes => MemoryMarshal.AsBytes(records.AsSpan());
}
