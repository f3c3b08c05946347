using System.Runtime.CompilerServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Datasets written and read in batches.</summary>
public class BatchTests
{
    public static TheoryData<Hdf5Options?> Storages => new(
        null,
        new Hdf5Options { ChunkRows = 1000 },
        new Hdf5Options { Deflate = 4, Shuffle = true, ChunkRows = 777 },
        new Hdf5Options { Deflate = 1 },
        new Hdf5Options { Shuffle = true, ChunkRows = 64 },
        new Hdf5Options { Fletcher32 = true, ChunkRows = 1000 },
        new Hdf5Options { Deflate = 4, Shuffle = true, Fletcher32 = true, ChunkRows = 5000 });

    [Theory]
    [MemberData(nameof(Storages))]
    public async Task WhatIsWrittenInBatchesReadsBackInBatches(Hdf5Options? options)
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = RoundTripTests.Sites(1_200_000); // more than there is room for at first
        string path = directory["a.h5"];
        using (RecordHdf5 file = RecordHdf5.Create(path))
        {
            Assert.Equal(sites.Length, file.Write("g/large", Split(sites, [100_000]), options));
            Assert.Equal(50_000, file.Write("g/small", Split(sites.AsMemory(0, 50_000), [1, 0, 999, 5, 3000]).Select(static batch => batch.ToArray()), options));
            Assert.Equal(50_000, await file.WriteAsync("async", Async(sites.AsMemory(0, 50_000), 4096), options));
            Assert.Equal(0, file.Write("empty", Array.Empty<CpgSite[]>(), options));
            file.Write("after", sites.AsSpan(0, 10), options);
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(path);
        Assert.Equal(["after", "async", "empty", "g/large", "g/small"], read.Names);
        Assert.Equal(sites, read.Read<CpgSite>("g/large"));
        Assert.Equal(sites[..50_000], read.Read<CpgSite>("g/small"));
        Assert.Equal(sites[..50_000], read.Read<CpgSite>("async"));
        Assert.Equal(sites[..10], read.Read<CpgSite>("after"));
        Assert.Equal(sites[49_000..49_003], read.Read<CpgSite>("async", 49_000, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => read.Read<CpgSite>("async", 49_999, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => read.Read<CpgSite>("async", -1, 2));
        foreach (int rows in new[] { 1, 10_000, 333_333, int.MaxValue })
        {
            string name = rows == 1 ? "async" : "g/large";
            using Hdf5Dataset<CpgSite> dataset = read.OpenDataset<CpgSite>(name);
            List<ReadOnlyMemory<CpgSite>> batches = [.. dataset.ReadBatches(rows)];
            Assert.All(batches.SkipLast(1), batch => Assert.Equal(rows, batch.Length));
            Assert.Equal(sites[..(int)dataset.Count], batches.SelectMany(static batch => batch.ToArray()));
            int count = 0;
            await foreach (ReadOnlyMemory<CpgSite> batch in dataset.ReadBatchesAsync(rows))
            {
                Assert.True(batch.Span.SequenceEqual(batches[count++].Span));
            }

            Assert.Equal(batches.Count, count);
            using RecordBuffer<CpgSite> loaded = dataset.Load();
            Assert.True(loaded.Records.SequenceEqual(sites.AsSpan(0, (int)dataset.Count)));
        }

        using Hdf5Dataset<CpgSite> empty = read.OpenDataset<CpgSite>("empty");
        Assert.Empty(empty.ReadBatches(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.ReadBatches(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.ReadBatchesAsync(-1));
        using RecordBuffer<CpgSite> nothing = empty.Load();
        Assert.Equal(0, nothing.Count);
        Assert.Equal($"{options is not null} {(options is null ? "0" : "None")}", Python.Run("""
            f = h5py.File(sys.argv[1])
            assert (f['g/large'][:50000] == f['g/small'][:]).all() and f['g/large'].shape == (1200000,)
            print(f['async'].chunks is not None, f['empty'].maxshape[0])
            """, path));
    }

    [Fact]
    public void AFileOfBatchesInOneBlockHasTheSizeOfItsRows()
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = RoundTripTests.Sites(1_500_000);
        foreach (bool isOnce in new[] { true, false })
        {
            using RecordHdf5 file = RecordHdf5.Create(directory[$"{isOnce}.h5"]);
            if (isOnce)
            {
                file.Write("x", sites);
            }
            else
            {
                file.Write("x", Split(sites, [10_000]));
            }

            file.Complete();
        }

        Assert.InRange(new FileInfo(directory["False.h5"]).Length - new FileInfo(directory["True.h5"]).Length, -4096, 4096);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BatchesThatEndByAnExceptionLeaveNothing(bool isChunked)
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = RoundTripTests.Sites(100_000);
        Hdf5Options? options = isChunked ? new Hdf5Options { Deflate = 1, ChunkRows = 1000 } : null;
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("before", sites.AsSpan(0, 10));
            Assert.Throws<FormatException>(() => file.Write("g/deep/x", Failing(), options));
            using var source = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.WriteAsync("g/y", Cancelling(source), options, source.Token));
            Assert.Equal(["before"], file.Names);
            Assert.Throws<ArgumentException>(() => file.Write("before", Split(sites, [1000]), options));
            Assert.Throws<ArgumentException>(() => file.Write("before/x", Split(sites, [1000]), options));
            Assert.Throws<NotSupportedException>(() => file.Write("wide", new[] { new Wide[1] }, options));
            Assert.Throws<InvalidOperationException>(() => file.Write("x", Using(file), options));
            file.Write("g/deep/x", sites.AsSpan(0, 10), options);
            file.Complete();
            Assert.Throws<InvalidOperationException>(() => file.Write("z", Split(sites, [1000]), options));
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(["before", "g/deep/x"], read.Names);
        Assert.InRange(new FileInfo(directory["a.h5"]).Length, 1, 500_000);

        IEnumerable<ReadOnlyMemory<CpgSite>> Failing()
        {
            yield return sites;
            throw new FormatException();
        }

        async IAsyncEnumerable<ReadOnlyMemory<CpgSite>> Cancelling(CancellationTokenSource source, [EnumeratorCancellation] CancellationToken token = default)
        {
            yield return sites;
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
        }

        IEnumerable<ReadOnlyMemory<CpgSite>> Using(RecordHdf5 file)
        {
            yield return sites;
            file.Write("another", sites.AsSpan());
        }
    }

    [Fact]
    public void AFileMayBeDisposedWhileBatchesAreWritten()
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = RoundTripTests.Sites(100_000);
        foreach (Hdf5Options? options in new[] { null, new Hdf5Options { Deflate = 1, ChunkRows = 1000 } })
        {
            using RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]);
            Assert.Throws<ObjectDisposedException>(() => file.Write("x", Batches(file), options));
            Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
        }

