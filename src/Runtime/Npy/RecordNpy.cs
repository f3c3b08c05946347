using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Records in <c>.npy</c> files, the format of <c>np.save</c> and <c>np.load</c>.</summary>
public static class RecordNpy
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Writes a <c>.npy</c> file, the same bytes as <c>np.save</c>. The file is complete or as it was before. A pipe or a
    /// device is written to directly; opening a pipe waits for a reader.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="records">The records.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save<T>(string path, T[] records)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        Save<T>(path, records.AsSpan());
    }

    /// <summary>Writes a <c>.npy</c> file, the same bytes as <c>np.save</c>. The file is complete or as it was before. A pipe or a
    /// device is written to directly; opening a pipe waits for a reader.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="records">The records.</param>
    /// <exception cref="IOException">The file cannot be written, or there is no such directory
    /// (<see cref="DirectoryNotFoundException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be created in the directory, or the path is a directory.</exception>
    public static unsafe void Save<T>(string path, ReadOnlySpan<T> records)
        where T : unmanaged, ISharedRecord<T>
    {
        fixed (T* first = records)
        {
            Save(path, T.Schema, (byte*)first, records.Length);
        }
    }

    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="records">The owner of the records, which may be any number; it is kept alive, not disposed.</param>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    /// <inheritdoc cref="Save{T}(string, ReadOnlySpan{T})"/>
    public static unsafe void Save<T>(string path, IRecordOwner<T> records)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        Save(path, T.Schema, (byte*)loan.First, loan.Count);
    }

    /// <summary>Reads a <c>.npy</c> file. A bool whose byte is not 0 becomes 1. The fields may have other places in the file's rows
    /// than in the record, as those of <c>a[['pos', 'c']]</c> have, or the other byte order.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file.</param>
    /// <returns>Its records.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">The file is not a <c>.npy</c> file of one dimension, is truncated, or has more
    /// records than an array can hold; or the path is a pipe or a device.</exception>
    /// <exception cref="SchemaMismatchException">The file's records are of another type.</exception>
    public static T[] Load<T>(string path)
        where T : unmanaged, ISharedRecord<T>
    {
        using SafeFileHandle file = FileBytes.Open(path);
        NpyHeader header = NpyHeader.Read(file, FileBytes.Size(file, path), path);
        NpyMove? move = T.Schema.FirstDifference(header.Schema) is null ? null : NpyMove.TryMake(header.Schema, T.Schema);
        if (move is null)
        {
            SchemaMismatchException.ThrowIfDifferent(T.Schema, header.Schema, path);
        }

        if (header.Count > Array.MaxLength)
        {
            throw new RecordFormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} has {header.Count} records, more than an array can hold: RecordNpy.Map gives them in parts."));
        }

        T[] records = GC.AllocateUninitializedArray<T>((int)header.Count);
        if (move is not null)
        {
            Load(file, header, move, records, path);
            RecordBytes.NormalizeBooleans(records.AsSpan());
            return records;
        }

        long offset = header.Size;
        foreach (Range rows in Chunks<T>(records.Length))
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(records.AsSpan(rows));
            if (FileBytes.Read(file, bytes, offset) < bytes.Length)
            {
                throw new RecordFormatException($"{path} was shortened while it was read.");
            }

            offset += bytes.Length;
        }

        RecordBytes.NormalizeBooleans(records.AsSpan());
        return records;
    }

    /// <summary>Maps a <c>.npy</c> file into memory: data is read only when it is accessed, and nothing is copied. A file that another program
    /// shortens meanwhile is an exception when records are next taken (<see cref="RecordMap{T}.Records"/> or an index), but an access to a span
    /// that was taken before ends the process.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file.</param>
    /// <returns>Its records, valid until disposed.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">The file is not a <c>.npy</c> file of one dimension, or is truncated; or the path is
    /// a pipe or a device.</exception>
    /// <exception cref="SchemaMismatchException">The file's records are of another type, or their fields lie elsewhere:
    /// <see cref="Load{T}(string)"/> copies those.</exception>
    public static RecordMap<T> Map<T>(string path)
        where T : unmanaged, ISharedRecord<T>
    {
        using SafeFileHandle file = FileBytes.Open(path);
        NpyHeader header = ReadHeader<T>(file, FileBytes.Size(file, path), path);
        return new RecordMap<T>(new MappedRecords<T>(Map(file, header, path)));
    }

    /// <summary>Reads a <c>.npy</c> file of records of any dtype. A bool whose byte is not 0 becomes 1.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its records, in memory of this process; the caller disposes them.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">The file is not a <c>.npy</c> file of one dimension, or is truncated; or the path is
    /// a pipe or a device.</exception>
    /// <exception cref="SchemaMismatchException">Its dtype is none that a record can have.</exception>
    /// <exception cref="OutOfMemoryException">There is not enough memory for the records.</exception>
    public static unsafe RecordTable LoadTable(string path)
    {
        using SafeFileHandle file = FileBytes.Open(path);
        NpyHeader header = NpyHeader.Read(file, FileBytes.Size(file, path), path);
        MappedRows rows = MappedRows.Allocate(header.Schema, header.Count, path);
        try
        {
            long part = Math.Max(1, ChunkBytes / header.Schema.Size);
            for (long start = 0; start < rows.Count; start += part)
            {
                Span<byte> bytes = rows.Slice(start, Math.Min(part, rows.Count - start)).AsSpan();
                if (FileBytes.Read(file, bytes, header.Size + (start * header.Schema.Size)) < bytes.Length)
                {
                    throw new RecordFormatException($"{path} was shortened while it was read.");
                }

                RecordBytes.NormalizeBooleans(header.Schema, bytes);
            }

            return new RecordTable(rows);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Maps a <c>.npy</c> file of records of any dtype into memory, as <see cref="Map{T}"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its records; the caller disposes them.</returns>
    /// <exception cref="SchemaMismatchException">Its dtype is none that a record can have.</exception>
    /// <inheritdoc cref="Map{T}" path="/exception"/>
    public static RecordTable MapTable(string path)
    {
        using SafeFileHandle file = FileBytes.Open(path);
        return new RecordTable(Map(file, NpyHeader.Read(file, FileBytes.Size(file, path), path), path));
    }

    /// <summary>Writes a <c>.npy</c> file, the same bytes as <c>np.save</c>. The file is complete or as it was before.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="table">The records; they are kept alive, not disposed.</param>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    /// <inheritdoc cref="Save{T}(string, ReadOnlySpan{T})" path="/exception"/>
    public static unsafe void SaveTable(string path, RecordTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using TableLoan loan = table.Borrow();
        Save(path, loan.Schema, loan.First, loan.Count);
    }

    // The rows of the file, moved.
    private static void Load<T>(SafeFileHandle file, NpyHeader header, NpyMove move, T[] records, string path)
        where T : unmanaged, ISharedRecord<T>
    {
        int size = header.Schema.Size;
        byte[] rows = new byte[Math.Max(1, ChunkBytes / size) * size];
        for (int done = 0; done < records.Length;)
        {
            int count = Math.Min(records.Length - done, rows.Length / size);
            Span<byte> part = rows.AsSpan(0, count * size);
            if (FileBytes.Read(file, part, header.Size + ((long)done * size)) < part.Length)
            {
                throw new RecordFormatException($"{path} was shortened while it was read.");
            }

            for (int row = 0; row < count; row++)
            {
                move.Move(part.Slice(row * size, size), MemoryMarshal.AsBytes(records.AsSpan(done + row, 1)));
            }

            done += count;
        }
    }

    private static NpyHeader ReadHeader<T>(SafeFileHandle file, long length, string path)
        where T : unmanaged, ISharedRecord<T>
    {
        NpyHeader header = NpyHeader.Read(file, length, path);
        SchemaMismatchException.ThrowIfDifferent(T.Schema, header.Schema, path);
        return header;
    }

    private static unsafe void Save(string path, RecordSchema schema, byte* first, long count)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        using var file = FileReplacement.Begin(path);
        using var stream = new ReplacementStream(file.Handle, file.Target);
        Write(stream, schema, first, count);
        file.Publish();
    }

    private static MappedRows Map(SafeFileHandle file, NpyHeader header, string path)
        => MappedRows.Map(file, header.Size, header.Count, header.Schema, path);

    private static unsafe void Write(ReplacementStream file, RecordSchema schema, byte* first, long count)
    {
        file.Write(NpyHeader.Write(schema, count));
        using RecordRoom? copy = schema.BooleanOffsets.Length > 0 ? new RecordRoom(schema.Size, ChunkBytes) : null;
        int part = Math.Max(1, ChunkBytes / schema.Size);
        for (long start = 0; start < count; start += part)
        {
            int length = (int)Math.Min(count - start, part) * schema.Size;
            var chunk = new ReadOnlySpan<byte>(first + (start * schema.Size), length);
            if (copy is not null)
            {
                Span<byte> normal = copy.Bytes[..length];
                chunk.CopyTo(normal);
                RecordBytes.NormalizeBooleans(schema, normal);
                chunk = normal;
            }

            file.Write(chunk);
        }
    }

    /// <summary>Parts of an array that are small enough for a span of bytes, and for a copy.</summary>
    private static IEnumerable<Range> Chunks<T>(int count)
    {
        int rows = Math.Max(1, ChunkBytes / Unsafe.SizeOf<T>());
        for (int start = 0; start < count;)
        {
            int end = Math.Min(count - start, rows) + start;
            yield return start..end;
            start = end;
        }
    }
}
