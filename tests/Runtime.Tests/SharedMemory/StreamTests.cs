using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

public class StreamTests
{
    private static readonly CpgSite[] _sites = Segments.Sites(10_000);

    [Theory]
    [InlineData(1000, 2, 10_000)]
    [InlineData(1, 1, 50)]
    [InlineData(997, 1, 10_000)]
    [InlineData(20_000, 4, 10_000)]
    [InlineData(10, 128, 10_000)]
    [InlineData(10, 2, 0)]
    public async Task TheReaderSeesAllRecordsInOrder(int chunkRows, int maxChunks, int count)
    {
        string name = Segments.NewName();
        CpgSite[] sites = _sites[..count];
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(
            name, new StreamOptions { ChunkRows = chunkRows, MaxChunks = maxChunks });
        Task write = Task.Run(() =>
        {
            for (int i = 0, step = 1; i < count; i += step, step = 1 + (i % 777))
            {
                step = Math.Min(step, count - i);
                writer.Add(sites.AsSpan(i, step));
            }

            writer.Complete();
        });
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(name);
        List<CpgSite> seen = await ReadAll(stream, chunkRows);
        await write;
        Assert.Equal(sites, seen);
        Assert.Equal(count, writer.Count);
        Assert.Empty(await ReadAll(stream));
    }

