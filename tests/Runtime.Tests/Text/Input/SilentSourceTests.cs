using System.IO.Compression;
using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>A source that gives nothing for long: an error, a cancellation or the last row wanted is told without
/// it.</summary>
public class SilentSourceTests
{
    private static readonly TimeSpan _forever = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task AnErrorIsToldBeforeTheSourceGoesOn(int threads)
    {
        await using var source = new SilentStream(Table(badRow: 41_000));
        var error = await Assert.ThrowsAsync<RecordTextException>(() => Load(source, threads).WaitAsync(_forever));
        Assert.Equal(41_001, error.LineNumber);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task ACancellationIsToldBeforeTheSourceGoesOn(int threads)
    {
        await using var source = new SilentStream(Table());
        using var cancellation = new CancellationTokenSource();
        Task load = Load(source, threads, cancellationToken: cancellation.Token);
        await source.Silence.WaitAsync(_forever);
        cancellation.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load.WaitAsync(_forever));
        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task TheLastRowWantedEndsTheReading(int threads)
    {
        await using var source = new SilentStream(Table());
        RecordBuffer<CpgSite> records = await Load(source, threads, maxRows: 40_000).WaitAsync(_forever);
        Assert.Equal(40_000, records.Count);
        records.Dispose();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public async Task CompressedSourcesToo(int threads, bool canSeek)
    {
        await using var source = new SilentStream(Gzip(Table()), canSeek);
        using var cancellation = new CancellationTokenSource();
        Task load = Load(source, threads, cancellationToken: cancellation.Token);
        await source.Silence.WaitAsync(_forever);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load.WaitAsync(_forever));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task WhatComesAfterASilenceIsRead(int threads)
    {
        await using var source = new SilentStream(Table());
        using var cancellation = new CancellationTokenSource();
        Task<RecordBuffer<CpgSite>> load = Load(source, threads, cancellationToken: cancellation.Token);
        await source.Silence.WaitAsync(_forever);
        Assert.False(load.IsCompleted);
        source.End();
        using RecordBuffer<CpgSite> records = await load.WaitAsync(_forever);
        Assert.Equal(RecordText.Read<CpgSite>(Table(), TextOptions.Tsv).AsSpan(), records.Records);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task ASourceThatFailsIsToldAsItsOwnException(int threads)
    {
        await using var source = new SilentStream(Table());
        using var cancellation = new CancellationTokenSource();
        Task<RecordBuffer<CpgSite>> load = Load(source, threads, cancellationToken: cancellation.Token);
        await source.Silence.WaitAsync(_forever);
        source.Fail(new IOException("the line is dead"));
        Assert.Equal("the line is dead", (await Assert.ThrowsAsync<IOException>(() => load.WaitAsync(_forever))).Message);
    }

    private static Task<RecordBuffer<CpgSite>> Load(SilentStream source, int threads, long? maxRows = null, CancellationToken cancellationToken = default)
        => Task.Factory.StartNew(
            () => RecordText.Load<CpgSite>(source, TextOptions.Tsv with { DegreeOfParallelism = threads, BufferSize = 1 << 15, MaxRows = maxRows }, cancellationToken: cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static byte[] Table(int badRow = -1)
        => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"chr1\t{(i == badRow ? "x" : i)}\t50\t1\t1\n")));

    private static byte[] Gzip(byte[] text)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return file.ToArray();
    }

    /// <summary>Gives its content, then nothing until it is told to end.</summary>
    private sealed class SilentStream(byte[] content, bool canSeek = false) : ChunkedStream(content, 10_000)
    {
        private readonly TaskCompletionSource _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Done when somebody waits for more.</summary>
        public Task Silence => _silence.Task;

        public override bool CanSeek => canSeek;

        public override long Length => 1 << 20;

        public override long Position { get; set; }

        public void End() => _end.TrySetResult(0);

        public void Fail(Exception error) => _end.TrySetException(error);

        public override int Read(Span<byte> buffer)
        {
            if (base.Read(buffer) is > 0 and var count)
            {
                return count;
            }

            _silence.TrySetResult();
            return _end.Task.GetAwaiter().GetResult();
        }

        protected override void Dispose(bool disposing)
        {
            End();
            base.Dispose(disposing);
        }
    }
}
