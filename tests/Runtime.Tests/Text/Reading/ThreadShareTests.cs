using System.Collections.Concurrent;
using System.Text;

namespace SchemaToolkit.Tests.Text;

/// <summary>A table that gets more threads while it is being read.</summary>
public class ThreadShareTests
{
    [Fact]
    public void MoreThreadsReadTheRestOfTheTable()
    {
        var share = new ThreadShare();
        using var rows = new RowsUntilTwoThreadsRead(share);
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = 1, BufferSize = 10_000, Share = share };
        using RecordBuffer<CpgSite> records = RecordText.Load<CpgSite>(rows, options);
        Assert.True(rows.Threads.Count > 1, "only one thread has read");
        Assert.Equal(rows.Count, records.Count);
        for (long i = 0; i < records.Count; i++)
        {
            Assert.Equal(i % 1_000_000, records.Slice(i, 1)[0].Pos);
        }
    }

    [Fact]
    public void AShareOnlyGrows()
    {
        var share = new ThreadShare();
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = 2, Share = share };
        Assert.Equal(2, options.Threads);
        share.Grow(1);
        Assert.Equal(2, options.Threads);
        share.Grow(5);
        share.Grow(3);
        Assert.Equal(5, options.Threads);
    }

    /// <summary>Gives rows until two threads have asked for some; the share grows after the first.</summary>
    private sealed class RowsUntilTwoThreadsRead(ThreadShare share) : Stream
    {
        private byte[] _row = [];
        private int _used;

        public ConcurrentDictionary<int, bool> Threads { get; } = [];

        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            Threads[Environment.CurrentManagedThreadId] = true;
            if (Count > 10_000)
            {
                share.Grow(3);
            }

            int done = 0;
            while (done < buffer.Length)
            {
                if (_used == _row.Length)
                {
                    if (Threads.Count > 1 || Count == 5_000_000)
                    {
                        break;
                    }

                    _row = Encoding.UTF8.GetBytes($"chr1\t{Count++ % 1_000_000}\t0.5\t1\t2\n");
                    _used = 0;
                }

                int taken = Math.Min(_row.Length - _used, buffer.Length - done);
                _row.AsSpan(_used, taken).CopyTo(buffer[done..]);
                _used += taken;
                done += taken;
            }

            return done;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
