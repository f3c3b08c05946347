using System.Buffers;
using System.IO.Pipelines;

namespace SchemaToolkit;

/// <summary>Where a text table comes from: a file, several that are read one after the other, the standard input, a stream,
/// a pipe, a reader of characters, buffers. Paths, streams, pipes, readers and sequences convert to sources implicitly.</summary>
public sealed class TextSource
{
    private const string StandardInputPath = "-";

    private readonly Func<IReadOnlyList<Part>> _parts;

    private TextSource(Func<IReadOnlyList<Part>> parts) => _parts = parts;

    /// <summary>The standard input.</summary>
    public static TextSource StandardInput { get; } = OfParts(new Part(StandardInputPath, null, false));

    /// <summary>A file.</summary>
    /// <param name="path">The file; <c>-</c> is the standard input, <c>./-</c> a file of this name.</param>
    /// <returns>The source.</returns>
    public static TextSource FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OfParts(new Part(path, null, false));
    }

    /// <summary>Files that are read one after the other, as one table: each with its own header and its own
    /// <see cref="TextOptions.SkipLines"/>, and errors that name the file.</summary>
    /// <param name="pathsOrPatterns">Files in this order, and patterns with <c>*</c>, <c>?</c> and <c>**</c> (any number of
    /// directories), which stand for the matching files in ordinal order. A pattern that is the exact name of a file means that
    /// file. The files are searched for when reading begins.</param>
    /// <returns>The source.</returns>
    public static TextSource FromFiles(params IEnumerable<string> pathsOrPatterns)
    {
        ArgumentNullException.ThrowIfNull(pathsOrPatterns);
        string[] all = [.. pathsOrPatterns];
        foreach (string path in all)
        {
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(pathsOrPatterns));
        }

        return new TextSource(() => [.. all.SelectMany(PathPattern.Find).Select(static path => new Part(path, null, false))]);
    }

    /// <summary>A stream, from its position to its end; it is left open.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>The source, which can be read once.</returns>
    public static TextSource FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return OfParts(new Part((stream as FileStream)?.Name, stream, false));
    }

    /// <summary>A pipe, to its end; it is not completed. <c>Load</c> and <c>Read</c> block their thread while they wait for
    /// it. On the thread pool use <c>ReadBatchesAsync</c>: the writer may need the thread.</summary>
    /// <param name="reader">The pipe's reading end.</param>
    /// <returns>The source, which can be read once.</returns>
    public static TextSource FromPipe(PipeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return OfParts(new Part(null, reader.AsStream(leaveOpen: true), false));
    }

    /// <summary>A reader of characters, from its position to its end; it is left open.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The source, which can be read once, with <see cref="System.Text.Encoding.UTF8"/> as
    /// <see cref="TextOptions.Encoding"/>.</returns>
    public static TextSource FromReader(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return OfParts(new Part(null, new ReaderStream(reader), false));
    }

    /// <summary>Buffers in memory.</summary>
    /// <param name="text">The text, UTF-8 (or gzip).</param>
    /// <returns>The source.</returns>
    public static TextSource FromSequence(ReadOnlySequence<byte> text)
        => new(() => [new Part(null, new SequenceStream(text), true)]);

    /// <summary>Buffers that arrive one after the other. Each is used up before the next is requested. <c>Load</c> and
    /// <c>Read</c> block their thread while they wait for one; the code that makes it runs on that thread. On the thread pool use
    /// <c>ReadBatchesAsync</c>: code with <c>ConfigureAwait(false)</c> may need the thread.</summary>
    /// <param name="buffers">The text, UTF-8 (or gzip), split anywhere.</param>
    /// <returns>The source.</returns>
    public static TextSource FromBuffers(IAsyncEnumerable<ReadOnlyMemory<byte>> buffers)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        return new TextSource(() => [new Part(null, new BuffersStream(buffers), true)]);
    }

    /// <inheritdoc cref="FromFile"/>
    public static implicit operator TextSource(string path) => FromFile(path);

    /// <inheritdoc cref="FromStream"/>
    public static implicit operator TextSource(Stream stream) => FromStream(stream);

    /// <inheritdoc cref="FromPipe"/>
    public static implicit operator TextSource(PipeReader reader) => FromPipe(reader);

    /// <inheritdoc cref="FromReader"/>
    public static implicit operator TextSource(TextReader reader) => FromReader(reader);

    /// <inheritdoc cref="FromSequence"/>
    public static implicit operator TextSource(ReadOnlySequence<byte> text) => FromSequence(text);

    /// <summary>The files or streams to read, in order.</summary>
    internal IReadOnlyList<Part> Parts() => _parts();

    private static TextSource OfParts(Part part) => new(() => [part]);

    /// <summary>One file or stream.</summary>
    /// <param name="Path">The file, and its name in messages.</param>
    /// <param name="Stream">The stream; <see langword="null"/> for a file.</param>
    /// <param name="IsOwned">Whether the stream is to be disposed.</param>
    internal readonly record struct Part(string? Path, Stream? Stream, bool IsOwned)
    {
        public bool IsStandardInput => Stream is null && Path == StandardInputPath;
    }
}
