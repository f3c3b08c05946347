using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

public static partial class RecordText
{
    private const int ManyBytes = 1 << 16;

    /// <param name="path">The file. With <see cref="TextCompression.Auto"/>, a name that ends in <c>.gz</c> is compressed.</param>
    /// <param name="records">The records: a list, or a sequence, which is gone through once and not held in memory.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, TextOptions?)"/>
    public static void Write<T>(string path, IEnumerable<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(records);
        options ??= TextOptions.Whitespace;
        using var file = FileReplacement.Begin(path);
        using var stream = new ReplacementStream(file.Handle, file.Target);
        Write(stream, records, ForPath(path, options));
        file.Publish();
    }

    /// <param name="stream">The stream; compressed if <see cref="TextOptions.Compression"/> is gzip.</param>
    /// <param name="records">The records: a list, or a sequence, which is gone through once and not held in memory.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <inheritdoc cref="Write{T}(Stream, ReadOnlySpan{T}, TextOptions?)"/>
    public static void Write<T>(Stream stream, IEnumerable<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(records);
        options ??= TextOptions.Whitespace;
        if (TryGetSpan(records, out ReadOnlySpan<T> all))
        {
            Write(stream, all, options);
            return;
        }

        using IEnumerator<T> each = records.GetEnumerator();
        T[] some = new T[Math.Max(1, ManyBytes / Unsafe.SizeOf<T>())];
        int count = Next(each, some);
        if (count == 0)
        {
            Write(stream, ReadOnlySpan<T>.Empty, options);
            return;
        }

        using Compressed target = Open(stream, options);
        var table = new TableWriter(target.Stream, T.Schema, PlainRows.Of<T>(), options);
        for (; count > 0; count = Next(each, some))
        {
            table.Add(MemoryMarshal.AsBytes(some.AsSpan(0, count)));
        }
    }

    /// <summary>Writes to a writer of characters and leaves it open: one row per record, as the shortest text that reads back
    /// equal, with a header unless <see cref="TextOptions.Header"/> is <see cref="HeaderMode.None"/>.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="records">The records.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <exception cref="RecordTextException">A text cannot be written so that it reads back the same, or is not
    /// characters.</exception>
    /// <exception cref="ArgumentException">The options contradict each other, or ask for gzip, which is not characters.</exception>
    public static void Write<T>(TextWriter writer, ReadOnlySpan<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
        => Write(OfCharacters(writer, options), records, options);

    /// <param name="writer">The writer.</param>
    /// <param name="records">The records: a list, or a sequence, which is gone through once and not held in memory.</param>
    /// <param name="options">The text's format; by default the one that <c>np.loadtxt</c> reads.</param>
    /// <inheritdoc cref="Write{T}(TextWriter, ReadOnlySpan{T}, TextOptions?)"/>
    public static void Write<T>(TextWriter writer, IEnumerable<T> records, TextOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
        => Write(OfCharacters(writer, options), records, options);

    private static WriterStream OfCharacters(TextWriter writer, TextOptions? options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        options ??= TextOptions.Whitespace;
        return options.Compression == TextCompression.Gzip
            ? throw new ArgumentException("TextOptions.Compression is gzip, which is bytes; a TextWriter takes characters. Use a stream.", nameof(options))
            : new WriterStream(writer, new TextDialect(options).Options.Encoding);
    }

    private static bool TryGetSpan<T>(IEnumerable<T> records, out ReadOnlySpan<T> all)
    {
        all = records is T[] array ? array : records is List<T> list ? CollectionsMarshal.AsSpan(list) : default;
        return records is T[] or List<T>;
    }

    private static int Next<T>(IEnumerator<T> each, T[] some)
    {
        int count = 0;
        while (count < some.Length && each.MoveNext())
        {
            some[count++] = each.Current;
        }

        return count;
    }
}
