using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Writes the rows of a segment, which nobody sees before it is published. The work of
/// <see cref="SharedRecordWriter{T}"/> for any record.</summary>
internal sealed class SegmentWriter : IJobWriter
{
    private readonly RecordSchema _schema;
    private readonly SafeFileHandle _file;
    private readonly string _place;
    private readonly SegmentDraft? _draft;
    private readonly PlaceWriter? _inFile;
    private readonly int _dataOffset;

    // The parent uses its memory for something else once it knows that nobody writes there.
    private readonly WriteGate? _gate;
    private long _written;
    private int _isDisposed;

    /// <summary>Writes a segment of this process.</summary>
    /// <param name="draft">The segment.</param>
    /// <param name="schema">What its records are.</param>
    public SegmentWriter(SegmentDraft draft, RecordSchema schema)
        : this(draft.File, draft.Place, schema)
        => _draft = draft;

    private SegmentWriter(
        SafeFileHandle file,
        string place,
        RecordSchema schema,
        WriteGate? gate = null,
        PlaceWriter? inFile = null)
    {
        _file = file;
        _place = place;
        _schema = schema;
        _dataOffset = SegmentFormat.DataOffset(schema);
        _gate = gate;
        _inFile = inFile;
    }

    /// <summary>What the records are.</summary>
    public RecordSchema Schema => _schema;

    /// <summary>The number of records written or reserved.</summary>
    public long Count => Volatile.Read(ref _written);

    /// <inheritdoc/>
    public bool IsPlaceBroken => _inFile is { IsBroken: true };

    /// <summary>Opens the <see cref="AnonymousSegment"/> of a parent process to write into it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="place">Where in another file of the parent the records go, while there is room.</param>
    /// <param name="schema">What they are.</param>
    public static SegmentWriter OpenForParent(string path, PlaceInFile? place, RecordSchema schema)
    {
        SafeFileHandle file = OpenOfParent(path);
        if (file.IsInvalid)
        {
            throw SystemError.Exception($"The parent's segment {path} cannot be opened");
        }

        try
        {
            PlaceWriter? inFile = place is null ? null : new PlaceWriter(place, schema.Size);
            return new SegmentWriter(file, $"Segment {path}", schema, new WriteGate(), inFile);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenOfParent(string path)
        => Portable.IsOn
            ? System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            : NativeMethods.Open(path, NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec, 0);

    /// <summary>Reserves a place for records after the present ones; any thread may <see cref="Fill"/> it.</summary>
    /// <param name="count">The number of records.</param>
    /// <returns>The place: the number of its first record.</returns>
    public long Reserve(int count)
    {
        long place = _written;
        _written += count;
        return place;
    }

    /// <summary>Fills a reserved place. The records' booleans must be 0 or 1.</summary>
    public void Fill(long place, ReadOnlySpan<byte> records)
    {
        Debug.Assert(place >= 0 && place + (records.Length / _schema.Size) <= Count, "The place is not reserved.");
        WriteAt(place, records);
    }

    /// <summary>Checks that there can be memory for so many more records.</summary>
    /// <exception cref="SharedMemoryFullException">The machine, or its container, has less.</exception>
    public void Expect(long count)
    {
        long most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long records = Count + count - (_inFile?.Rows ?? 0);
        if (records > most / _schema.Size)
        {
            throw new SharedMemoryFullException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"About {records} records of {_schema.Size} bytes are more memory than the machine, or its container, has "
                        + $"({most} bytes). Read fewer rows or columns, or load the table into an HDF5 file."));
        }
    }

    /// <summary>Writes records after the present ones. Their booleans must be 0 or 1. Disposes the writer if that fails.</summary>
    public void Write(ReadOnlySpan<byte> records)
    {
        try
        {
            WriteAt(_written, records);
            _written += records.Length / _schema.Size;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Makes the segment complete, visible to others and unchangeable.</summary>
    /// <exception cref="InvalidOperationException">This is the writer of a worker's job; the parent publishes that.</exception>
    public OpenSegment Publish()
    {
        try
        {
            Finish(_draft!.Flags);
            return _draft.Publish(_schema);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Throws for the writer of a worker's job.</summary>
    /// <exception cref="InvalidOperationException">The parent publishes that.</exception>
    public void CheckPublishes()
    {
        if (_draft is null)
        {
            throw new InvalidOperationException(
                "The parent process publishes what a worker's job has written when the job returns: return instead of publishing.");
        }
    }

    /// <inheritdoc/>
    public void Complete(bool isFramed)
    {
        try
        {
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

    /// <summary>Throws if it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It is.</exception>
    public void CheckOpen() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);

    /// <summary>Ends the writer. What it has written is lost, unless it was published.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

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

    private void Finish(uint flags)
    {
        CheckOpen();
        SegmentFormat.Complete(_file, _schema, Math.Max(0, _written - (_inFile?.Rows ?? 0)), flags, _place);
    }

    private void WriteAt(long position, ReadOnlySpan<byte> records)
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

    private void WriteNow(long position, ReadOnlySpan<byte> records)
    {
        if (_inFile is not null)
        {
            int inFile = _inFile.Write(position, records);
            records = records[(inFile * _schema.Size)..];
            position += inFile - _inFile.Rows;
        }

        if (!records.IsEmpty)
        {
            FileBytes.Write(_file, records, _dataOffset + (position * _schema.Size), _place);
        }
    }
}
