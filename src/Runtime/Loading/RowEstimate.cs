using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>About how many rows a table has: its lines, counted in some parts of it, less those that cannot be rows. What is
/// made room for may be more or less than what comes; counting all lines takes a fifth of the time of parsing them.</summary>
internal static class RowEstimate
{
    /// <summary>What fits the caches gains nothing from its place in the file.</summary>
    public const long LeastBytes = 1 << 20;

    private const int Parts = 64;
    private const int PartBytes = 1 << 14;

    // Room for a little more costs nothing; rows that there is no room for wait in memory.
    private const double Margin = 1.02;

    // Bytes of a place, whatever the text, and for each byte of it.
    private const long LargestOfAny = 1 << 28;
    private const long LargestPerByte = 64;

    /// <summary>Estimates.</summary>
    /// <returns>The number; <see langword="null"/> if the source is not files of plain text.</returns>
    public static long? Of(TextSource source, TextOptions options, RecordSchema schema)
    {
        long rows = 0;
        long bytes = 0;
        foreach (TextSource.Part part in source.Parts())
        {
            if (part.Stream is not null || part.IsStandardInput || Lines(part.Path!, options.Compression) is not { } counted)
            {
                return null;
            }

            (long lines, long length) = counted;
            bytes += length;
            rows += Math.Max(0, lines - OtherLines(options));
        }

        return Bound(rows, bytes, options, schema);
    }

    /// <summary>The rows that are worth a place.</summary>
    /// <param name="rows">The lines that may be rows.</param>
    /// <param name="bytes">The bytes of the text.</param>
    /// <param name="options">Its format.</param>
    /// <param name="schema">The record.</param>
    /// <returns>At most as many rows as the text can have; <see langword="null"/> if their place would be out of proportion to
    /// it, as when nearly all lines are blank: a file system has a largest size of files.</returns>
    public static long? Bound(long rows, long bytes, TextOptions options, RecordSchema schema)
    {
        // Every cell ends with a byte, unless the row may have fewer cells.
        long most = Math.Min((bytes / schema.Leaves.Length) + 1, options.MaxRows ?? long.MaxValue);
        rows = Math.Clamp(rows, 0, most);
        return rows <= Math.Max(LargestOfAny, bytes * LargestPerByte) / schema.Size ? rows : null;
    }

    /// <summary>The lines that the options say are not rows.</summary>
    public static long OtherLines(TextOptions options)
        => (long)options.SkipLines + options.SkipLinesAfterHeader + options.SkipFooter
            + (options.Header is HeaderMode.None or HeaderMode.SkipComment ? 0 : 1);

    private static (long Lines, long Length)? Lines(string path, TextCompression compression)
    {
        using SafeFileHandle? file = PlainFile.TryOpen(path, compression);
        return file is null ? null : (Lines(file), RandomAccess.GetLength(file));
    }

    private static long Lines(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        long read = 0;
        long lines = 0;
        Span<byte> buffer = stackalloc byte[PartBytes];
        bool isWhole = length <= Parts * PartBytes;
        for (int part = 0; part < Parts; part++)
        {
            ReadOnlySpan<byte> text = buffer[..FileBytes.Read(file, buffer, isWhole ? read : length / Parts * part)];
            read += text.Length;
            lines += text.Count((byte)'\n');
        }

        return isWhole ? lines + 1 : (long)(Margin * lines * length / Math.Max(1, read)) + 1;
    }
}
