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

/// <summary>Memory outside the garbage-collected heap as room.</summary>
internal sealed unsafe class RowMemory : IRowRoom, IDisposable
{
    private readonly RecordSchema _schema;
    private readonly MemoryMapping _memory;
    private readonly int _length;

    /// <param name="schema">What the records are.</param>
    /// <param name="bytes">The size in bytes; at least one record fits.</param>
    public RowMemory(RecordSchema schema, int bytes)
    {
        _schema = schema;
        _length = Math.Max(1, bytes / schema.Size) * schema.Size;
        _memory = MemoryMapping.AllocateFew(_length, $"A batch of {schema.Name}");
    }

    public Span<byte> Bytes => new((void*)_memory.Address, _length);

    /// <summary>The first records. They have the memory from now on.</summary>
    public MappedRows Rows(int count) => new(_memory, 0, count, _schema, $"A batch of {_schema.Name}");

    public void Dispose() => _memory.Dispose();
}
