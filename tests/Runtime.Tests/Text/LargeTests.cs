using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Tables beyond 2 GiB of text and beyond 2³¹ rows: counts, sums, and the right line for an error on the
/// last.</summary>
public class LargeTests
{
    [Fact]
    public Task AMillionRowsAndAnErrorOnTheLast() => ReadAsync("1\n2\n3\n4\n", 250_000);

    [SoakFact]
    public Task MoreThanTwoGigabytes() => ReadAsync("4\r\n0000000000000000000000000000000000000000000000000000000000000003\r\n", 50_000_000);

    [SoakFact]
    public Task MoreRowsThanAnIntCounts() => ReadAsync("1\n2\n3\n4\n", 538_000_000);

    private static async Task ReadAsync(string block, long times)
    {
        byte[] blocks = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(block, 1000)));
        long lines = block.Count(static c => c == '\n') * times;
        long sum = (block.Length == 8 ? 10 : 7) * times;
        var stream = new RepeatedStream(blocks, times / 1000, "5\nx"u8.ToArray());
        long read = 0;
        long total = 0;
        RecordTextException error = await Assert.ThrowsAsync<RecordTextException>(async () =>
        {
            await foreach (ReadOnlyMemory<OneByte> batch in RecordText.ReadBatchesAsync<OneByte>(stream))
            {
                read += batch.Length;
                total += (long)batch.Span.Columns.X.Sum();
            }
        });
        Assert.Equal(lines + 2, error.LineNumber);
        Assert.Equal(lines + 1, error.RowNumber);
        Assert.Equal((blocks.Length * (times / 1000)) + 2, error.ByteOffset);

        // The batch with the error is not given out.
        Assert.InRange(read, lines + 1 - (1 << 21), lines + 1);
        Assert.InRange(total, sum - (1 << 23), sum + 5);
    }
}
