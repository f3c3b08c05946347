using System.Collections.Concurrent;
using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>gzip in blocks: by any number of threads the text of any gzip, and the same damage.</summary>
public class BgzfTests
{
    private const int MemberBytes = 60_000;

    private static readonly byte[] _rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(static i => FormattableString.Invariant($"chr{i % 7}\t{i * 7919}\t{i / 8.0}\t{i}\t{i % 3}\n"))));
    private static readonly byte[] _table = [.. Enumerable.Repeat(_rows, 400).SelectMany(static rows => rows)];
    private static readonly byte[] _file = [.. GzipFile.Bgzf(_table, MemberBytes), .. GzipFile.BgzfEnd];
    private static readonly CpgSite[] _expected = RecordText.Read<CpgSite>(_table, TextOptions.Tsv);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnyNumberOfThreadsReadsIt(int threads)
    {
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = threads, BufferSize = 20_000 };
        Assert.Equal(_expected, RecordText.Read<CpgSite>(_file, options));
        Assert.Equal(_expected, RecordText.Read<CpgSite>(_file, options with { BufferSize = 1_000_000 }));
        Assert.Equal(_expected, RecordText.Read<CpgSite>(new ChunkedStream([.. _file, .. new byte[600_000]], 777), options));
        Assert.Equal(_expected.Length + 200, RecordText.Read<CpgSite>((byte[])[.. _file, .. GzipFile.Compress(_rows)], options).Length);
        Assert.Equal(_expected.Length + 200, RecordText.Read<CpgSite>((byte[])[.. _file, .. GzipFile.Compress(_rows)], options with { BufferSize = 2_000_000 }).Length);
        Assert.Equal(2 * _expected.Length, RecordText.Read<CpgSite>((byte[])[.. _file, .. _file], options).Length);

        // Members of a thousandth of their text.
        byte[] dense = [.. Enumerable.Repeat("1\t2\t3\t4\t5\n"u8.ToArray(), 400_000).SelectMany(static row => row)];
        Assert.Equal(400_000, RecordText.Read<CpgSite>((byte[])[.. GzipFile.Bgzf(dense, MemberBytes), .. GzipFile.BgzfEnd], options).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void DamageIsAnError(int threads)
    {
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = threads, BufferSize = 20_000 };
        foreach (int place in (int[])[_file.Length - 40, _file.Length / 2, _file.Length / 3])
        {
            byte[] damaged = [.. _file];
            damaged[place] ^= 0x55;
            Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(damaged, options));
            IsTruncated(_file[..place]);
        }

        // The length of a member's text, and its checksum.
        foreach ((int back, string words) in ((int, string)[])[(1, "the length that is written behind it is"), (5, "does not have the checksum")])
        {
            byte[] damaged = GzipFile.Bgzf(_table, MemberBytes);
            damaged[^back] ^= 1;
            IsTruncated(damaged);
            Assert.Contains(words, Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(damaged, options)).Message);
        }

        IsTruncated([.. _file, 1]);
        IsTruncated([.. _file, .. new byte[300_000], .. _file]);

        void IsTruncated(byte[] file)
            => Assert.Equal(TextErrorReason.Truncated, Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(file, options)).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void AFileCutBetweenMembersIsAnError(int threads)
    {
        // Whole lines in each member, so that nothing else tells.
        byte[][] members = [.. Enumerable.Range(0, 9).Select(static _ => GzipFile.Bgzf(_rows, _rows.Length))];
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = threads };
        for (int count = 1; count <= members.Length; count++)
        {
            byte[] cut = [.. members.Take(count).SelectMany(static member => member)];
            foreach (byte[] file in (byte[][])[cut, [.. cut, .. new byte[100]]])
            {
                var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(file, options));
                Assert.Equal(TextErrorReason.Truncated, error.Reason);
                Assert.Contains("TextCompression.Gzip", error.Message);
                Assert.Equal(200 * count, RecordText.Read<CpgSite>(file, options with { Compression = TextCompression.Gzip }).Length);
            }

            Assert.Equal(200 * count, RecordText.Read<CpgSite>((byte[])[.. cut, .. GzipFile.BgzfEnd], options).Length);

            // What ends otherwise never was a BGZF file to its end.
            Assert.Equal(200 * (count + 1), RecordText.Read<CpgSite>((byte[])[.. cut, .. GzipFile.Compress(_rows)], options).Length);
        }

        // What is not read is not missed.
        Assert.Equal(7, RecordText.Read<CpgSite>(members[0], options with { MaxRows = 7 }).Length);
    }

    [Fact]
    public void AnErrorInARowBeforeTheCutIsTheOneReported()
    {
        byte[] file = [.. GzipFile.Bgzf(_table, MemberBytes), .. GzipFile.Bgzf("chr1\tx\t1\t1\t1\n"u8.ToArray(), MemberBytes)];
        var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(file, TextOptions.Tsv with { DegreeOfParallelism = 3 }));
        Assert.Equal((TextErrorReason.Conversion, 80_001), (error.Reason, error.LineNumber));
    }

    [Fact]
    public async Task RandomDamageIsTheSameForAnyNumberOfThreads()
    {
        byte[] file = [.. Enumerable.Range(0, 8).SelectMany(static i => GzipFile.Bgzf(_rows, 700 + (i * 500))), .. GzipFile.BgzfEnd];
        int whole = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var damaged = new List<byte>(file);
            for (int i = random.Next(3); i >= 0; i--)
            {
                int at = random.Next(damaged.Count);
                int length = Math.Min(random.Next(3000), damaged.Count - at);
                switch (random.Next(5))
                {
                    case 0:
                        damaged[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        damaged.RemoveRange(at, length);
                        break;
                    case 2:
                        damaged.RemoveRange(at, damaged.Count - at);
                        break;
                    case 3:
                        damaged.InsertRange(at, damaged.GetRange(random.Next(damaged.Count - length + 1), length));
                        break;
                    default:
                        damaged.AddRange(new byte[length]);
                        break;
                }

                damaged.Add(0);
            }

            byte[] bytes = [.. damaged];
            (byte[] text, string? damage) = await Inflate(1, bytes.Length, isAsync: false);
            whole += damage is null ? 1 : 0;
            foreach ((int threads, int chunk, bool isAsync) in ((int, int, bool)[])[(2, 4096, false), (3, 100, false), (1, 100, true), (3, bytes.Length, true)])
            {
                (byte[] otherText, string? otherDamage) = await Inflate(threads, chunk, isAsync);
                Assert.True(damage == otherDamage && text.AsSpan().SequenceEqual(otherText), $"seed {seed}, {threads} threads: {otherDamage}, not {damage}; {otherText.Length} bytes, not {text.Length}");
            }

            async Task<(byte[] Text, string? Damage)> Inflate(int threads, int chunk, bool isAsync)
            {
                using var inflated = new MemoryStream();
                byte[] buffer = new byte[10_000];
                int head = Math.Min(bytes.Length, random.Next(100));
                await using var stream = new BgzfStream(new ChunkedStream(bytes[head..], chunk), bytes.AsSpan(0, head), threads, mustBeMarked: true);
                try
                {
                    while ((isAsync ? await stream.ReadAsync(buffer) : stream.Read(buffer)) is > 0 and var count)
                    {
                        inflated.Write(buffer, 0, count);
                    }

                    return (inflated.ToArray(), null);
                }
                catch (InvalidDataException e)
                {
                    return (inflated.ToArray(), e.Message);
                }
            }
        }

        Assert.InRange(whole, 10, 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task NoThreadWaitsForTheFile(int threads)
    {
        using var source = new HesitantStream(_file, 100_000);
        await using var text = new BgzfStream(source, [], threads, mustBeMarked: true);
        byte[] buffer = new byte[_table.Length + 1];
        int length = 0;
        int waited = 0;
        while (true)
        {
            ValueTask<int> reading = text.ReadAsync(buffer.AsMemory(length));
            while (!reading.IsCompleted)
            {
                // Back here, though the file has given nothing.
                if (source.TryAnswer())
                {
                    waited++;
                }

                await Task.Yield();
            }

            int count = await reading;
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        Assert.True(waited >= _file.Length / 100_000, $"{waited} reads of the file were waited for");
        Assert.True(buffer.AsSpan(0, length).SequenceEqual(_table));
    }

    [Fact]
    public async Task WaitingForTheFileCanBeCancelled()
    {
        using var source = new HesitantStream(_file, 100_000);
        using var cancelled = new CancellationTokenSource();
        IAsyncEnumerator<ReadOnlyMemory<CpgSite>> batches = RecordText.ReadBatchesAsync<CpgSite>(source, TextOptions.Tsv with { BufferSize = 1000, DegreeOfParallelism = 2 }, cancelled.Token).GetAsyncEnumerator();
        ValueTask<bool> next = batches.MoveNextAsync();
        Assert.True(source.TryAnswer());
        Assert.False(next.IsCompleted);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await batches.DisposeAsync();
    }

    /// <summary>A stream that reads only asynchronously, and only when told to.</summary>
    private sealed class HesitantStream(byte[] content, int chunk) : ChunkedStream(content, chunk)
    {
        private readonly ConcurrentQueue<TaskCompletionSource> _asked = [];

        /// <summary>Lets what was asked for be read, if anything was.</summary>
        public bool TryAnswer() => _asked.TryDequeue(out TaskCompletionSource? told) && told.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var told = new TaskCompletionSource();
            _asked.Enqueue(told);
            await told.Task.WaitAsync(cancellationToken);
            return base.Read(buffer.Span);
        }

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();
    }
}
