using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Writes records into shared memory: call <see cref="SharedRecords.Create{T}"/>, any number of <c>Add</c>s, then
/// <see cref="Publish"/>. Nobody sees the segment before that. If the writer is disposed without <see cref="Publish"/>, or
/// its process is killed, nothing is left. An <c>Add</c> that throws disposes the writer. For one thread at a time.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SharedRecordWriter<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    /// <summary>The buffer's size: small enough to stay in the processor's cache until it is written out.</summary>
    private const int BufferBytes = 256 * 1024;

    /// <summary>So many bytes are written at once rather than copied first.</summary>
    private const int LeastWrite = 16 * 1024;

    private readonly SafeFileHandle _file;
    private readonly string _place;
    private readonly SegmentDraft? _draft;
    private readonly PlaceWriter<T>? _inFile;

    // The parent uses its memory for something else once it knows that nobody writes there.
    private readonly WriteGate? _gate;

    // Bytes, since an array cannot have elements of more than 65,535; none until a record is added that is not written at once.
    private byte[] _buffer = [];
    private int _usedBytes;
    private long _written;
    private int _isDisposed;

    internal SharedRecordWriter(SegmentDraft draft)
        : this(draft.File, draft.Place)
        => _draft = draft;

    private SharedRecordWriter(SafeFileHandle file, string place, WriteGate? gate = null, PlaceWriter<T>? inFile = null)
    {
        _file = file;
        _place = place;
        _gate = gate;
        _inFile = inFile;
    }

    /// <summary>The number of records added.</summary>
    public long Count => _written + (_usedBytes / Unsafe.SizeOf<T>());

    /// <summary>Whether something could not be written to its place in the parent's file.</summary>
    internal bool IsPlaceBroken => _inFile is { IsBroken: true };

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

    /// <summary>Reserves a place for records after the present ones; any thread may <see cref="Fill"/> it.</summary>
    /// <param name="count">The number of records.</param>
    /// <returns>The place: the number of its first record.</returns>
    internal long Reserve(int count)
    {
        Flush();
        long place = _written;
        _written += count;
        return place;
    }

    /// <summary>Fills a reserved place. The records' booleans must be 0 or 1.</summary>
    internal void Fill(long place, ReadOnlySpan<T> records)
    {
        Debug.Assert(place >= 0 && place + records.Length <= Volatile.Read(ref _written), "The place is not reserved.");
        WriteAt(place, records);
    }

    /// <summary>Makes the segment complete, visible to others and unchangeable. The writer cannot be used after this, even
    /// if the call fails.</summary>
    /// <returns>The segment, held by this process until disposed.</returns>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for the last records.</exception>
    /// <exception cref="SegmentExistsException">Another writer has published a segment of this name meanwhile.</exception>
    /// <exception cref="InvalidOperationException">This is the writer of a worker's job; the parent publishes that.</exception>
    /// <exception cref="ObjectDisposedException">The writer was published, disposed or has failed.</exception>
    public SharedRecords<T> Publish()
    {
        if (_draft is null)
        {
            throw new InvalidOperationException(
                "The parent process publishes what a worker's job has written when the job returns: return instead of publishing.");
        }

        try
        {
            Finish(_draft.Flags);
            return _draft.Publish<T>();
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends the writer. What it has written is lost, unless it was published.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _written = Count;
        _buffer = [];
        _usedBytes = 0;
        _gate?.Close();
        _inFile?.Dispose();
        if (_draft is null)
        {
            _file.Dispose();
        }
        else
        {
            _draft.Dispose();
        }
    }

    /// <summary>Opens the <see cref="AnonymousSegment"/> of a parent process to write into it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="place">Where in another file of the parent the records go, while there is room.</param>
    internal static SharedRecordWriter<T> OpenForParent(string path, PlaceInFile? place)
    {
        SafeFileHandle file = NativeMethods.Open(path, NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec, 0);
        if (file.IsInvalid)
        {
            throw SystemError.Exception($"The parent's segment {path} cannot be opened");
        }

        try
        {
            return new SharedRecordWriter<T>(file, $"Segment {path}", new WriteGate(), place is null ? null : new PlaceWriter<T>(place));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Completes the segment of a parent process and closes it; the parent publishes it.</summary>
    /// <param name="isFramed">Whether it needs a header and a footer.</param>
    internal void Complete(bool isFramed = true)
    {
        try
        {
            Flush();
            if (isFramed)
            {
                Finish(SegmentFooter.Sealed);
            }
        }
        finally
        {
            Dispose();
        }
    }

    private void Finish(uint flags)
    {
        Flush();
        SegmentFormat.Complete(_file, T.Schema, Math.Max(0, _written - (_inFile?.Rows ?? 0)), flags, _place);
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
            WriteAt(_written, records);
            _written += records.Length;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void WriteAt(long position, ReadOnlySpan<T> records)
    {
        if (_gate is null)
        {
            WriteNow(position, records);
            return;
        }

        try
        {
            _gate.Enter();
            WriteNow(position, records);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void WriteNow(long position, ReadOnlySpan<T> records)
    {
        if (_inFile is not null)
        {
            int inFile = _inFile.Write(position, records);
            records = records[inFile..];
            position += inFile - _inFile.Rows;
        }

        if (!records.IsEmpty)
        {
            FileBytes.Write(_file, MemoryMarshal.AsBytes(records), SegmentFormat.DataOffset<T>() + (position * Unsafe.SizeOf<T>()), _place);
        }
    }
}
