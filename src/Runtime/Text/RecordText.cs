namespace SchemaToolkit;

/// <summary>
/// Text tables to records and back. Whatever NumPy's <c>loadtxt</c> reads, is read to the same bytes; what it corrupts
/// without telling (text cut to its field, integers out of range) is an error that points at the cell.
/// </summary>
public static partial class RecordText
{
    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file; <c>-</c> is the standard input.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <returns>The records.</returns>
    /// <remarks>Where the options leave rows out, the overload with a <see cref="TextReadReport"/> tells how many.</remarks>
    /// <exception cref="RecordTextException">The table is not one of this record.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="NotSupportedException">The file is compressed with something else than gzip.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static T[] Read<T>(string path, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        using RecordBuffer<T> records = Load<T>(path, options);
        return ToArray(records);
    }

    /// <summary>Reads a stream from where it is to its end, and leaves it open.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="options">How it is written.</param>
    /// <returns>The records.</returns>
    /// <inheritdoc cref="Read{T}(string, TextOptions?)" path="/remarks | /exception"/>
    public static T[] Read<T>(Stream stream, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        using RecordBuffer<T> records = Load<T>(stream, options);
        return ToArray(records);
    }

    /// <summary>Reads text that is in memory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="text">The text, UTF-8 (or gzip).</param>
    /// <param name="options">How it is written.</param>
    /// <returns>The records.</returns>
    /// <inheritdoc cref="Read{T}(string, TextOptions?)" path="/remarks | /exception"/>
    public static T[] Read<T>(ReadOnlySpan<byte> text, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
        => Read<T>(text, options, new TextReadReport());

    /// <summary>Reads text that is in memory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="text">The text, UTF-8 (or gzip).</param>
    /// <param name="options">How it is written.</param>
    /// <param name="report">Is told what became of the rows.</param>
    /// <returns>The records.</returns>
    /// <inheritdoc cref="Read{T}(string, TextOptions?)" path="/exception"/>
    public static unsafe T[] Read<T>(ReadOnlySpan<byte> text, TextOptions? options, TextReadReport report)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(report);
        options ??= TextOptions.Whitespace;
        if (!text.IsEmpty && options.Compression != TextCompression.None && (options.Compression == TextCompression.Gzip || CompressionFormat.IsGzip(text)))
        {
            fixed (byte* start = text)
            {
                using var stream = new UnmanagedMemoryStream(start, text.Length);
                return Read<T>((TextSource)stream, options, report);
            }
        }

        if (options.Compression == TextCompression.Auto)
        {
            CompressionFormat.ThrowIfForeign(text, null);
        }

        using var records = new RecordBuffer<T>();
        var reader = new TableReader<T>(new TextDialect(options), null, report);
        for (TableReader<T>.End end = TableReader<T>.End.Full; end == TableReader<T>.End.Full;)
        {
            end = reader.Read(text, isLast: true, records.GetSpan(), out int length, out int count);
            records.Advance(count);
            text = text[length..];
        }

        return ToArray(records);
    }

    /// <summary>Reads a file into memory outside the garbage-collected heap, for tables of any size.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="progress">Is told now and then how far it is.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records; whoever asked for them disposes of them.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <inheritdoc cref="Read{T}(string, TextOptions?)" path="/exception"/>
    public static RecordBuffer<T> Load<T>(string path, TextOptions? options = null, IProgress<TextProgress>? progress = null, CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => Load<T>((TextSource)path, options, progress, cancellationToken);

    /// <summary>Reads a stream from where it is to its end into memory outside the garbage-collected heap, and leaves it
    /// open.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="progress">Is told now and then how far it is.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records; whoever asked for them disposes of them.</returns>
    /// <inheritdoc cref="Load{T}(string, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static RecordBuffer<T> Load<T>(Stream stream, TextOptions? options = null, IProgress<TextProgress>? progress = null, CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => Load<T>((TextSource)stream, options, progress, cancellationToken);

    /// <summary>Reads a file in batches, in order. A batch is an array of its own and stays valid.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file; opened when the first batch is asked for.</param>
    /// <param name="options">How it is written; by default as <c>np.loadtxt</c> expects it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The batches; none is empty.</returns>
    /// <inheritdoc cref="Load{T}(string, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static IAsyncEnumerable<ReadOnlyMemory<T>> ReadBatchesAsync<T>(string path, TextOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => ReadBatchesAsync<T>((TextSource)path, options, null, cancellationToken);

    /// <summary>Reads a stream in batches, from where it is to its end, in order, and leaves it open. A batch is an array
    /// of its own and stays valid.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The batches; none is empty.</returns>
    /// <inheritdoc cref="Load{T}(string, TextOptions?, IProgress{TextProgress}?, CancellationToken)" path="/exception"/>
    public static IAsyncEnumerable<ReadOnlyMemory<T>> ReadBatchesAsync<T>(Stream stream, TextOptions? options = null, CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => ReadBatchesAsync<T>((TextSource)stream, options, null, cancellationToken);

    private static T[] ToArray<T>(RecordBuffer<T> records)
        where T : unmanaged, ISharedRecord<T>
        => records.Count <= Array.MaxLength
            ? records.MoveToArray()
            : throw new InvalidOperationException($"The table has {records.Count} rows, more than an array can hold; RecordText.Load or ReadBatchesAsync holds them.");
}
