using System.Runtime.CompilerServices;

namespace SchemaToolkit;

public static partial class RecordText
{
    private const int BatchBytes = 1 << 20;

    /// <summary>Reads a source.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">Where the text comes from: a path (<c>-</c> is the standard input), a stream, which is read from
    /// where it is and left open, or any other <see cref="TextSource"/>.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="report">Is told what became of the rows.</param>
    /// <returns>The records.</returns>
    /// <remarks>Where the options leave rows out, the report says how many.</remarks>
    /// <exception cref="RecordTextException">The table is not one of this record.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
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
    /// <param name="source">Where the text comes from.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="progress">Reports progress.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records with their <see cref="RecordBuffer{T}.Report"/>; the caller disposes
    /// them.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <inheritdoc cref="Read{T}(TextSource, TextOptions?, TextReadReport?)" path="/exception"/>
    public static RecordBuffer<T> Load<T>(
        TextSource source,
        TextOptions? options = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => Load<T>(source, options, null, progress, cancellationToken);

    /// <summary>Reads a source in batches, in order. A batch is an array of its own and stays valid.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">Where the text comes from; opened when the first batch is asked for.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The batches; none is empty.</returns>
    /// <inheritdoc cref="Load{T}(TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static IAsyncEnumerable<ReadOnlyMemory<T>> ReadBatchesAsync<T>(
        TextSource source,
        TextOptions? options = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => ReadBatchesAsync<T>(source, options, null, cancellationToken);

    /// <summary>Reads a source in batches, in order. A batch is an array of its own and stays valid.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">Where the text comes from; opened when the first batch is asked for.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="report">Is told what became of the rows: with every batch, and all of it after the last.</param>
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
        return ReadBatches<T>(source, options, report ?? new TextReadReport(), cancellationToken);
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
        using var reading = new TextReading<T>(source, options, progress, report);
        var records = new RecordBuffer<T> { Report = report };
        try
        {
            reading.ReadAll(new BufferSink<T>(records), cancellationToken);

            records.Trim();
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
        var reading = new TextReading<T>(source, options, null, report);
        await using ConfiguredAsyncDisposable disposal = reading.ConfigureAwait(false);
        T[] room = new T[Math.Max(1, BatchBytes / Unsafe.SizeOf<T>())];
        while (await reading.ReadAsync(room, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            yield return room.AsSpan(0, count).ToArray();
        }
    }
}
