using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>How many rows a table can have, known without parsing it: as many as its lines, less those that cannot be rows.
/// Where all lines are rows, as in most large tables, that is their number.</summary>
internal static class RowBound
{
    private const int PieceBytes = 1 << 20;
    private const int HeadBytes = 16;

    /// <summary>Counts.</summary>
    /// <returns>The number; only line ends of other kinds than LF and CRLF, or a file that changes, can make the rows more.
    /// <see langword="null"/> if the source is not files of plain text.</returns>
    public static long? Of(TextSource source, TextOptions options, CancellationToken cancellationToken)
    {
        long rows = 0;
        foreach (TextSource.Part part in source.Parts())
        {
            if (part.Stream is not null || part.IsStandardInput || Lines(part.Path!, options, cancellationToken) is not { } lines)
            {
                return null;
            }

            rows += Math.Max(0, lines - options.SkipLines - (options.Header == HeaderMode.None ? 0 : 1));
        }

        return Math.Min(rows, options.MaxRows ?? rows);
    }

    private static long? Lines(string path, TextOptions options, CancellationToken cancellationToken)
    {
        if (NativeMethods.Status(
            NativeMethods.AtWorkingDirectory,
            path,
            0,
            NativeMethods.StatBasic,
            out NativeMethods.FileStatus status) != 0
            || !status.IsRegular)
        {
            return null;
        }

        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..FileBytes.Read(file, head, 0)];
        bool isCompressed = options.Compression switch
        {
            TextCompression.Auto => CompressionFormat.IsCompressed(head),
            TextCompression.None => false,
            _ => true,
        };
        try
        {
            return isCompressed ? null : Lines(file, options.Threads, cancellationToken);
        }
        catch (AggregateException)
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
