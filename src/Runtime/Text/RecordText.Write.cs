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
        using var file = FileReplacement.Begin(path);
        using var stream = new ReplacementStream(file.Handle, file.Target);
        Write(stream, rows, ForPath(path, options));
        file.Publish();
    }

    private static TextOptions ForPath(string path, TextOptions options)
    {
        bool isGzip = options.Compression == TextCompression.Auto && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        return isGzip ? options with { Compression = TextCompression.Gzip } : options;
    }

    private static void Write(Stream stream, in RowSource rows, TextOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= TextOptions.Whitespace;
        if (options.Compression == TextCompression.Gzip && rows.Count == 0 && options.Header == HeaderMode.None)
        {
            // GZipStream writes nothing for an empty text, and other programs take an empty file for a truncated one.
            stream.Write(EmptyGzip);
            return;
        }

        using Compressed target = Open(stream, options);
        var table = new TableWriter(target.Stream, rows.Schema, rows.Plain, options);
        for (long row = 0; row < rows.Count;)
        {
            ReadOnlySpan<byte> records = rows.From(row);
            table.Add(records);
            row += records.Length / rows.Schema.Size;
        }
    }

    private static Compressed Open(Stream stream, TextOptions options)
        => new(stream, options.Compression == TextCompression.Gzip ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null);

    // An option with which a table of so many rows would not read back.
    private static string? ReadingAlone(TextOptions options, long count)
        => options.SkipLines > 0 ? nameof(TextOptions.SkipLines)
            : options.SkipLinesAfterHeader > 0 ? nameof(TextOptions.SkipLinesAfterHeader)
            : options.SkipFooter > 0 ? nameof(TextOptions.SkipFooter)
            : options.RowFilter is not null ? nameof(TextOptions.RowFilter)
            : options.RowNames ? nameof(TextOptions.RowNames)
            : count > options.MaxRows ? nameof(TextOptions.MaxRows)
            : null;

    /// <summary>A stream, compressed or not; the stream itself stays open.</summary>
    private readonly record struct Compressed(Stream Plain, GZipStream? Gzip) : IDisposable
    {
        public Stream Stream => Gzip ?? Plain;

        public void Dispose() => Gzip?.Dispose();
    }

    /// <summary>Writes one table, piece by piece.</summary>
    private sealed class TableWriter
    {
        private readonly Stream _stream;
        private readonly int _size;
        private readonly TextOptions _options;
        private readonly RowFormatter _rows;
        private byte[] _buffer = new byte[WriteBufferSize];
        private long _count;

        public TableWriter(Stream stream, RecordSchema schema, PlainRows plain, TextOptions options)
        {
            _stream = stream;
            _size = schema.Size;
            _options = options;
            Check();
            _rows = new RowFormatter(schema, plain, new TextDialect(options));
            if (options.Header != HeaderMode.None)
            {
                stream.Write(_rows.Header());
            }
        }

        public void Add(ReadOnlySpan<byte> records)
        {
            long first = _count;
            int count = records.Length / _size;
            _count += count;
            Check();
            for (int row = 0; row < count;)
            {
                int written = _rows.Format(records[(row * _size)..], _buffer, out int length, first + row);
                if (written == 0)
                {
                    _buffer = new byte[(int)Math.Min(2L * _buffer.Length, Array.MaxLength)] is { } larger && larger.Length > _buffer.Length
                        ? larger
                        : throw new RecordTextException($"Record {first + row} has more text than a row can have, {Array.MaxLength} bytes.");
                }

                _stream.Write(_buffer, 0, length);
                row += written;
            }
        }

        private void Check()
        {
            if (ReadingAlone(_options, _count) is { } option)
            {
                throw new ArgumentException($"TextOptions.{option} is for reading: what is written would not read back with it.", "options");
            }
        }
    }
}
