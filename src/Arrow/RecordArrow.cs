using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SchemaToolkit;

/// <summary>Records as Apache Arrow: record batches in memory, and IPC files (Feather) that pandas, Polars, R and others open.</summary>
/// <remarks>Arrow keeps each column by itself, so records are copied, both ways. NaT is null in Arrow. Bytes between fields are not
/// kept.</remarks>
public static class RecordArrow
{
    private const int BatchBytes = 64 << 20;

    /// <summary>The Arrow schema of a record.</summary>
    /// <param name="schema">The record's schema.</param>
    /// <param name="text">How text becomes columns.</param>
    /// <returns>The schema. Columns of times that Arrow has no type for are integers, with the dtype in their metadata.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    public static Schema SchemaOf(RecordSchema schema, ArrowText text = ArrowText.Auto)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return ArrowTypes.Of(schema, text);
    }

    /// <summary>Copies records into a record batch.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="text">How text becomes columns.</param>
    /// <returns>The batch, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">A text is not UTF-8, or a day does not fit Arrow's 32 bits.</exception>
    public static RecordBatch ToRecordBatch<T>(ReadOnlySpan<T> records, ArrowText text = ArrowText.Auto)
        where T : unmanaged, ISharedRecord<T>
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(records);
        var dictionaries = new Dictionary<FieldSchema, ArrowDictionary>();
        foreach (FieldSchema field in T.Schema.Fields.Where(f => ArrowTypes.IsDictionary(f.Type, text)))
        {
            dictionaries[field] = new ArrowDictionary(field, bytes, T.Schema.Size);
        }

        return Batch(T.Schema, ArrowTypes.Of(T.Schema, text), bytes, text, dictionaries);
    }

    /// <summary>Copies a record batch into records, its columns matched with fields by name.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="batch">The batch.</param>
    /// <returns>The records.</returns>
    /// <exception cref="SchemaMismatchException">A field has no column, or one of another type.</exception>
    /// <exception cref="RecordFormatException">A text is too long, or a value is null that has no null in a record.</exception>
    public static T[] FromRecordBatch<T>(RecordBatch batch)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(batch);
        var records = new T[batch.Length];
        Fill(batch, T.Schema, MemoryMarshal.AsBytes(records.AsSpan()), 0);
        return records;
    }

    /// <summary>Writes records to an IPC file (Feather version 2). The file takes its name when it is complete.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="records">The records.</param>
    /// <param name="text">How text becomes columns.</param>
    /// <exception cref="ArgumentException">A text is not UTF-8, or a day does not fit Arrow's 32 bits.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save<T>(string path, ReadOnlySpan<T> records, ArrowText text = ArrowText.Auto)
        where T : unmanaged, ISharedRecord<T>
    {
        RecordSchema schema = T.Schema;
        int rows = Math.Max(1, BatchBytes / schema.Size);
        var dictionaries = new Dictionary<FieldSchema, ArrowDictionary>();
        foreach (FieldSchema field in schema.Fields.Where(f => ArrowTypes.IsDictionary(f.Type, text)))
        {
            var dictionary = new ArrowDictionary(field, [], schema.Size);
            for (int start = 0; start < records.Length; start += rows)
            {
                dictionary.Add(field, Part(records, start, rows), schema.Size, start);
            }

            dictionaries[field] = dictionary;
        }

        // Arrow's writer finds dictionaries by the very fields of its schema, so all batches share it.
        Schema arrow = ArrowTypes.Of(schema, text);
        string unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = File.Create(unfinished))
            using (var writer = new ArrowFileWriter(stream, arrow))
            {
                writer.WriteStart();
                for (int start = 0; start == 0 || start < records.Length; start += rows)
                {
                    using RecordBatch batch = Batch(schema, arrow, Part(records, start, rows), text, dictionaries);
                    writer.WriteRecordBatch(batch);
                }

                writer.WriteEnd();
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Reads the records of an IPC file, its columns matched with fields by name.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file.</param>
    /// <returns>The records.</returns>
    /// <exception cref="SchemaMismatchException">A field has no column, or one of another type.</exception>
    /// <exception cref="RecordFormatException">It is not an IPC file, a text is too long, or a value is null that has no null in a
    /// record.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static T[] Load<T>(string path)
        where T : unmanaged, ISharedRecord<T>
    {
        using FileStream stream = File.OpenRead(path);
        try
        {
            using var reader = new ArrowFileReader(stream);
            var all = new List<T[]>();
            long count = 0;
            while (reader.ReadNextRecordBatch() is { } batch)
            {
                using (batch)
                {
                    var records = new T[batch.Length];
                    Fill(batch, T.Schema, MemoryMarshal.AsBytes(records.AsSpan()), count);
                    all.Add(records);
                    count += records.Length;
                }
            }

            return all.Count == 1 ? all[0] : [.. all.SelectMany(static part => part)];
        }
        catch (Exception e) when (e is not (SchemaMismatchException or RecordFormatException or IOException))
        {
            throw new RecordFormatException($"{path} is not an Arrow IPC file that can be read: {e.Message}", e);
        }
    }

    private static ReadOnlySpan<byte> Part<T>(ReadOnlySpan<T> records, int start, int rows)
        where T : unmanaged
        => MemoryMarshal.AsBytes(records.Slice(start, Math.Min(rows, records.Length - start)));

    private static RecordBatch Batch(
        RecordSchema schema,
        Schema arrow,
        ReadOnlySpan<byte> records,
        ArrowText text,
        Dictionary<FieldSchema, ArrowDictionary> dictionaries)
    {
        var columns = new List<IArrowArray>();
        foreach (FieldSchema field in schema.Fields)
        {
            byte[] values = ArrowColumns.Gather(records, schema.Size, field.Offset, field.Size);
            columns.Add(ArrowArrayFactory.BuildArray(dictionaries.TryGetValue(field, out ArrowDictionary? dictionary)
                ? ArrowColumns.Indexes(field.Type, values, dictionary)
                : ArrowColumns.Of(field.Name, field.Type, values, text)));
        }

        return new RecordBatch(arrow, columns, records.Length / schema.Size);
    }

    private static void Fill(RecordBatch batch, RecordSchema schema, Span<byte> records, long row)
    {
        foreach (FieldSchema field in schema.Fields)
        {
            int index = batch.Schema.GetFieldIndex(field.Name);
            if (index < 0)
            {
                throw new SchemaMismatchException(
                    $"The Arrow table has no column '{field.Name}'; "
                        + $"it has {string.Join(", ", batch.Schema.FieldsList.Select(static f => f.Name))}.");
            }

            new ArrowValues(field.Name, row).Write(field.Type, batch.Column(index), records, field.Offset, schema.Size);
        }
    }
}
