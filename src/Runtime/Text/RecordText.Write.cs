using System.ComponentModel;
using System.IO.Compression;

namespace SchemaToolkit;

public static partial class RecordText
{
    private const int WriteBufferSize = 1 << 18;

    private static ReadOnlySpan<byte> EmptyGzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Writes a file: one row per record, as the shortest text that reads back equal, with a header unless
    /// <see cref="TextOptions.Header"/> is <see cref="HeaderMode.None"/>. The file appears when it is complete, or not at all;
    /// a file that was there before is replaced only then.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="path">The file. With <see cref="TextCompression.Auto"/>, a name that ends in <c>.gz</c> is compressed.</param>
    /// <param name="records">The records.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <exception cref="RecordTextException">A text cannot be written so that it reads back the same: it holds the delimiter,
    /// and there are no quotes.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static unsafe void Write<T>(string path, ReadOnlySpan<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        fixed (T* first = records)
        {
            Write(path, RowSource.Of(first, records.Length), options);
        }
    }

    /// <param name="path">The file. With <see cref="TextCompression.Auto"/>, a name that ends in <c>.gz</c> is compressed.</param>
    /// <param name="records">The owner of any number of records; it is kept alive, not disposed.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, TextOptions?)"/>
    public static unsafe void Write<T>(string path, IRecordOwner<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        Write(path, RowSource.Of(loan.First, loan.Count), options);
    }

    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, TextOptions?)"/>
    public static void Write<T>(string path, T[] records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        Write(path, (ReadOnlySpan<T>)records, options);
    }

    /// <summary>Writes to a stream and leaves it open: one row per record, as the shortest text that reads back equal, with a
    /// header unless <see cref="TextOptions.Header"/> is <see cref="HeaderMode.None"/>.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="stream">The stream; compressed if <see cref="TextOptions.Compression"/> is gzip.</param>
    /// <param name="records">The records.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <exception cref="RecordTextException">A text cannot be written so that it reads back the same: it holds the delimiter,
    /// and there are no quotes.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static unsafe void Write<T>(Stream stream, ReadOnlySpan<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        fixed (T* first = records)
        {
            Write(stream, RowSource.Of(first, records.Length), options);
        }
    }

    /// <param name="stream">The stream; compressed if <see cref="TextOptions.Compression"/> is gzip.</param>
    /// <param name="records">The owner of any number of records; it is kept alive, not disposed.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    /// <inheritdoc cref="Write{T}(Stream, ReadOnlySpan{T}, TextOptions?)"/>
    public static unsafe void Write<T>(Stream stream, IRecordOwner<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        using RecordLoan<T> loan = records.Borrow();
        Write(stream, RowSource.Of(loan.First, loan.Count), options);
    }

    /// <inheritdoc cref="Write{T}(Stream, ReadOnlySpan{T}, TextOptions?)"/>
    public static void Write<T>(Stream stream, T[] records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(records);
        Write(stream, (ReadOnlySpan<T>)records, options);
    }

    /// <summary>Writes one row; a record's own <c>TryFormat</c> calls this.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="record">The record.</param>
    /// <param name="row">Room for the text, UTF-8.</param>
    /// <param name="bytesWritten">The bytes written; 0 if the row does not fit.</param>
    /// <param name="options">The row's format.</param>
    /// <returns>Whether the row fits.</returns>
    /// <exception cref="RecordTextException">A text cannot be written so that it reads back the same.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static bool TryFormatRow<T>(ref readonly T record, Span<byte> row, out int bytesWritten, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        return RowTools<T>.Of(options).Formatter.TryFormat(RecordBytes.Of(in record), row, out bytesWritten, rowNumber: 0);
    }

    private static void Write(string path, in RowSource rows, TextOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= TextOptions.Whitespace;
        using var file = new FileReplacement(path);
        using var stream = new FileStream(file.Handle, FileAccess.Write, bufferSize: 0);
        bool isGzip = options.Compression == TextCompression.Auto && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        Write(stream, rows, isGzip ? options with { Compression = TextCompression.Gzip } : options);
        file.Publish();
    }

    private static void Write(Stream stream, in RowSource rows, TextOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= TextOptions.Whitespace;
        if (options.Compression == TextCompression.Gzip && rows.Count == 0 && options.Header == HeaderMode.None)
        {
            // GZipStream writes nothing for an empty text, and other programs take an empty file for a truncated one.
            stream.Write(EmptyGzip);
        }
        else if (options.Compression == TextCompression.Gzip)
        {
            using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            WriteRows(gzip, rows, options);
        }
        else
        {
            WriteRows(stream, rows, options);
        }
    }

    // An option with which the table would not read back.
    private static string? ReadingAlone(TextOptions options, long count)
        => options.SkipLines > 0 ? nameof(TextOptions.SkipLines)
            : options.SkipLinesAfterHeader > 0 ? nameof(TextOptions.SkipLinesAfterHeader)
            : options.SkipFooter > 0 ? nameof(TextOptions.SkipFooter)
            : options.RowFilter is not null ? nameof(TextOptions.RowFilter)
            : options.RowNames ? nameof(TextOptions.RowNames)
            : count > options.MaxRows ? nameof(TextOptions.MaxRows)
            : null;

    private static void WriteRows(Stream stream, in RowSource source, TextOptions options)
    {
        if (ReadingAlone(options, source.Count) is { } option)
        {
            throw new ArgumentException($"TextOptions.{option} is for reading: what is written would not read back with it.", nameof(options));
        }

        var rows = new RowFormatter(source.Schema, source.Plain, new TextDialect(options));
        if (options.Header != HeaderMode.None)
        {
            stream.Write(rows.Header());
        }

        byte[] buffer = new byte[WriteBufferSize];
        for (long row = 0; row < source.Count;)
        {
            int written = rows.Format(source.From(row), buffer, out int length, row);
            if (written == 0)
            {
                buffer = new byte[buffer.Length * 2];
            }

            stream.Write(buffer, 0, length);
            row += written;
        }
    }
}