    [Fact]
    public async Task OneThreadCanWriteFirstAndReadThen()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>();
        writer.Add(_sites[0]);
        writer.Flush();
        writer.Add(_sites[1]);
        writer.Complete();
        Assert.Throws<ObjectDisposedException>(() => writer.Add(_sites[0]));
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(writer.Name);
        Assert.Equal(_sites[..2], await ReadAll(stream));
    }

    /// <summary>A token that is cancelled ends an Add only where it would wait.</summary>
    [Fact]
    public async Task TheWriterWaitsForTheReaderToDisposeChunks()
    {
        var cancelled = new CancellationToken(canceled: true);
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(
            Segments.NewName(), new StreamOptions { ChunkRows = 100, MaxChunks = 3 });
        Assert.Throws<OperationCanceledException>(() => writer.Add(_sites, cancelled));
        Assert.Equal(300, writer.Count);
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(writer.Name);
        SharedRecords<CpgSite> first = (await stream.ReadAsync())!;
        SharedRecords<CpgSite> second = (await stream.ReadAsync())!;
        Assert.Throws<OperationCanceledException>(() => writer.Add(_sites, cancelled));
        Assert.Equal(300, writer.Count);
        first.Dispose();
        first.Dispose();
        writer.Add(_sites.AsSpan(300, 100));
        Assert.Throws<OperationCanceledException>(() => writer.Add(_sites, cancelled));
        Assert.Equal(400, writer.Count);
        Assert.True(second.Records.SequenceEqual(_sites.AsSpan(100, 100)));
        second.Dispose();
        writer.Complete();
        Assert.Equal(_sites[200..400], await ReadAll(stream));
    }

    [Fact]
    public async Task AWriterDisposedBeforeItsEndIsAFailure()
    {
        SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: new StreamOptions { ChunkRows = 10 });
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(writer.Name);
        writer.Add(_sites.AsSpan(0, 15));
        using SharedRecords<CpgSite> chunk = (await stream.ReadAsync())!;
        writer.Dispose();
        writer.Dispose();
        RecordStreamException e = await Assert.ThrowsAsync<RecordStreamException>(async () => await stream.ReadAsync());
        Assert.Contains("disposed", e.Message, StringComparison.Ordinal);
        Assert.Contains(stream.Name, e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RecordStreamException>(async () => await stream.ReadAsync());
        Assert.True(chunk.Records.SequenceEqual(_sites.AsSpan(0, 10)));
    }

    [Fact]
    public void AReaderDisposedBeforeTheEndIsAFailure()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: new StreamOptions { ChunkRows = 10 });
        SharedRecords.OpenStream<CpgSite>(writer.Name).Dispose();
        RecordStreamException e = Assert.Throws<RecordStreamException>(() => writer.Add(_sites));
        Assert.Contains(writer.Name, e.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => writer.Add(_sites));
    }

    [Fact]
    public async Task AKilledWriterIsSeenAtOnce()
    {
        string name = Segments.NewName();
        using var writer = new Child("stream", name, "1000", "100");
        Assert.Equal("open", writer.ReadLine());
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(name);
        using SharedRecords<CpgSite> chunk = (await stream.ReadAsync())!;
        writer.Kill();
        await Assert.ThrowsAsync<RecordStreamException>(() => ReadAll(stream));
        Assert.Equal(99 * 50, chunk.Records.Columns.Pos.Sum());

        // The name is free.
        using SharedRecordStreamWriter<CpgSite> again = SharedRecords.CreateStream<CpgSite>(name);
        Assert.Throws<SegmentExistsException>(() => SharedRecords.CreateStream<CpgSite>(name));
    }

    [Fact]
    public async Task ARunningWriterSeesItsReaderKilledAtOnce()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: new StreamOptions { ChunkRows = 100 });
        using var reader = new Child("consume", writer.Name, "2");
        Task write = Task.Run(() => writer.Add(_sites));
        Assert.Equal("open", reader.ReadLine());
        Assert.Equal("2 chunks", reader.ReadLine());
        Assert.False(write.IsCompleted);
        reader.Kill();
        await Assert.ThrowsAsync<RecordStreamException>(() => write);
    }

    /// <summary>After Complete, Dispose waits for the reader; not for one that is killed.</summary>
    [Fact]
    public void ACompleteWriterDoesNotWaitForAKilledReader()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: new StreamOptions { ChunkRows = 100 });
        using var reader = new Child("consume", writer.Name, "2");
        writer.Add(_sites.AsSpan(0, 300));
        writer.Complete();
        Assert.Equal("open", reader.ReadLine());
        Assert.Equal("2 chunks", reader.ReadLine());
        reader.Kill();
    }

    [Fact]
    public void OtherProcessesRead()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: new StreamOptions { ChunkRows = 100 });
        using var reader = new Child("consume", writer.Name, "1000");
        writer.Add(_sites);
        writer.Complete();
        Assert.Equal("open", reader.ReadLine());
        Assert.Equal("100 chunks", reader.ReadLine());
        reader.End();
    }

    [Fact]
    public async Task PythonReads()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(
            Segments.NewName(), new StreamOptions { ChunkRows = 900, MaxChunks = 2 });
        Task<string> python = Task.Run(() => Python.Run(
            PythonHelper.Stream + "\nprint(*[(len(a), a['pos'].sum(dtype='i8'), a['chr'][0]) for a in read_stream(sys.argv[1])][-1])", writer.Name));
        writer.Add(_sites);
        writer.Complete();
        writer.Dispose();
        Assert.Equal("100 994950 b'chr0'", await python);
    }

    [Fact]
    public async Task PythonSeesAFailure()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: new StreamOptions { ChunkRows = 10, MaxChunks = 1 });
        Task<string> python = Task.Run(() => Python.Run(
            PythonHelper.Stream + "\ntry:\n    for a in read_stream(sys.argv[1]): pass\nexcept RuntimeError as e: print(e)", writer.Name));
        writer.Add(_sites.AsSpan(0, 25));
        writer.Dispose();
        Assert.Contains("disposed", await python, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherRecordIsRefused()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>();
        Assert.Throws<SchemaMismatchException>(() => SharedRecords.OpenStream<Flag>(writer.Name));
    }

    [Fact]
    public void AStreamHasOneWriterAndOneReader()
    {
        string name = Segments.NewName();
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenStream<CpgSite>(name));
        Assert.Throws<ArgumentException>(() => SharedRecords.OpenStream<CpgSite>("a/b"));
        Assert.Throws<ArgumentException>(() => SharedRecords.CreateStream<CpgSite>(""));
        using (SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(name))
        using (SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(name))
        {
            Assert.Throws<SegmentExistsException>(() => SharedRecords.CreateStream<CpgSite>(name));
            Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenStream<CpgSite>(name));
        }

        SharedRecords.CreateStream<CpgSite>(name).Dispose();
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.OpenStream<CpgSite>(name));
    }

    [Fact]
    public async Task ReadersThatRaceForAStreamDoNotShareIt()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>();
        writer.Add(_sites);
        writer.Complete();
        List<CpgSite>[] seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(writer.Name);
                return await ReadAll(stream);
            }
            catch (SegmentNotFoundException)
            {
                return [];
            }
        })));
        Assert.Equal(_sites, Assert.Single(seen, static s => s.Count > 0));
    }

    [Fact]
    public async Task ACancelledReadCanBeDoneAgain()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>();
        using SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(writer.Name);
        using var source = new CancellationTokenSource();
        ValueTask<SharedRecords<CpgSite>?> read = stream.ReadAsync(source.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.ReadAsync());
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        writer.Add(_sites);
        writer.Complete();
        Assert.Equal(_sites, await ReadAll(stream));
    }

    [Fact]
    public async Task ADisposedReaderSaysSo()
    {
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>();
        SharedRecordStream<CpgSite> stream = SharedRecords.OpenStream<CpgSite>(writer.Name);
        ValueTask<SharedRecords<CpgSite>?> read = stream.ReadAsync();
        stream.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await read);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadAsync());
    }

    [Fact]
    public void AWriterDoesNotWaitForAReaderForEverIfToldSo()
    {
        var options = new StreamOptions { ChunkRows = 1, MaxChunks = 1, ReaderTimeout = TimeSpan.FromMilliseconds(50) };
        using SharedRecordStreamWriter<CpgSite> writer = SharedRecords.CreateStream<CpgSite>(options: options);
        Assert.Throws<TimeoutException>(() => writer.Add(_sites));
        Assert.Equal(1, writer.Count);
        using SharedRecordStreamWriter<CpgSite> complete = SharedRecords.CreateStream<CpgSite>(options: options);
        complete.Complete();
    }

    [Fact]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamOptions { ChunkRows = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamOptions { MaxChunks = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamOptions { MaxChunks = 129 });
    }

    /// <summary>Any user can take a name in the kernel.</summary>
    [RootFact]
    public void AnotherUsersSocketIsNotBelieved()
    {
        string name = Segments.NewName();
        using Child squatter = Child.OfPython(
            PythonHelper.Stream + """

            address = stream_address(sys.argv[1], os.geteuid())
            os.setuid(65534)
            s = socket.socket(socket.AF_UNIX)
            s.bind(address)
            s.listen()
            print('bound', flush=True)
            sys.stdin.read()
            """,
            name);
        Assert.Equal("bound", squatter.ReadLine());
        Assert.Throws<UnauthorizedAccessException>(() => SharedRecords.OpenStream<CpgSite>(name));
        Assert.Throws<SegmentExistsException>(() => SharedRecords.CreateStream<CpgSite>(name));
    }

    [Fact]
    public void NoKillOfEitherSideLeavesAnythingOrHangsTheOther() => KillEitherSide(20);

    [SoakFact]
    public void NoKillOfEitherSideLeavesAnythingOrHangsTheOtherInManyTrials() => KillEitherSide(200);

    private static void KillEitherSide(int trials)
    {
        var random = new Random(1);
        string name = Segments.NewName();
        for (int i = 0; i < trials; i++)
        {
            // The name is free each time.
            using var writer = new Child("stream", name, "100000000", "1000");
            Assert.Equal("open", writer.ReadLine());
            using var reader = new Child("consume", name, "100000000");
            Assert.Equal("open", reader.ReadLine());
            (Child killed, Child other) = random.Next(2) == 0 ? (writer, reader) : (reader, writer);
            Thread.Sleep(random.Next(50));
            killed.Kill();
            Assert.StartsWith("RecordStreamException ", other.ReadLine());
            other.Kill();
            SharedRecords.Reap(); // Where segments are files, the next use of them does this.
            Assert.DoesNotContain(SharedRecords.List(), s => s.CreatorId == writer.Id);
        }
    }

    private static async Task<List<CpgSite>> ReadAll(SharedRecordStream<CpgSite> stream, int most = int.MaxValue)
    {
        var seen = new List<CpgSite>();
        await foreach (SharedRecords<CpgSite> chunk in stream.ReadAllAsync())
        {
            using (chunk)
            {
                Assert.InRange(chunk.Count, 1, most);
                seen.AddRange(chunk.Records);
            }
        }

        return seen;
    }
}
