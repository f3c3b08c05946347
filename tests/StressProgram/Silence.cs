using System.Text;

namespace StressProgram;

/// <summary>Streams that give some text and then nothing, for ever: an error in that text is told at once, and so is a cancellation,
/// whatever the number of threads.</summary>
internal static class Silence
{
    private const int RowBytes = 32;

    // Far more than it ever takes.
    private const int Patience = 20;

    private static readonly Way[] _cancellable = [Way.Load, Way.LoadShared, Way.ReadBatches];

    public static void Go(Run run)
    {
        run.Repeat(runner =>
        {
            Random random = runner.Random;
            bool isCancelled = random.Next(2) == 0;
            Way way = isCancelled ? _cancellable[random.Next(_cancellable.Length)] : (Way)random.Next(4);

            // A thread of the caller's that waits for the stream itself cannot be told: the only one, and until there are others.
            bool isOfSeveral = isCancelled && way != Way.ReadBatches;
            int threads = random.Next(isOfSeveral ? 2 : 1, 17);

            // Rows fill buffers without a rest, so that all but the last piece of text is parsed before the silence.
            int rowsOfBuffer = random.Next(8, 500);
            int rows = (rowsOfBuffer * random.Next(isOfSeveral ? 12 : 1, 40)) + random.Next(rowsOfBuffer);
            int bad = isCancelled ? -1 : (rows / rowsOfBuffer * rowsOfBuffer) - 1 - random.Next(rowsOfBuffer);
            using var stream = new SilentStream(Text(rows, bad));
            var options = TextOptions.Tsv with { DegreeOfParallelism = threads, BufferSize = rowsOfBuffer * RowBytes };
            string what = $"{(isCancelled ? "cancelling" : $"an error in row {bad}")} by {way}, {threads} threads, {rows} rows, {rowsOfBuffer} at a time";
            runner.Begin(what, Patience);
            using var cancellation = new CancellationTokenSource();
            Thread canceller = run.Start(
                () =>
                {
                    if (isCancelled)
                    {
                        stream.WaitForSilence();
                        cancellation.Cancel();
                    }
                },
                () => what);
            try
            {
                Read(way, stream, options, cancellation.Token);
                run.Fault($"{what}: the stream has ended");
            }
            catch (RecordTextException e) when (!isCancelled)
            {
                run.Check(e.LineNumber == bad + 1, $"{what}: line {e.LineNumber}");
            }
            catch (OperationCanceledException) when (isCancelled)
            {
            }

            canceller.Join();
            run.Did(isCancelled ? "cancelled" : "errors");
        });
        Leaks.Check(run);
    }

    private static void Read(Way way, Stream stream, TextOptions options, CancellationToken cancellationToken)
    {
        switch (way)
        {
            case Way.Load:
                RecordText.Load<CpgSite>(stream, options, null, cancellationToken).Dispose();
                break;
            case Way.LoadShared:
                RecordText.LoadShared<CpgSite>(stream, options, cancellationToken: cancellationToken).Dispose();
                break;
            case Way.Read:
                RecordText.Read<CpgSite>(stream, options);
                break;
            default:
                RecordText.ReadBatchesAsync<CpgSite>(stream, options, cancellationToken).ToBlockingEnumerable(CancellationToken.None).Count();
                break;
        }
    }

    // Rows of the same length.
    private static byte[] Text(int rows, int bad)
    {
        var text = new StringBuilder();
        for (int i = 0; i < rows; i++)
        {
            string start = $"chr1\t{(i == bad ? "NA" : i)}\t";
            text.Append(start).Append("0.5".PadRight(RowBytes - start.Length - 5, '0')).Append("\t1\t1\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
