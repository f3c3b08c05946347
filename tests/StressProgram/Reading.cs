using System.Runtime.InteropServices;

namespace StressProgram;

/// <summary>One reading of a table, in one of all ways.</summary>
/// <param name="Container">How the text is packed.</param>
/// <param name="Way">The call.</param>
/// <param name="Threads">The threads.</param>
/// <param name="BufferSize">Bytes of text at a time.</param>
/// <param name="MaxRows">The most rows.</param>
/// <param name="Policy">What becomes of bad rows.</param>
/// <param name="Piece">The bytes a stream gives at a time, that cannot seek; 0 for a file, -1 for a stream that can seek.</param>
/// <param name="CancelAt">The report or batch at which it is cancelled; -1 for never.</param>
/// <param name="CancelAfter">The milliseconds after which it is cancelled; -1 for never.</param>
internal sealed record Reading(Container Container, Way Way, int Threads, int BufferSize, long? MaxRows, ErrorPolicy Policy, int Piece, int CancelAt, int CancelAfter)
{
    /// <summary>By one thread, from a plain file.</summary>
    public Reading ByOneThread() => this with { Container = Container.Plain, Way = Way.Load, Threads = 1, BufferSize = 1 << 18, Piece = 0, CancelAt = -1, CancelAfter = -1 };

    /// <summary>One of all; its buffer is filled up to 200 times.</summary>
    public static Reading Random(Random random, int rows, int bytes) => new(
        (Container)Math.Max(0, random.Next(-2, 3)),
        (Way)Math.Max(0, random.Next(-2, 4)),
        random.Next(1, 17),
        Math.Clamp(bytes / random.Next(1, 200), 64, 1 << 18),
        random.Next(6) == 0 ? random.Next(rows + 10) : null,
        random.Next(10) == 0 ? ErrorPolicy.Throw : ErrorPolicy.Skip,
        random.Next(3) switch { 0 => 0, 1 => -1, _ => random.Next(1, 100_000) },
        random.Next(8) == 0 ? random.Next(30) : -1,
        random.Next(8) == 0 ? random.Next(10) : -1);

    /// <summary>Reads.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The file for its bytes.</param>
    /// <param name="expected">The records to come; they are in the answer themselves when the same came.</param>
    /// <returns>What came of it.</returns>
    public Answer<T> Read<T>(Table table, string path, T[]? expected = null)
        where T : unmanaged, ISharedRecord<T>
    {
        TextOptions options = table.Options with { DegreeOfParallelism = Threads, BufferSize = BufferSize, MaxRows = MaxRows, ErrorPolicy = Policy };
        using var cancellation = new CancellationTokenSource(CancelAfter);
        var progress = new Canceller(CancelAt, cancellation);
        var report = new TextReadReport();
        try
        {
            TextSource source = Source(table, path);
            T[] records;
            switch (Way)
            {
                case Way.Load:
                    using (RecordBuffer<T> loaded = RecordText.Load<T>(source, options, progress, cancellation.Token))
                    {
                        records = Keep(loaded.Records, expected);
                        report = loaded.Report;
                    }

                    break;
                case Way.LoadShared:
                    using (SharedRecords<T> shared = RecordText.LoadShared<T>(source, options, null, report, progress, cancellation.Token))
                    {
                        records = Keep(shared.Records, expected);
                    }

                    break;
                case Way.Read:
                    records = RecordText.Read<T>(source, options, report);
                    break;
                default:
                    records = ReadBatchesAsync<T>(source, options, report, progress, cancellation.Token).GetAwaiter().GetResult();
                    break;
            }

            return new Answer<T>(records, $"{report} {report.Errors.LastOrDefault()?.LineNumber}");
        }
        catch (RecordTextException e)
        {
            return new Answer<T>([], $"{e.Reason} in line {e.LineNumber}, column {e.ColumnIndex}, byte {e.ByteOffset}: {e.Text}");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new Answer<T>([], Answer<T>.Cancelled);
        }
    }

    // Copies are what takes the time otherwise.
    private static T[] Keep<T>(ReadOnlySpan<T> records, T[]? expected)
        where T : unmanaged, ISharedRecord<T>
        => expected is not null && MemoryMarshal.AsBytes(records).SequenceEqual(MemoryMarshal.AsBytes<T>(expected)) ? expected : records.ToArray();

    private static async Task<T[]> ReadBatchesAsync<T>(TextSource source, TextOptions options, TextReadReport report, Canceller progress, CancellationToken cancellationToken)
        where T : unmanaged, ISharedRecord<T>
    {
        var records = new List<T>();
        await foreach (ReadOnlyMemory<T> batch in RecordText.ReadBatchesAsync<T>(source, options, report, cancellationToken))
        {
            records.AddRange(batch.Span);
            progress.Report(default);
        }

        return [.. records];
    }

    private TextSource Source(Table table, string path)
    {
        byte[] bytes = table.In(Container);
        if (Piece == 0)
        {
            File.WriteAllBytes(path, bytes);
            return path;
        }

        return Piece < 0 ? new MemoryStream(bytes) : new ChunkedStream(bytes, Piece);
    }

    /// <summary>Cancels at the report of a number.</summary>
    private sealed class Canceller(int at, CancellationTokenSource cancellation) : IProgress<TextProgress>
    {
        private int _reports;

        public void Report(TextProgress value)
        {
            if (_reports++ == at)
            {
                cancellation.Cancel();
            }
        }
    }
}
