using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The records of a mapped file, or of memory of this process, as rows of bytes.</summary>
internal sealed unsafe class MappedRows : IDisposable
{
    /// <param name="mapping">The mapped bytes.</param>
    /// <param name="offset">Where in them the first record is.</param>
    /// <param name="count">The number of records; all of them are mapped.</param>
    /// <param name="schema">What they are.</param>
    /// <param name="place">What they are called in messages.</param>
    public MappedRows(MemoryMapping mapping, long offset, long count, RecordSchema schema, string place)
    {
        Mapping = mapping;
        First = (byte*)(mapping.Address + (nint)offset);
        Count = count;
        Schema = schema;
        Place = place;
    }

    /// <summary>The mapped bytes.</summary>
    public MemoryMapping Mapping { get; }

    /// <summary>The first record.</summary>
    public byte* First { get; }

    /// <summary>The number of records.</summary>
    public long Count { get; }

    /// <summary>What they are.</summary>
    public RecordSchema Schema { get; }

    /// <summary>What they are called in messages.</summary>
    public string Place { get; }

    /// <summary>Zeroed memory of this process for records.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public static MappedRows Allocate(RecordSchema schema, long count, string place)
    {
        long page = Environment.SystemPageSize;
        if (count > (long.MaxValue - page) / schema.Size)
        {
            throw new OutOfMemoryException($"There is no memory for {count} records of {schema.Size} bytes.");
        }

        long pages = (Math.Max(1, count * schema.Size) + page - 1) / page;
        return new MappedRows(MemoryMapping.Allocate((nuint)(pages * page), place), 0, count, schema, place);
    }

    /// <summary>Maps records that begin anywhere in a file, for reading.</summary>
    /// <exception cref="IOException">The file ends before the last of them, or cannot be mapped.</exception>
    public static MappedRows Map(SafeFileHandle file, long offset, long count, RecordSchema schema, string place)
    {
        long length = count * schema.Size;
        if (length == 0)
        {
            return new MappedRows(MemoryMapping.Allocate((nuint)Environment.SystemPageSize, place), 0, 0, schema, place);
        }

        // An access beyond the end of the file would kill the process.
        if (FileBytes.Size(file, place) < checked(offset + length))
        {
            throw new IOException($"{place} cannot be mapped: the file has become shorter.");
        }

        // A mapping begins at a page.
        long before = offset % Environment.SystemPageSize;

        // Not by the locks of the library that has the file open.
        using SafeFileHandle? own = Portable.IsOn ? null : FileBytes.Reopen(file, place);
        return new MappedRows(
            MemoryMapping.MapWatched(own ?? file, offset - before, before + length, writable: false, place),
            before,
            count,
            schema,
            place);
    }

    /// <summary>Copies a few records of a file into memory of this process.</summary>
    /// <exception cref="IOException">The file ends before the last of them.</exception>
    public static MappedRows Copy(SafeFileHandle file, long offset, int count, RecordSchema schema, string place)
    {
        int length = count * schema.Size;
        MemoryMapping memory = MemoryMapping.AllocateFew(length, place);
        if (FileBytes.Read(file, new Span<byte>((void*)memory.Address, length), offset) == length)
        {
            return new MappedRows(memory, 0, count, schema, place);
        }

        memory.Dispose();
        throw new IOException($"{place} has fewer than {count} records.");
    }

    /// <summary>All bytes; there must be no more than a span can hold.</summary>
    public Span<byte> AsSpan() => new(First, checked((int)(Count * Schema.Size)));

    /// <summary>Some of the records. They are not kept mapped.</summary>
    public MappedRows Slice(long start, long count)
        => new(Mapping, (nint)First - Mapping.Address + (nint)(start * Schema.Size), count, Schema, Place);

    /// <summary>Must be called before a span of the records leaves the library.</summary>
    public void HandOut()
    {
        ThrowIfDisposed();
        Mapping.HandOut();
    }

    /// <summary>Must be called before a reference to one record leaves the library.</summary>
    public void HandOutOne()
    {
        ThrowIfDisposed();
        Mapping.HandOutOne();
    }

    /// <exception cref="ObjectDisposedException">They are not mapped any more.</exception>
    public void ThrowIfDisposed()
    {
        if (Mapping.IsClosed)
        {
            ThrowDisposed();
        }
    }

    public void Dispose() => Mapping.Dispose();

    private void ThrowDisposed() => throw new ObjectDisposedException(Place);
}
