using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>How many rows a table can have, known without parsing it: its lines, less those that cannot be rows. Where all
/// lines are rows, as in most large tables, that is their number; comments, blank lines and quoted line ends make them fewer.
/// Only line ends of other kinds than LF and CRLF, or a file that grows, make them more.</summary>
internal static class RowCount
{
    private const int PieceBytes = 1 << 18;
    private const int PartOfMemory = 8;

    /// <summary>Whether the rows can be counted: it is a file of plain text.</summary>
    public static bool CanCount(string path, TextOptions options)
    {
        using SafeFileHandle? file = PlainFile.TryOpen(path, options.Compression);
        return file is not null;
    }

    /// <summary>Counts, at the speed of memory.</summary>
    /// <returns>The number; <see langword="null"/> if it cannot be counted.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static long? Of(string path, TextOptions options, RecordSchema schema, CancellationToken cancellationToken)
    {
        using SafeFileHandle? file = PlainFile.TryOpen(path, options.Compression);
        if (file is null)
        {
            return null;
        }

        // What would be read from disk twice is not.
        if (RandomAccess.GetLength(file) > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfMemory)
        {
            return RowEstimate.Of(path, options, schema);
        }

        try
        {
            long rows = Lines(file, options.Threads, cancellationToken) - RowEstimate.OtherLines(options);
            return RowEstimate.Bound(rows, RandomAccess.GetLength(file), options, schema);
        }
        catch (AggregateException error) when (error.InnerExceptions.All(static inner => inner is IOException))
        {
            return null; // What cannot be read is an error of the reading.
        }
    }

    private static long Lines(SafeFileHandle file, int threads, CancellationToken cancellationToken)
    {
        long length = RandomAccess.GetLength(file);
        long lines = 0;
        Parallel.For(
            0,
            (length + PieceBytes - 1) / PieceBytes,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            static () => (Buffer: ArrayPool<byte>.Shared.Rent(PieceBytes), Lines: 0L),
            (piece, _, mine) =>
            {
                long start = piece * PieceBytes;
                Span<byte> text = mine.Buffer.AsSpan(0, (int)Math.Min(PieceBytes, length - start));
                text = text[..FileBytes.Read(file, text, start)];
                int unended = start + text.Length == length && !text.EndsWith("\n"u8) ? 1 : 0;
                return (mine.Buffer, mine.Lines + text.Count((byte)'\n') + unended);
            },
            mine =>
            {
                ArrayPool<byte>.Shared.Return(mine.Buffer);
                Interlocked.Add(ref lines, mine.Lines);
            });
        return lines;
    }
}
