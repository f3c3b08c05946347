using SchemaToolkit;

namespace SegmentProcess;

/// <summary>A thread pool that has no free thread and gets no more: what is done meanwhile must not wait for one.</summary>
internal static class BusyPool
{
    private static readonly int _threads = Environment.ProcessorCount;

    /// <summary>Does something with a text table; says the number of records for each time it was done.</summary>
    public static void Run(string what, string path)
    {
        ThreadPool.SetMaxThreads(_threads, _threads);
        switch (what)
        {
            case "crowd":
                Crowd(path);
                break;
            case "waiting":
                Waiting(path);
                break;
            default:
                Occupy();
                Console.WriteLine(what == "hdf5" ? Hdf5(path) : Load(path, null));
                Console.WriteLine(Load(path, 100_000));
                break;
        }
    }

    // More loads on the pool than it has threads.
    private static void Crowd(string path)
    {
        var loads = new Task<long>[4 * _threads];
        for (int i = 0; i < loads.Length; i++)
        {
            long? most = i % 2 == 0 ? null : 100_000;
            loads[i] = Task.Run(() => Load(path, most));
        }

        foreach (Task<long> load in loads)
        {
            Console.WriteLine(load.Result);
        }
    }

    // As many asynchronous readers as the pool has threads wait for a source. Another pool thread lets them go on.
    private static void Waiting(string path)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var asked = new CountdownEvent(_threads);
        byte[] file = File.ReadAllBytes(path);
        var readers = new Task<long>[_threads];
        for (int i = 0; i < readers.Length; i++)
        {
            readers[i] = Task.Run(async () =>
            {
                long count = 0;
                await using var source = new LateStream(file, asked, told);
                await foreach (ReadOnlyMemory<Site> batch in RecordText.ReadBatchesAsync<Site>(source, TextOptions.Tsv with { DegreeOfParallelism = 2, BufferSize = LateStream.FirstBytes }))
                {
                    count += batch.Length;
                }

                return count;
            });
        }

        asked.Wait();
        Task.Run(told.SetResult).Wait();
        foreach (Task<long> reader in readers)
        {
            Console.WriteLine(reader.Result);
        }
    }

    // For good: pool threads end with the process.
    private static void Occupy()
    {
        using var begun = new CountdownEvent(_threads);
        for (int i = 0; i < _threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                begun =>
                {
                    begun.Signal();
                    Thread.Sleep(Timeout.Infinite);
                },
                begun,
                preferLocal: false);
        }

        begun.Wait();
    }

    private static long Load(string path, long? most)
    {
        using RecordBuffer<Site> records = RecordText.Load<Site>(path, TextOptions.Tsv with { DegreeOfParallelism = 4, MaxRows = most });
        return records.Count;
    }

    private static long Hdf5(string path)
    {
        string copy = path + ".h5";
        using (RecordBuffer<Site> records = RecordText.Load<Site>(path, TextOptions.Tsv))
        using (RecordHdf5 file = RecordHdf5.Create(copy))
        {
            file.Write<Site>("sites", records.Records, new Hdf5Options { Deflate = 1, ChunkRows = 1000 });
            file.Complete();
        }

        using RecordHdf5 written = RecordHdf5.OpenRead(copy);
        using Hdf5Dataset<Site> sites = written.OpenDataset<Site>("sites");
        return sites.ReadAll().Length;
    }

    /// <summary>A file that gives its first bytes at once (enough to tell that it is compressed), and the others when told
    /// to.</summary>
    private sealed class LateStream(byte[] file, CountdownEvent asked, TaskCompletionSource told) : MemoryStream(file)
    {
        public const int FirstBytes = 1000;

        private int Most => Position == 0 ? FirstBytes : int.MaxValue;

        public override int Read(byte[] buffer, int offset, int count)
        {
            ToldAsync().Wait();
            return base.Read(buffer, offset, Math.Min(count, Most));
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await ToldAsync();
            byte[] bytes = new byte[Math.Min(buffer.Length, Most)];
            int count = base.Read(bytes, 0, bytes.Length);
            bytes.AsSpan(0, count).CopyTo(buffer.Span);
            return count;
        }

        private Task ToldAsync()
        {
            if (Position != FirstBytes)
            {
                return Task.CompletedTask;
            }

            asked.Signal();
            return told.Task;
        }
    }
}
