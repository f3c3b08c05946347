using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Room for some records of any size, for the library's own use: an array cannot have elements of more than 65,535
/// bytes. Dispose gives it to others, so that many small tables do not make garbage of large arrays.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class RecordRoom<T> : IDisposable
    where T : unmanaged
{
    private readonly int _bytes;
    private byte[]? _memory;

    /// <param name="bytes">The size in bytes; at least one record fits.</param>
    public RecordRoom(int bytes)
    {
        int size = Unsafe.SizeOf<T>();
        Count = Math.Max(1, bytes / size);
        _bytes = Count * size;
        _memory = ArrayPool<byte>.Shared.Rent(_bytes);
    }

    /// <summary>The records that there is room for.</summary>
    public int Count { get; }

    /// <summary>The room.</summary>
    /// <exception cref="ObjectDisposedException">Others have it.</exception>
    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory is null, this);
            return MemoryMarshal.Cast<byte, T>(_memory.AsSpan(0, _bytes));
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
