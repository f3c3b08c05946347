namespace SchemaToolkit;

/// <summary>Reads one file or stream once: makes records of its text.</summary>
internal sealed class TextSession : IDisposable, IAsyncDisposable
{
    private const int FillsBeforeThreads = 8;

    private readonly TextBuffer _text;
    private readonly TableReader _reader;
    private readonly IProgress<TextProgress>? _progress;
    private readonly long? _totalBytes;
    private readonly TextOptions _options;
    private bool _isDone;

    public TextSession(RowCode code, string path, TextOptions? options, IProgress<TextProgress>? progress, TextReadReport report)
        : this(code, Open(path), ownsStream: true, path, options, progress, report)
    {
    }

    public TextSession(RowCode code, Stream stream, bool ownsStream, TextOptions? options, IProgress<TextProgress>? progress, TextReadReport report)
        : this(code, stream, ownsStream, (stream as FileStream)?.Name, options, progress, report)
    {
    }

    private TextSession(
        RowCode code,
        Stream stream,
        bool ownsStream,
        string? path,
        TextOptions? options,
        IProgress<TextProgress>? progress,
        TextReadReport report)
    {
        try
        {
            options ??= TextOptions.Whitespace;
            _reader = new TableReader(code, new TextDialect(options), path, report);
            _totalBytes = stream.CanSeek ? stream.Length - stream.Position : null;
            _text = new TextBuffer(stream, ownsStream, path, options);
            _progress = progress;
            _options = options;
        }
        catch
        {
            if (ownsStream)
            {
                stream.Dispose();
            }

            throw;
        }
    }

    /// <summary>Makes as many records as there is room for and text at hand.</summary>
    /// <param name="records">The room.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The number of records made; 0 at the end of the table.</returns>
    public async ValueTask<int> ReadAsync(IRowRoom records, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int made;
        while (!TryMake(records.Bytes, out made))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _text.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        if (made == 0)
        {
            _reader.CountFooter(_text.FooterLines);
        }

        return made;
    }

    /// <summary>Makes all records, with as many threads as the options say.</summary>
    /// <param name="sink">Where they go.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public void ReadAll(RecordSink sink, CancellationToken cancellationToken)
    {
        int fills = 0;
        using CancellationTokenRegistration registration = InterruptWhenCancelled(cancellationToken);
        while (!_isDone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryMake(sink.GetSpan(), out int made))
            {
                sink.Advance(made);
                continue;
            }

            // A small table is done before others have begun.
            if (++fills > FillsBeforeThreads && Threads() > 1 && _reader.CanFork && !_text.IsLast)
            {
                sink.Expect(RowsToCome());
                new ParallelRows(_text, _reader, sink, Threads, Report, cancellationToken).Run();
                break;
            }

            if (fills == 2)
            {
                sink.Expect(RowsToCome());
            }

            _text.Fill();
        }

        _reader.CountFooter(_text.FooterLines);
        sink.Complete();
    }

    public void Dispose() => _text.Dispose();

    public ValueTask DisposeAsync() => _text.DisposeAsync();

    private CancellationTokenRegistration InterruptWhenCancelled(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            return default;
        }

        _text.AllowInterrupt();
        return cancellationToken.UnsafeRegister(static (text, token) => ((TextBuffer)text!).Interrupt(token), _text);
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            FileOptions.SequentialScan);
    }

    // An estimate by the bytes of the rows so far, at most the rows wanted. Nothing depends on it.
    private long RowsToCome()
        => _totalBytes is { } total && _text is { IsCompressed: false, BytesRead: > 0 }
            ? (long)Math.Min(_reader.RowsWanted, (1.02 * _reader.Rows * total / _text.BytesRead) - _reader.Rows)
            : 0;

    // One of the threads may be busy decompressing.
    private int Threads() => _options.Threads - (_text.IsReadAhead ? 1 : 0);

    private void Report() => _progress?.Report(new TextProgress(_text.BytesRead, _totalBytes, _reader.Rows));

    // False if text must be read first.
    private bool TryMake(Span<byte> records, out int made)
    {
        made = 0;
        if (_isDone)
        {
            return true;
        }

        TableReader.End end = _reader.Read(_text.Text, _text.IsLast, records, out int length, out made);
        _text.Advance(length);
        _isDone = end == TableReader.End.Done;
        Report();
        return made > 0 || _isDone;
    }
}
