using System.Runtime.CompilerServices;

namespace SchemaToolkit;

public static partial class RecordText
{
    /// <summary>Reads a source whose dtype is known at run time.</summary>
    /// <param name="source">The source: a path (<c>-</c> is the standard input), a stream, or any other
    /// <see cref="TextSource"/>.</param>
    /// <param name="schema">What the rows are.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="report">Receives the counts of rows and the errors.</param>
    /// <param name="progress">Reports progress.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records, in memory of this process; the caller disposes them.</returns>
    /// <inheritdoc cref="Load{T}(TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static RecordTable LoadTable(
        TextSource source,
        RecordSchema schema,
        TextOptions? options = null,
        TextReadReport? report = null,
        IProgress<TextProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        using var reading = new TextReading(RowCode.Of(schema), source, options, progress, report ?? new TextReadReport());
        var memory = new RecordMemory(schema, $"The table of {schema.Name}");
        try
        {
            reading.ReadAll(new BufferSink(memory), cancellationToken);
            memory.Trim();
            return new RecordTable(memory.Rows());
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Reads a source in batches, in order.</summary>
    /// <param name="source">The source; it is opened when the first batch is requested.</param>
    /// <param name="schema">What the rows are.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="report">Receives the counts of rows and the errors: after each batch those so far, after the last all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The batches; none is empty. Each is memory of its own, which the caller disposes.</returns>
    /// <inheritdoc cref="Load{T}(TextSource, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static IAsyncEnumerable<RecordTable> ReadTableBatchesAsync(
        TextSource source,
        RecordSchema schema,
        TextOptions? options = null,
        TextReadReport? report = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        return ReadTableBatches(source, schema, options, report ?? new TextReadReport(), cancellationToken);
    }

    /// <summary>Writes a file: one row per record, as the shortest text that reads back equal. The file appears when it is
    /// complete, or not at all; a file that was there before is replaced only then.</summary>
    /// <param name="path">The file; compressed if its name ends with <c>.gz</c>.</param>
    /// <param name="table">The records; they are kept alive, not disposed.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, TextOptions?)" path="/exception"/>
    public static unsafe void WriteTable(string path, RecordTable table, TextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        using TableLoan loan = table.Borrow();
        Write(path, RowSource.Of(loan), options);
    }

    /// <param name="stream">The stream; compressed if <see cref="TextOptions.Compression"/> is gzip.</param>
    /// <param name="table">The records; they are kept alive, not disposed.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <summary>Writes a stream: one row per record, as the shortest text that reads back equal.</summary>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    /// <inheritdoc cref="Write{T}(Stream, ReadOnlySpan{T}, TextOptions?)" path="/exception"/>
    public static unsafe void WriteTable(Stream stream, RecordTable table, TextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        using TableLoan loan = table.Borrow();
        Write(stream, RowSource.Of(loan), options);
    }

    private static async IAsyncEnumerable<RecordTable> ReadTableBatches(
        TextSource source,
        RecordSchema schema,
        TextOptions? options,
        TextReadReport report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = new TextReading(RowCode.Of(schema), source, options, null, report);
        await using ConfiguredAsyncDisposable disposal = reading.ConfigureAwait(false);
        while (true)
        {
            var room = new RowMemory(schema, BatchBytes);
            int count;
            try
            {
                count = await reading.ReadAsync(room, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                room.Dispose();
                throw;
            }

            if (count == 0)
            {
                room.Dispose();
                yield break;
            }

            yield return new RecordTable(room.Rows(count));
        }
    }
}
