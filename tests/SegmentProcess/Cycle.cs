using SchemaToolkit;

namespace SegmentProcess;

/// <summary>Many segments one after the other, of each kind.</summary>
internal static class Cycle
{
    /// <param name="count">How many times.</param>
    /// <param name="waits">Waits for a line of input before that, so that others can look.</param>
    public static void Run(int count, bool waits)
    {
        string prefix = $"cycle-{Environment.ProcessId}-";
        Once(prefix);
        Stream(prefix, 10);
        if (waits)
        {
            Console.WriteLine("ready");
            Console.ReadLine();
        }

        string before = Open();
        for (int i = 0; i < count; i++)
        {
            Once(prefix);
        }

        Stream(prefix, 8 * count);
        Console.WriteLine(before == Open() ? "same" : $"{before} before, {Open()} after");
    }

    /// <summary>Chunks of a stream, each written, opened and disposed.</summary>
    private static void Stream(string prefix, int chunks)
    {
        using SharedRecordStreamWriter<Site> writer = SharedRecords.CreateStream<Site>(prefix + "stream", new StreamOptions { ChunkRows = 1, MaxChunks = 2 });
        using SharedRecordStream<Site> stream = SharedRecords.OpenStream<Site>(writer.Name);
        for (int i = 0; i < chunks; i++)
        {
            writer.Add(new Site("chr1", i, 0, 0, 0));
            using SharedRecords<Site> chunk = stream.ReadAsync().AsTask().Result!;
        }

        writer.Complete();
        _ = stream.ReadAsync().AsTask().Result;
    }

    /// <summary>The least number of segments after which the number of a descriptor came again, at most
    /// <paramref name="count"/>.</summary>
    public static int NumbersUntilOneComesAgain(int count)
    {
        var last = new Dictionary<string, int>();
        int least = count;
        for (int i = 0; i < count; i++)
        {
            using SharedRecordWriter<Site> writer = SharedRecords.Create<Site>();
            using SharedRecords<Site> shared = writer.Publish();
            string number = Path.GetFileName(shared.Reference);
            if (last.TryGetValue(number, out int before))
            {
                least = Math.Min(least, i - before);
            }

            last[number] = i;
        }

        return least;
    }

    /// <summary>Whether one of the files that are opened next has the number of a segment that is gone.</summary>
    public static bool IsNumberOfNextFiles(int files)
    {
        string number;
        using (SharedRecordArray<Site> array = SharedRecords.CreateArray<Site>(1))
        {
            number = Path.GetFileName(array.Reference);
        }

        var open = new List<FileStream>();
        for (int i = 0; i < files; i++)
        {
            open.Add(File.OpenRead(typeof(Cycle).Assembly.Location));
        }

        bool isIt = open.Any(file => $"{file.SafeFileHandle.DangerousGetHandle()}" == number);
        open.ForEach(static file => file.Dispose());
        return isIt;
    }

    /// <summary>Reaps in a directory of its own.</summary>
    public static string Reap(int count)
    {
        using SharedRecordArray<Site> held = SharedRecords.CreateArray<Site>(1, "held");
        int before = SharedRecords.Reap();
        for (int i = 0; i < count; i++)
        {
            File.WriteAllText(SegmentName.Of($"left{i}").Path, "");
        }

        string said = $"{before} {SharedRecords.Reap()} {SharedRecords.Reap()}";
        return File.Exists(held.Reference) ? said : "the one that is held is gone";
    }

    /// <summary>Keeps segments until there is no descriptor left.</summary>
    public static void Keep(int count)
    {
        var kept = new List<IDisposable>();
        string said = "nothing";
        try
        {
            for (int i = 0; i < count; i++)
            {
                kept.Add(SharedRecords.CreateArray<Site>(1));
            }
        }
        catch (IOException e)
        {
            said = $"{e.GetType().Name} {e.Message}";
        }

        kept.ForEach(static segment => segment.Dispose());
        Console.WriteLine(said);
        Once("keep");
        Console.WriteLine("works again");
    }

    private static void Once(string prefix)
    {
        foreach (string? name in new[] { null, prefix + "a" })
        {
            using (SharedRecordWriter<Site> writer = SharedRecords.Create<Site>(name))
            {
                writer.Add("chr1", 1, 2, 3, 4);
                using SharedRecords<Site> shared = writer.Publish();
                using SharedRecords<Site> seen = SharedRecords.Open<Site>(shared.Reference);
                using SharedRecordArray<Site> array = SharedRecords.CreateArray<Site>(1, name + "b");
                using SharedRecordArray<Site> same = SharedRecords.OpenArray<Site>(array.Reference);
                Fails<SegmentNotFoundException>(prefix + "none");
                Fails<RecordFormatException>("/dev/null");
            }

            using SharedRecordWriter<Site> unpublished = SharedRecords.Create<Site>(name);
            unpublished.Add("chr1", 1, 2, 3, 4);
        }
    }

    private static void Fails<TException>(string reference)
        where TException : Exception
    {
        try
        {
            SharedRecords.Open<Site>(reference).Dispose();
        }
        catch (TException)
        {
            return;
        }

        throw new InvalidOperationException($"{reference} was opened");
    }

    /// <summary>Descriptors, and mappings of shared memory. The files of assemblies are the runtime's, which loads some only where
    /// one process waits for another.</summary>
    private static string Open()
        => $"{Directory.GetFiles("/proc/self/fd").Count(static file => Path.GetExtension(new FileInfo(file).LinkTarget) != ".dll")} descriptors and {File.ReadLines("/proc/self/maps").Count(static line => line.Contains("memfd:stk-Site") || line.Contains("/dev/shm"))} mappings";
}
