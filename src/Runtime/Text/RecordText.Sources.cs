using System.Runtime.CompilerServices;

namespace SchemaToolkit;

public static partial class RecordText
{
    private const int BatchBytes = 1 << 20;

    /// <summary>Reads a source.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The source: a path (<c>-</c> is the standard input), a stream (read from its position, and left
    /// open), or any other <see cref="TextSource"/>.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="report">Receives the counts of rows and the errors.</param>
    /// <returns>The records.</returns>
    /// <remarks>If the options skip rows, the report says how many.</remarks>
    /// <exception cref="RecordTextException">The table does not fit the record.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="NotSupportedException">The file is compressed with something other than gzip.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static T[] Read<T>(TextSource source, TextOptions? options = null, TextReadReport? report = null)
        where T : unmanaged, ISharedRecord<T>
    {
        using RecordBuffer<T> records = Load<T>(source, options, report, null, CancellationToken.None);
        return ToArray(records);
    }

    /// <summary>Reads a source into memory outside the garbage-collected heap, for tables of any size.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The source.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="progress">Reports progress.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records with their <see cref="RecordBuffer{T}.Report"/>; the caller disposes them.</returns>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    /// <inheritdoc cref="Read{T}(TextSource, TextOptions?, TextReadReport?)" path="/exception"/>
    public static RecordBuffer<T> Load<T>(
        TextSource source,
        TextOptions? options = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => Load<T>(source, options, null, progress, cancellationToken);

    /// <summary>Reads a source in batches, in order. Each batch is a new array and stays valid.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The source; it is opened when the first batch is requested.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The batches; none is empty.</returns>
    /// <inheritdoc cref="Load{T}(TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static IAsyncEnumerable<ReadOnlyMemory<T>> ReadBatchesAsync<T>(
        TextSource source,
        TextOptions? options = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => ReadBatchesAsync<T>(source, options, null, cancellationToken);

    /// <summary>Reads a source in batches, in order. Each batch is a new array and stays valid.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The source; it is opened when the first batch is requested.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="report">Receives the counts of rows and the errors: after each batch those so far, after the last all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The batches; none is empty.</returns>
    /// <inheritdoc cref="Load{T}(TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static IAsyncEnumerable<ReadOnlyMemory<T>> ReadBatchesAsync<T>(
        TextSource source,
        TextOptions? options,
        TextReadReport? report,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(source);
        return Unsafe.SizeOf<T>() > ushort.MaxValue
            ? throw new NotSupportedException(
                $"{T.Schema.Name} has {Unsafe.SizeOf<T>()} bytes, and .NET has no arrays of more than {ushort.MaxValue} bytes an element: "
                    + $"use RecordText.Load or LoadShared, which take records of any size.")
            : ReadBatches<T>(source, options, report ?? new TextReadReport(), cancellationToken);
    }

    private static RecordBuffer<T> Load<T>(
        TextSource source,
        TextOptions? options,
        TextReadReport? report,
        IProgress<TextProgress>? progress,
        CancellationToken cancellationToken)
        where T : unmanaged, ISharedRecord<T>
    {
        report ??= new TextReadReport();
        using var reading = new TextReading(RowCode.Of<T>(), source, options, progress, report);
        var records = new RecordBuffer<T> { Report = report };
        try
        {
            reading.ReadAll(new BufferSink(records.Memory), cancellationToken);

            records.Memory.Trim();
            return records;
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<T>> ReadBatches<T>(
        TextSource source,
        TextOptions? options,
        TextReadReport report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : unmanaged, ISharedRecord<T>
    {
        var reading = new TextReading(RowCode.Of<T>(), source, options, null, report);
        await using ConfiguredAsyncDisposable disposal = reading.ConfigureAwait(false);
        T[] room = new T[Math.Max(1, BatchBytes / Unsafe.SizeOf<T>())];
        var bytes = new RowArray<T>(room);
        while (await reading.ReadAsync(bytes, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            yield return room.AsSpan(0, count).ToArray();
        }
    }
}
