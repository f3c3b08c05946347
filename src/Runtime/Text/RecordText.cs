namespace SchemaToolkit;

/// <summary>
/// Reads text tables into records and writes records as text tables. Reads whatever NumPy's <c>loadtxt</c> reads, to the same
/// bytes. What <c>loadtxt</c> corrupts silently (text cut to its field, integers out of range) is an error that points at the
/// cell.
/// </summary>
public static partial class RecordText
{
    /// <summary>Reads text that is in memory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="text">The text, UTF-8 (or gzip).</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> expects.</param>
    /// <param name="report">Receives the counts of rows and the errors.</param>
    /// <returns>The records.</returns>
    /// <inheritdoc cref="Read{T}(TextSource, TextOptions?, TextReadReport?)" path="/remarks | /exception"/>
    public static unsafe T[] Read<T>(ReadOnlySpan<byte> text, TextOptions? options = null, TextReadReport? report = null)
        where T : unmanaged, ISharedRecord<T>
    {
        report ??= new TextReadReport();
        options ??= TextOptions.Whitespace;
        if (!text.IsEmpty
            && options.Compression != TextCompression.None
            && (options.Compression == TextCompression.Gzip || CompressionFormat.IsGzip(text)))
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
        var reader = new TableReader(RowCode.Of<T>(), new TextDialect(options), null, report);
        text = text[..Footer.Without(text, options.SkipFooter, out int footerLines)];
        for (TableReader.End end = TableReader.End.Full; end == TableReader.End.Full;)
        {
            end = reader.Read(text, isLast: true, records.Memory.GetSpan(), out int length, out int count);
            records.Memory.Advance(count);
            text = text[length..];
        }

        reader.CountFooter(footerLines);
        return ToArray(records);
    }

    private static T[] ToArray<T>(RecordBuffer<T> records)
        where T : unmanaged, ISharedRecord<T>
        => records.Count <= Array.MaxLength
            ? records.MoveToArray()
            : throw new InvalidOperationException(
                $"The table has {records.Count} rows, more than an array can hold; use RecordText.Load or ReadBatchesAsync.");
}
