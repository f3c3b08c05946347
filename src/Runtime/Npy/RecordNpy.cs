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
            Save(path, first, records.Length);
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
        Save(path, loan.First, loan.Count);
    }

    /// <summary>Reads a <c>.npy</c> file. A bool whose byte is not 0 becomes 1.</summary>
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
        LinuxOnly.Check("RecordNpy");
        using SafeFileHandle file = FileBytes.Open(path);
        NpyHeader header = ReadHeader<T>(file, FileBytes.Size(file, path), path);
        if (header.Count > Array.MaxLength)
        {
            throw new RecordFormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} has {header.Count} records, more than an array can hold: RecordNpy.Map gives them in parts."));
        }

        T[] records = GC.AllocateUninitializedArray<T>((int)header.Count);
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

    /// <summary>Maps a <c>.npy</c> file into memory: data is read only when it is accessed, and nothing is copied. Nobody may
    /// shorten the file while it is mapped.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file.</param>
    /// <returns>Its records, valid until disposed.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">The file is not a <c>.npy</c> file of one dimension, or is truncated; or the path is
    /// a pipe or a device.</exception>
    /// <exception cref="SchemaMismatchException">The file's records are of another type.</exception>
    public static RecordMap<T> Map<T>(string path)
        where T : unmanaged, ISharedRecord<T>
    {
        LinuxOnly.Check("RecordNpy");
        using SafeFileHandle file = FileBytes.Open(path);
        long length = FileBytes.Size(file, path);
        NpyHeader header = ReadHeader<T>(file, length, path);
        return new RecordMap<T>(new MappedRecords<T>(MemoryMapping.Map(file, 0, length, writable: false, path), header.Size, header.Count, path));
    }

    private static NpyHeader ReadHeader<T>(SafeFileHandle file, long length, string path)
        where T : unmanaged, ISharedRecord<T>
    {
        NpyHeader header = NpyHeader.Read(file, length, path);
        SchemaMismatchException.ThrowIfDifferent(T.Schema, header.Schema, path);
        return header;
    }

    private static unsafe void Save<T>(string path, T* first, long count)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        using var file = new FileReplacement(path);
        using var stream = new FileStream(file.Handle, FileAccess.Write, bufferSize: 0);
        Write(stream, first, count);
        file.Publish();
    }

    private static unsafe void Write<T>(FileStream file, T* first, long count)
        where T : unmanaged, ISharedRecord<T>
    {
        file.Write(NpyHeader.Write(T.Schema, count));
        using RecordRoom? copy = RecordBytes.HasBooleans<T>() ? new RecordRoom(sizeof(T), ChunkBytes) : null;
        int part = Math.Max(1, ChunkBytes / sizeof(T));
        for (long start = 0; start < count; start += part)
        {
            var chunk = new ReadOnlySpan<T>(first + start, (int)Math.Min(count - start, part));
            if (copy is not null)
            {
                Span<T> normal = MemoryMarshal.Cast<byte, T>(copy.Bytes)[..chunk.Length];
                chunk.CopyTo(normal);
                RecordBytes.NormalizeBooleans(normal);
                chunk = normal;
            }

            file.Write(MemoryMarshal.AsBytes(chunk));
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
