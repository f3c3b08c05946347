using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>
/// Writes records into shared memory: call <see cref="SharedRecords.Create{T}(string?)"/>, any number of <c>Add</c>s, then
/// <see cref="Publish"/>. Nobody sees the segment before that. If the writer is disposed without <see cref="Publish"/>, or
/// its process is killed, nothing is left. An <c>Add</c> that throws disposes the writer. For one thread at a time.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SharedRecordWriter<T> : IJobWriter
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>The buffer's size: small enough to stay in the processor's cache until it is written out.</summary>
    private const int BufferBytes = 256 * 1024;

    /// <summary>So many bytes are written at once rather than copied first.</summary>
    private const int LeastWrite = 16 * 1024;

    private readonly SegmentWriter _segment;

    // Bytes, since an array cannot have elements of more than 65,535; none until a record is added that is not written at once.
    private byte[] _buffer = [];
    private int _usedBytes;
    private int _lost;
    private int _isDisposed;

    internal SharedRecordWriter(SegmentDraft draft)
        : this(new SegmentWriter(draft, T.Schema))
    {
    }

    private SharedRecordWriter(SegmentWriter segment) => _segment = segment;

    /// <summary>The number of records added.</summary>
    public long Count => _segment.Count + _lost + (_usedBytes / Unsafe.SizeOf<T>());

    /// <inheritdoc/>
    bool IJobWriter.IsPlaceBroken => _segment.IsPlaceBroken;

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for it.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T record)
    {
        byte[] buffer = _buffer;
        int start = _usedBytes;
        if (start > buffer.Length - Unsafe.SizeOf<T>())
        {
            buffer = MakeRoom();
            start = 0;
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), start), record);
        _usedBytes = start + Unsafe.SizeOf<T>();
    }

    /// <summary>Adds records.</summary>
    /// <param name="records">The records.</param>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for them.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed.</exception>
    public void Add(ReadOnlySpan<T> records)
    {
        int room = Math.Max(1, BufferBytes / Unsafe.SizeOf<T>());
        while (!records.IsEmpty)
        {
            int used = _usedBytes / Unsafe.SizeOf<T>();
            int count = Math.Min(records.Length, room - used);
            if (used == 0 && count >= LeastWrite / Unsafe.SizeOf<T>() && !RecordBytes.HasBooleans<T>())
            {
                // Directly, without a copy.
                Flush();
                Write(records[..count]);
            }
            else if (count == 0)
            {
                Flush();
            }
            else
            {
                byte[] buffer = _buffer.Length == 0 ? MakeRoom() : _buffer;
                MemoryMarshal.AsBytes(records[..count]).CopyTo(buffer.AsSpan(_usedBytes));
                _usedBytes += count * Unsafe.SizeOf<T>();
            }

            records = records[count..];
        }
    }

    /// <summary>Adds records.</summary>
    /// <param name="records">The owner of any number of records; it is kept alive, not disposed.</param>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for them.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed; or the owner was
    /// disposed.</exception>
    public void Add(IRecordOwner<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        for (long start = 0; start < loan.Count; start += RecordLoan<T>.PartRecords)
        {
            Add(loan.From(start));
        }
    }

    /// <summary>The segment, to which all records so far are written. For records whose bools are 0 or 1.</summary>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed.</exception>
    internal SegmentWriter Flushed()
    {
        Flush();
        return _segment;
    }

    /// <summary>Makes the segment complete, visible to others and unchangeable. The writer cannot be used after this, even
    /// if the call fails.</summary>
    /// <returns>The segment, held by this process until disposed.</returns>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for the last records.</exception>
    /// <exception cref="SegmentExistsException">Another writer has published a segment of this name meanwhile.</exception>
    /// <exception cref="InvalidOperationException">This is the writer of a worker's job; the parent publishes that.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed.</exception>
    public SharedRecords<T> Publish() => new(PublishSegment());

    /// <inheritdoc cref="Publish"/>
    internal OpenSegment PublishSegment()
    {
        _segment.CheckPublishes();
        try
        {
            Flush();
            return _segment.Publish();
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends the writer. What it has written is lost, unless it was published.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _lost = _usedBytes / Unsafe.SizeOf<T>();
            _buffer = [];
            _usedBytes = 0;
            _segment.Dispose();
        }
    }

    /// <summary>Opens the <see cref="AnonymousSegment"/> of a parent process to write into it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="place">Where in another file of the parent the records go, while there is room.</param>
    internal static SharedRecordWriter<T> OpenForParent(string path, PlaceInFile? place)
        => new(SegmentWriter.OpenForParent(path, place, T.Schema));

    /// <inheritdoc/>
    void IJobWriter.Complete(bool isFramed)
    {
        try
        {
            Flush();
            _segment.Complete(isFramed);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Gets an empty buffer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte[] MakeRoom()
    {
        Flush();
        byte[] buffer = _buffer;
        if (buffer.Length == 0)
        {
            int size = Unsafe.SizeOf<T>();
            _buffer = buffer = GC.AllocateUninitializedArray<byte>(Math.Max(1, BufferBytes / size) * size);
        }

        return buffer;
    }

    private void Flush()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        if (_usedBytes > 0)
        {
            Span<T> records = MemoryMarshal.Cast<byte, T>(_buffer.AsSpan(0, _usedBytes));
            RecordBytes.NormalizeBooleans(records);
            Write(records);
            _usedBytes = 0;
        }
    }

    private void Write(ReadOnlySpan<T> records)
    {
        try
        {
            _segment.Write(MemoryMarshal.AsBytes(records));
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
