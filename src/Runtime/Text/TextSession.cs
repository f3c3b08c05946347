namespace SchemaToolkit;

/// <summary>One reading of one file or stream: its text, and the records made of it.</summary>
internal sealed class TextSession<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly TextBuffer _text;
    private readonly TableReader<T> _reader;
    private readonly IProgress<TextProgress>? _progress;
    private readonly long? _totalBytes;
    private bool _isDone;

    public TextSession(string path, TextOptions? options, IProgress<TextProgress>? progress)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= TextOptions.Whitespace;
        _reader = new TableReader<T>(new TextDialect(options), path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        _totalBytes = file.CanSeek ? file.Length : null;
        _text = new TextBuffer(file, ownsSource: true, path, options);
        _progress = progress;
    }

    public TextSession(Stream stream, TextOptions? options, IProgress<TextProgress>? progress)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= TextOptions.Whitespace;
        string? path = (stream as FileStream)?.Name;
        _reader = new TableReader<T>(new TextDialect(options), path);
        _totalBytes = stream.CanSeek ? stream.Length - stream.Position : null;
        _text = new TextBuffer(stream, ownsSource: false, path, options);
        _progress = progress;
    }

    /// <summary>Makes records, as many as there is room for and text at hand.</summary>
    /// <param name="records">The room.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records made; 0 at the end of the table.</returns>
    public int Read(Span<T> records, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int made;
        while (!TryMake(records, out made))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _text.Fill();
        }

        return made;
    }

    /// <inheritdoc cref="Read"/>
    public async ValueTask<int> ReadAsync(Memory<T> records, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int made;
        while (!TryMake(records.Span, out made))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _text.FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return made;
    }

    public void Dispose() => _text.Dispose();

    // False when text must be read first.
    private bool TryMake(Span<T> records, out int made)
    {
        made = 0;
        if (_isDone)
        {
            return true;
        }

        TableReader<T>.End end = _reader.Read(_text.Text, _text.IsLast, records, out int length, out made);
        _text.Advance(length);
        _isDone = end == TableReader<T>.End.Done;
        _progress?.Report(new TextProgress(_text.BytesRead, _totalBytes, _reader.Rows));
        return made > 0 || _isDone;
    }
}