        IEnumerable<ReadOnlyMemory<CpgSite>> Batches(RecordHdf5 file)
        {
            yield return sites;
            file.Dispose();
            yield return sites;
        }
    }

    [Fact]
    public async Task SegmentsOfAStreamBecomeADatasetAndAreDisposed()
    {
        using var directory = new TempDirectory();
        CpgSite[] sites = RoundTripTests.Sites(50_000);
        string name = $"hdf5-batches-{Environment.ProcessId}";
        using SharedRecordStreamWriter<CpgSite> producer = SharedRecords.CreateStream<CpgSite>(name, new StreamOptions { ChunkRows = 3000, MaxChunks = 2 });
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(name);
        Task sending = Task.Run(() =>
        {
            producer.Add(sites);
            producer.Complete();
        });
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            Assert.Equal(sites.Length, await file.WriteAsync("x", stream.ReadAllAsync(), new Hdf5Options { Deflate = 1 }));
            file.Complete();
        }

        await sending;
        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        Assert.Equal(sites, read.Read<CpgSite>("x"));
    }

    [Fact]
    public void BoolsOfBatchesAreNormalisedInTheFileOnly()
    {
        using var directory = new TempDirectory();
        var observations = new Observation[5];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(observations.AsSpan()).Fill(3);
        byte[] before = System.Runtime.InteropServices.MemoryMarshal.AsBytes(observations.AsSpan()).ToArray();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("block", Enumerable.Repeat(observations, 20_000));
            file.Write("chunks", Enumerable.Repeat(observations, 3), new Hdf5Options { ChunkRows = 4 });
            file.Write("once", observations);
            file.Complete();
        }

        Assert.Equal(before, System.Runtime.InteropServices.MemoryMarshal.AsBytes(observations.AsSpan()).ToArray());
        Assert.Equal("ok", Python.Run("""
            f = h5py.File(sys.argv[1])
            once = f['once'][:].tobytes()
            assert f['block'][:].tobytes() == once * 20000 and f['chunks'][:].tobytes() == once * 3 and f['block'].attrs.keys() == f['once'].attrs.keys() == f['chunks'].attrs.keys()
            print('ok')
            """, directory["a.h5"]));
    }

    [Fact]
    public void AnEnumerationMayEndEarlyAndADatasetMayBeClosedWithinIt()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("x", RoundTripTests.Sites(2_000_000), new Hdf5Options { Deflate = 1 });
            file.Complete();
        }

        using RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
        using (Hdf5Dataset<CpgSite> dataset = read.OpenDataset<CpgSite>("x"))
        {
            Assert.Equal(100, dataset.ReadBatches(100).First().Length);
        }

        Hdf5Dataset<CpgSite> closed = read.OpenDataset<CpgSite>("x");
        Assert.Throws<ObjectDisposedException>(() =>
        {
            foreach (ReadOnlyMemory<CpgSite> batch in closed.ReadBatches(100_000))
            {
                Assert.False(batch.IsEmpty);
                closed.Dispose();
            }
        });
    }

    private static IEnumerable<ReadOnlyMemory<CpgSite>> Split(ReadOnlyMemory<CpgSite> sites, int[] lengths)
    {
        for (int i = 0, start = 0; start < sites.Length; i++)
        {
            int length = Math.Min(lengths[i % lengths.Length], sites.Length - start);
            yield return sites.Slice(start, length);
            start += length;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<CpgSite>> Async(ReadOnlyMemory<CpgSite> sites, int length)
    {
        foreach (ReadOnlyMemory<CpgSite> batch in Split(sites, [length]))
        {
            await Task.Yield();
            yield return batch;
        }
    }
}
