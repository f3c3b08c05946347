using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Compressed tables, whole and damaged: a cut file is an error, wherever it was cut.</summary>
public class GzipTests
{
    private static readonly byte[] _table = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(static i => FormattableString.Invariant($"chr{i % 7}\t{i * 7919}\t{i / 8.0}\t{i}\t{i % 3}\n"))));
    private static readonly EveryWay.Answer _whole = EveryWay.Read<CpgSite>(_table, TextOptions.Tsv);

    [Fact]
    public void OneMemberOrManyReadLikeThePlainText()
    {
        byte[] half = GzipFile.Compress(_table[..(_table.Length / 2)]);
        byte[] rest = GzipFile.Compress(_table[(_table.Length / 2)..]);
        foreach (byte[] file in (byte[][])[GzipFile.Compress(_table), [.. half, .. rest], [.. GzipFile.Compress([]), .. half, .. GzipFile.Compress([]), .. rest, .. GzipFile.Compress([])]])
        {
            Assert.Equal(_whole, EveryWay.Read<CpgSite>(file, TextOptions.Tsv));
            Assert.Equal(_whole, EveryWay.Read<CpgSite>(file, TextOptions.Tsv with { Compression = TextCompression.Gzip }));
            Assert.Equal(_whole, EveryWay.Read<CpgSite>([.. file, .. new byte[777]], TextOptions.Tsv));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(0)] // a stream that can seek
    public void AFileCutAnywhereIsAnError(int chunk)
    {
        byte[] file = [.. GzipFile.Compress(_table[..1000]), .. GzipFile.Compress(_table[1000..])];
        int boundary = GzipFile.Compress(_table[..1000]).Length;
        for (int length = 2; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Stream stream = chunk > 0 ? new ChunkedStream(cut, chunk) : new MemoryStream(cut);
            TextOptions options = TextOptions.Tsv with { Compression = TextCompression.Gzip, DegreeOfParallelism = 2 };
            var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(stream, options));

            // Where the first of the two members is whole, a row of the text is cut, not the file.
            Assert.True(error.Reason == TextErrorReason.Truncated == (length != boundary), $"cut at {length}: {error.Message}");
        }
    }

    [Fact]
    public void DamageIsAnErrorOrWithoutEffect()
    {
        byte[] file = GzipFile.Compress(_table);
        int noticed = 0;
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= 0x10;
            try
            {
                CpgSite[] read = RecordText.Read<CpgSite>(damaged, TextOptions.Tsv with { Compression = TextCompression.Gzip });
                Assert.Equal(RecordText.Read<CpgSite>(_table, TextOptions.Tsv), read);
                Assert.InRange(i, 3, 9);
            }
            catch (RecordTextException)
            {
                noticed++;
            }
        }

        Assert.InRange(noticed, file.Length - 7, file.Length);
    }

    [Theory]
    [InlineData(-8, "does not have the checksum")]
    [InlineData(-4, "the length that is written behind it is")]
    [InlineData(2, "header of a gzip member is wrong")]
    [InlineData(12, "its compressed data is wrong")]
    public void WhatIsDamagedIsSaid(int at, string words)
    {
        using var directory = new TempDirectory();
        foreach (byte[] file in (byte[][])[GzipFile.Compress(_table), GzipFile.Compress(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60_000).Select(static i => $"chr1\t{i * 7919}\t{i % 100}.5\t1\t2\n"))))])
        {
            byte[] damaged = [.. GzipFile.Compress("chr1\t1\t1\t1\t1\n"u8.ToArray()), .. file];
            int place = at < 0 ? damaged.Length + at : damaged.Length - file.Length + at;
            damaged.AsSpan(place, at == 12 ? 200 : 1).Fill((byte)(damaged[place] ^ 0xFF));
            File.WriteAllBytes(directory["t.gz"], damaged);
            foreach (int threads in (int[])[1, 3])
            {
                TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = threads };
                var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(directory["t.gz"], options));
                Assert.Contains(words, error.Message);
                Assert.Equal(TextErrorReason.Truncated, error.Reason);
                Assert.Contains(words, Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(damaged, options)).Message);

                // What cannot be read twice is told in general words.
                Assert.Contains("checksum", Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(new ChunkedStream(damaged, 1000), options)).Message);
            }
        }
    }

    [Fact]
    public void ASoundFileHasNoDamage()
    {
        foreach (System.IO.Compression.CompressionLevel level in Enum.GetValues<System.IO.Compression.CompressionLevel>())
        {
            using var packed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(packed, level, leaveOpen: true))
            {
                gzip.Write(_table);
                for (int i = 0; i < 300_000; i++)
                {
                    gzip.WriteByte((byte)((i * i) >> (i % 13)));
                }
            }

            packed.Position = 0;
            Assert.Equal(GzipDamage.Unknown, GzipDamage.Find(packed));
        }
    }

    [Fact]
    public void WhatFollowsTheTextIsAnError()
    {
        var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>((byte[])[.. GzipFile.Compress(_table), 1, 2, 3], TextOptions.Tsv));
        Assert.Equal(TextErrorReason.Truncated, error.Reason);
        Assert.Contains("not gzip", error.Message);
    }

    [Fact]
    public void AnErrorBeforeTheDamageIsTheOneReported()
    {
        byte[] bad = Encoding.UTF8.GetBytes("chr1\tx\t1\t1\t1\n");
        byte[] file = GzipFile.Compress([.. bad, .. _table]);
        var error = Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(file[..^20], TextOptions.Tsv));
        Assert.Equal(1, error.LineNumber);
        Assert.Equal(TextErrorReason.Conversion, error.Reason);
    }

    [Fact]
    public async Task WhoStopsReadingLeavesNothingBehind()
    {
        byte[] table = [.. Enumerable.Repeat(_table, 2000).SelectMany(static rows => rows)];
        byte[] file = GzipFile.Compress([.. table, .. "wrong"u8]);
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = 2 };
        using var reading = new WatchedStream(file);
        Assert.Equal(10, RecordText.Read<CpgSite>(reading, options with { MaxRows = 10 }).Length);
        reading.IsTheCallers();

        using var wrong = new WatchedStream(GzipFile.Compress([.. "wrong\n"u8, .. table]));
        Assert.Equal(1, Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(wrong, options)).LineNumber);
        wrong.IsTheCallers();

        using var batches = new WatchedStream(file);
        await foreach (ReadOnlyMemory<CpgSite> batch in RecordText.ReadBatchesAsync<CpgSite>(batches, options))
        {
            Assert.False(batch.IsEmpty);
            break;
        }

        batches.IsTheCallers();

        using var all = new WatchedStream(file);
        Assert.Equal(400_001, Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(all, options)).LineNumber);
        all.IsTheCallers();

        Assert.All([reading, wrong, batches, all], static stream => Assert.False(stream.WasReadLate));
    }

    [Fact]
    public async Task WaitingForTheThreadThatDecompressesCanBeCancelled()
    {
        using var isThere = new ManualResetEventSlim();
        using var cancelled = new CancellationTokenSource();
        byte[] file = GzipFile.Compress(_table);
        using var source = new BlockedStream(file[20..], isThere);
        await using var text = new ReadAheadStream(new GzipTextStream(source, file.AsSpan(0, 20)));
        try
        {
            Task<int> reading = text.ReadAsync(new byte[100], cancelled.Token).AsTask();
            source.IsRead.Wait();
            Assert.False(reading.IsCompleted);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60)));
            isThere.Set();
            Assert.Equal(100, await text.ReadAsync(new byte[100]));
        }
        finally
        {
            isThere.Set();
        }
    }

    [Fact]
    public void WhatIsDenseTakesLittleMemory()
    {
        // Hundreds of bytes of text for one of the file.
        byte[] file = GzipFile.Compress([.. Enumerable.Repeat("7\n"u8.ToArray(), 20_000_000).SelectMany(static row => row)]);
        Assert.InRange(file.Length, 1, 200_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using RecordBuffer<OneByte> records = RecordText.Load<OneByte>(new MemoryStream(file), TextOptions.Tsv with { DegreeOfParallelism = 1 });
        Assert.Equal(20_000_000, records.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 << 20);
    }

    [Fact]
    public void TheNameOfTheFileSaysNothing()
    {
        using var directory = new TempDirectory();
        File.WriteAllBytes(directory["table.tsv"], GzipFile.Compress(_table));
        File.WriteAllBytes(directory["table.gz"], _table);
        Assert.Equal(200, RecordText.Read<CpgSite>(directory["table.tsv"], TextOptions.Tsv).Length);
        Assert.Equal(200, RecordText.Read<CpgSite>(directory["table.gz"], TextOptions.Tsv).Length);
        Assert.Throws<RecordTextException>(() => RecordText.Read<CpgSite>(directory["table.tsv"], TextOptions.Tsv with { Compression = TextCompression.None }));
    }

    [Theory]
    [InlineData("bzip2", "import bz2; z = bz2.compress")]
    [InlineData("xz", "import lzma; z = lzma.compress")]
    public void OtherCompressionsAreRefusedByName(string name, string import)
    {
        using var directory = new TempDirectory();
        Python.Run(import + "\nopen(sys.argv[1], 'wb').write(z(b'1 2\\n' * 100))", directory["x"]);
        Assert.Contains(name, Assert.Throws<NotSupportedException>(() => RecordText.Read<CpgSite>(directory["x"])).Message);
        Assert.Contains(name, Assert.Throws<NotSupportedException>(() => RecordText.Read<CpgSite>(File.ReadAllBytes(directory["x"]).AsSpan())).Message);
    }

    [Fact]
    public void ZstdAndZipAreRefusedByName()
    {
        Assert.Contains("zstd", Assert.Throws<NotSupportedException>(() => RecordText.Read<CpgSite>((byte[])[0x28, 0xB5, 0x2F, 0xFD, 0, 0])).Message);
        Assert.Contains("zip", Assert.Throws<NotSupportedException>(() => RecordText.Read<CpgSite>("PK\u0003\u0004...."u8)).Message);

        // Text that merely begins like bzip2.
        Assert.Single(RecordText.Read<TextRow>("BZh\n"u8));
    }

    private sealed class BlockedStream(byte[] bytes, ManualResetEventSlim isThere) : MemoryStream(bytes)
    {
        public ManualResetEventSlim IsRead { get; } = new();

        public override int Read(Span<byte> buffer)
        {
            IsRead.Set();
            isThere.Wait();
            return base.Read(buffer);
        }
    }

    private sealed class WatchedStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _reads;
        private int _running;
        private volatile bool _isReturned;

        public bool WasReadLate { get; private set; }

        /// <summary>From now on nobody else may read.</summary>
        public void IsTheCallers()
        {
            _isReturned = true;
            Assert.Equal(0, Volatile.Read(ref _running));
            Assert.InRange(Volatile.Read(ref _reads), 1, int.MaxValue);
        }

        public override int Read(Span<byte> buffer)
        {
            Interlocked.Increment(ref _running);
            Interlocked.Increment(ref _reads);
            WasReadLate |= _isReturned;
            int count = base.Read(buffer.Length > 1000 ? buffer[..1000] : buffer);
            Interlocked.Decrement(ref _running);
            return count;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return Read(buffer.Span);
        }
    }
}
