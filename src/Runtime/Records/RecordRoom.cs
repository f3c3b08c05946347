using System.Buffers;

namespace SchemaToolkit;

/// <summary>Room for some records of any size, for the library's own use: an array cannot have elements of more than 65,535
/// bytes. Dispose gives it to others, so that many small tables do not make garbage of large arrays.</summary>
internal sealed class RecordRoom : IDisposable
{
    private readonly int _bytes;
    private byte[]? _memory;

    /// <param name="size">Bytes of a record.</param>
    /// <param name="bytes">The size of the room in bytes; at least one record fits.</param>
    public RecordRoom(int size, int bytes)
    {
        Count = Math.Max(1, bytes / size);
        _bytes = Count * size;
        _memory = ArrayPool<byte>.Shared.Rent(_bytes);
    }

    /// <summary>The records that there is room for.</summary>
    public int Count { get; }

    /// <summary>The room.</summary>
    /// <exception cref="ObjectDisposedException">Others have it.</exception>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory is null, this);
            return _memory.AsSpan(0, _bytes);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory)
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }
}
