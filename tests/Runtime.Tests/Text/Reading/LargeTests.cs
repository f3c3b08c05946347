using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Tables beyond 2 GiB of text and beyond 2³¹ rows: counts, sums, and the right line for an error on the last, by
/// every kernel and by several threads.</summary>
public class LargeTests
{
    private const string ShortRows = "1\n2\n3\n4\n";
    private const string LongRows = "4\r\n0000000000000000000000000000000000000000000000000000000000000003\r\n";

    [Fact]
    public Task AMillionRowsAndAnErrorOnTheLast() => FailsOnTheLastLineAsync(ShortRows, 250_000);

    [Fact]
    public void AMillionRows() => IsReadToItsEnd(ShortRows, 250_000);

    [SoakFact]
    public Task MoreThanTwoGigabytesAndAnErrorOnTheLastLine() => FailsOnTheLastLineAsync(LongRows, 50_000_000);

    [SoakFact]
    public Task MoreRowsThanAnIntCountsAndAnErrorOnTheLast() => FailsOnTheLastLineAsync(ShortRows, 538_000_000);

    [SoakFact]
    public void MoreRowsThanAnIntCounts() => IsReadToItsEnd(ShortRows, 538_000_000);

    private static async Task FailsOnTheLastLineAsync(string block, long times)
    {
        foreach (TextKernel kernel in Enum.GetValues<TextKernel>())
        {
            TextOptions options = TextOptions.Whitespace with { Kernel = kernel };
            long read = 0;
            long total = 0;
            RecordTextException error = await Assert.ThrowsAsync<RecordTextException>(async () =>
            {
                await foreach (ReadOnlyMemory<OneByte> batch in RecordText.ReadBatchesAsync<OneByte>(Rows(block, times, "5\nx"), options))
                {
                    read += batch.Length;
                    total += (long)batch.Span.Columns.X.Sum();
                }
            });
            IsOfTheLastLine(error, block, times);

            // The batch with the error is not given out.
            long rows = (LinesOf(block) * times) + 1;
            Assert.InRange(read, rows - (1 << 21), rows);
            Assert.InRange(total, (SumOf(block) * times) - (1 << 23), (SumOf(block) * times) + 5);

            foreach (int threads in (int[])[1, 3])
            {
                error = Assert.Throws<RecordTextException>(() => RecordText.Load<OneByte>(Rows(block, times, "5\nx"), options with { DegreeOfParallelism = threads }));
                IsOfTheLastLine(error, block, times);
            }
        }
    }

    private static void IsReadToItsEnd(string block, long times)
    {
        long rows = (LinesOf(block) * times) + 1;
        foreach (int threads in (int[])[1, 3])
        {
            TextOptions options = TextOptions.Whitespace with { DegreeOfParallelism = threads };
            using RecordBuffer<OneByte> records = RecordText.Load<OneByte>(Rows(block, times, "5\n"), options);
            Assert.Equal((rows, rows), (records.Count, records.Report.Rows));
            Assert.Equal(5, records.Slice(rows - 1, 1)[0].X);
            Assert.Equal((SumOf(block) * times) + 5, Parts(rows).Sum(part => (long)records.Slice(part.Start, part.Length).Columns.X.Sum()));

            using SharedRecords<OneByte> shared = RecordText.LoadShared<OneByte>(Rows(block, times, "5\n"), options, null, null);
            Assert.Equal(rows, shared.Count);
            Assert.Equal((rows, (SumOf(block) * times) + 5), Sum(shared.Reference));
            if (rows > int.MaxValue)
            {
                Assert.Throws<InvalidOperationException>(() => records.Records.Length);
                Assert.Throws<InvalidOperationException>(() => shared.Records.Length);
            }
        }
    }

    private static void IsOfTheLastLine(RecordTextException error, string block, long times)
    {
        long lines = LinesOf(block) * times;
        Assert.Equal((lines + 2, lines + 1, (block.Length * times) + 2), (error.LineNumber, error.RowNumber, error.ByteOffset));
    }

    private static RepeatedStream Rows(string block, long times, string end)
        => new(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(block, 1000))), times / 1000, Encoding.ASCII.GetBytes(end));

    private static int LinesOf(string block) => block.Count(static c => c == '\n');

    private static int SumOf(string block) => block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(int.Parse);

    private static IEnumerable<(long Start, int Length)> Parts(long count)
    {
        for (long start = 0; start < count; start += 1 << 30)
        {
            yield return (start, (int)Math.Min(count - start, 1 << 30));
        }
    }

    // By numpy, as a span of them may not be long enough.
    private static (long Rows, long Sum) Sum(string reference)
    {
        string[] answer = Python.Run("a = np.load(sys.argv[1], mmap_mode='r')\nprint(len(a), a['x'].sum(dtype='i8'))", reference).Split(' ');
        return (long.Parse(answer[0]), long.Parse(answer[1]));
    }
}
