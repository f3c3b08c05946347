using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A dataset of records, open for reading. Its columns were matched with the record's fields by name: in the file
/// they may be in another order, and there may be more of them.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class Hdf5Dataset<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly Hdf5Reader _reader;

    internal Hdf5Dataset(Hdf5Reader reader) => _reader = reader;

    /// <summary>The dataset's name, its groups included.</summary>
    public string Name => _reader.Name;

    /// <summary>The number of rows.</summary>
    public long Count => _reader.Count;

    /// <summary>The dataset's attributes, for reading.</summary>
    public Hdf5Attributes Attributes => new(_reader);

    private int Length => Count <= Array.MaxLength
        ? (int)Count
        : throw new InvalidOperationException($"'{Name}' has {Count} rows, more than an array can hold; use Read to read parts.");

    /// <summary>Reads all rows.</summary>
    /// <returns>The records.</returns>
    /// <exception cref="RecordFormatException">The file claims many more rows than it has bytes for
    /// (<see cref="Hdf5ReadOptions.AllowUnwrittenRows"/>).</exception>
    /// <exception cref="InvalidOperationException">There are more rows than an array holds.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read them.</exception>
    /// <exception cref="ObjectDisposedException">The dataset is closed.</exception>
    public T[] ReadAll()
    {
        _reader.CheckWritten();
        T[] records = NewRecords(Length);
        Read(0, records);
        return records;
    }

    /// <summary>Reads as many consecutive rows as <paramref name="buffer"/> holds.</summary>
    /// <param name="start">The first row, from 0.</param>
    /// <param name="buffer">Receives the records.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dataset has fewer rows.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read them.</exception>
    /// <exception cref="ObjectDisposedException">The dataset is closed.</exception>
    public unsafe void Read(long start, Span<T> buffer)
    {
        CheckRange(start, buffer.Length);
        fixed (T* first = buffer)
        {
            _reader.Read(start, (byte*)first, buffer.Length);
        }
    }

    /// <summary>Reads consecutive rows.</summary>
    /// <param name="start">The first row, from 0.</param>
    /// <param name="count">How many.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The dataset has fewer rows.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read them.</exception>
    /// <exception cref="ObjectDisposedException">The dataset is closed.</exception>
    public T[] Read(long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckRange(start, count);
        T[] records = NewRecords(count);
        Read(start, records);
        return records;
    }

    /// <summary>
    /// Reads all rows in batches, in order, each while the program uses the one before. Each batch stays valid. Every chunk is read and
    /// decompressed once, by all processors. Several enumerations may run; each has a few megabytes, or a few chunks, in memory.
    /// </summary>
    /// <param name="rows">The rows of a batch; the last may have fewer.</param>
    /// <returns>The batches; none is empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read them.</exception>
    /// <exception cref="ObjectDisposedException">The dataset is closed.</exception>
    public IEnumerable<ReadOnlyMemory<T>> ReadBatches(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return Enumerate();

        IEnumerable<ReadOnlyMemory<T>> Enumerate()
        {
            using var ahead = new Hdf5ReadAhead<T>(this, rows);
            while (ahead.Next() is { } block)
            {
                for (int start = 0; start < block.Length; start += rows)
                {
                    yield return block.AsMemory(start, Math.Min(rows, block.Length - start));
                }
            }
        }
    }

    /// <param name="rows">The rows of a batch; the last may have fewer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <inheritdoc cref="ReadBatches(int)"/>
    public IAsyncEnumerable<ReadOnlyMemory<T>> ReadBatchesAsync(int rows, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return EnumerateAsync(rows, cancellationToken);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<T>> EnumerateAsync(
        int rows,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ahead = new Hdf5ReadAhead<T>(this, rows);
        while (await ahead.NextAsync(cancellationToken).ConfigureAwait(false) is { } block)
        {
            for (int start = 0; start < block.Length; start += rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return block.AsMemory(start, Math.Min(rows, block.Length - start));
            }
        }
    }

    /// <summary>Reads one column: a field of the record, or another column of the dataset. Copies less than reading whole rows.</summary>
    /// <typeparam name="TField">The column's type: a number, a <see cref="bool"/>, an enum; or whatever type the record's field of
    /// that name has.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <returns>The values.</returns>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="SchemaMismatchException">The column's values are not <typeparamref name="TField"/>.</exception>
    /// <exception cref="RecordFormatException">The file claims many more rows than it has bytes for
    /// (<see cref="Hdf5ReadOptions.AllowUnwrittenRows"/>).</exception>
    /// <exception cref="InvalidOperationException">There are more rows than an array holds.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read them.</exception>
    /// <exception cref="ObjectDisposedException">The dataset is closed.</exception>
    public unsafe TField[] ReadColumn<TField>(string name)
        where TField : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        FieldType type = Hdf5ColumnType.Of<TField>()
            ?? T.Schema.Fields.FirstOrDefault(field => field.Name == name)?.Type
            ?? throw new KeyNotFoundException(
                $"{typeof(T).Name} has no column '{name}'; only numbers can be read from other columns of '{Name}'.");
        if (type.Size != Unsafe.SizeOf<TField>())
        {
            throw new SchemaMismatchException(
                $"Column '{name}' of '{Name}' is {type}, {type.Size} bytes; {typeof(TField).Name} has {Unsafe.SizeOf<TField>()}.");
        }

        _reader.CheckWritten();
        var values = GC.AllocateUninitializedArray<TField>(Length);
        fixed (TField* first = values)
        {
            _reader.ReadColumn(name, type, (byte*)first);
        }

        return values;
    }

    /// <summary>Maps all rows into memory: nothing is read or copied before it is used. For contiguous datasets whose columns are
    /// exactly those of the record. Bools are the bytes of the file. Whoever changes the file changes the records. A file
    /// that another program shortens is an exception when records are next taken; an access to a span that was taken before ends the
    /// process.</summary>
    /// <returns>The records; the caller disposes them, before or after the dataset.</returns>
    /// <exception cref="InvalidOperationException">The rows are stored in another way, or are not the record's bytes.</exception>
    /// <exception cref="IOException">The file has become shorter, or cannot be mapped.</exception>
    /// <exception cref="ObjectDisposedException">The dataset is closed.</exception>
    public RecordMap<T> Map() => new(new MappedRecords<T>(_reader.Map()));

    /// <summary>Closes the dataset.</summary>
    public void Dispose() => _reader.Dispose();

    /// <summary>What reads the rows.</summary>
    internal Hdf5Reader Reader => _reader;

    /// <summary>Memory for records that are read; padding must not show what was there before.</summary>
    internal static T[] NewRecords(int count) => T.Schema.HasPadding ? new T[count] : GC.AllocateUninitializedArray<T>(count);

    private void CheckRange(long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        if (start > Count - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start),
                start,
                $"{count} rows from row {start} were requested; '{Name}' has {Count} rows.");
        }
    }
}
