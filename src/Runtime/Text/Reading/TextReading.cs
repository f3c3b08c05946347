namespace SchemaToolkit;

/// <summary>Reads a source once: its files or streams one after the other, as one table.</summary>
internal sealed class TextReading : IDisposable, IAsyncDisposable
{
    private readonly RowCode _code;
    private readonly TextOptions _options;
    private readonly IProgress<TextProgress>? _progress;
    private readonly IReadOnlyList<TextSource.Part> _parts;
    private readonly long? _totalBytes;
    private TextSession? _session;
    private int _part = -1;
    private long _rows;
    private TextProgress _soFar;
    private TextProgress _latest;

    public TextReading(RowCode code, TextSource source, TextOptions? options, IProgress<TextProgress>? progress, TextReadReport report)
    {
        ArgumentNullException.ThrowIfNull(source);
        _code = code;
        _options = options ?? TextOptions.Whitespace;
        _progress = progress;
        Report = report;
        _parts = source.Parts();
        if (_parts.Any(static part => part.Stream is ReaderStream) && _options.Encoding?.CodePage != System.Text.Encoding.UTF8.CodePage)
        {
            throw new ArgumentException("TextOptions.Encoding is for bytes, and a TextReader gives characters; leave it UTF-8.", nameof(options));
        }

        _totalBytes = _parts.Count > 1 ? TotalBytes() : null;
    }

    /// <summary>What happened to the rows so far.</summary>
    public TextReadReport Report { get; }

    /// <inheritdoc cref="TextSession.ReadAsync"/>
    public async ValueTask<int> ReadAsync(IRowRoom records, CancellationToken cancellationToken)
    {
        int made = 0;
        while (made == 0 && (_session is not null || OpenNext()))
        {
            made = await _session!.ReadAsync(records, cancellationToken).ConfigureAwait(false);
            _rows += made;
            if (made == 0)
            {
                await DisposeAsync().ConfigureAwait(false);
            }
        }

        return made;
    }

    /// <summary>Reads the whole source.</summary>
    /// <param name="sink">Where the records go.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public void ReadAll(RecordSink sink, CancellationToken cancellationToken)
    {
        while (_session is not null || OpenNext())
        {
            long before = Report.Rows;
            _session!.ReadAll(sink, cancellationToken);
            _rows += Report.Rows - before;
            Dispose();
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
        _soFar = _latest;
    }

    public ValueTask DisposeAsync()
    {
        TextSession? session = _session;
        _session = null;
        _soFar = _latest;
        return session is null ? ValueTask.CompletedTask : session.DisposeAsync();
    }

    // Opens the next file; false if there is none, or no more rows are wanted.
    private bool OpenNext()
    {
        if (_part + 1 == _parts.Count || (_part >= 0 && _rows == _options.MaxRows))
        {
            return false;
        }

        TextSource.Part part = _parts[++_part];
        TextOptions options = _options.MaxRows is { } most ? _options with { MaxRows = most - _rows } : _options;
        IProgress<TextProgress>? progress = _parts.Count > 1 && _progress is not null ? new PartProgress(this) : _progress;
        _session = part.Stream is { } stream ? new TextSession(_code, stream, part.IsOwned, options, progress, Report)
            : part.IsStandardInput ? new TextSession(_code, Console.OpenStandardInput(), ownsStream: true, options, progress, Report)
            : new TextSession(_code, part.Path!, options, progress, Report);
        return true;
    }

    private long? TotalBytes()
    {
        long total = 0;
        foreach (TextSource.Part part in _parts)
        {
            if (part.Stream is not null || !File.Exists(part.Path))
            {
                return null;
            }

            total += new FileInfo(part.Path).Length;
        }

        return total;
    }

    // Reports the progress of one of several files as that of all.
    private sealed class PartProgress(TextReading reading) : IProgress<TextProgress>
    {
        public void Report(TextProgress value)
        {
            reading._latest = new TextProgress(
                reading._soFar.Bytes + value.Bytes,
                reading._totalBytes,
                reading._soFar.Rows + value.Rows);
            reading._progress!.Report(reading._latest);
        }
    }
}
