using SchemaToolkit;
using SchemaToolkit.Tests;
using SchemaToolkit.Tests.Faults;

/// <summary>The worker program as a parent: what its first argument says, with the files that follow.</summary>
internal static class Parents
{
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["load", .. var files]:
                // Elsewhere than the program was started from, as relative paths go.
                Directory.SetCurrentDirectory(Path.GetDirectoryName(files[0])!);
                await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two))
                {
                    await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(files.Select(static file => new LoadJob(Path.GetFileName(file)) { Tag = Environment.GetEnvironmentVariable("TAG") })))
                    {
                        using (sample)
                        {
                            Console.WriteLine($"{sample.Name} {sample.Count} {sample.Records.Columns.Pos.Sum()}");
                        }
                    }
                }

                return 0;
            case ["hang", .. var files]:
                await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two))
                {
                    await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(files.Select(file => new LoadJob(file) { Tag = "hang" })))
                    {
                        sample.Dispose();
                    }
                }

                return 0;
            case ["idle", var file]:
                await using (RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two))
                {
                    await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync([file]))
                    {
                        sample.Dispose();
                    }

                    Console.WriteLine("idle");
                    Thread.Sleep(Timeout.Infinite);
                }

                return 0;
            case ["descriptors", var good, var missing]:
                // The first rounds open what stays open, the console, the runtime's own pipes, and what finalizers close later.
                await RoundAsync(good, missing);
                Descriptors();
                await RoundAsync(good, missing);
                int before = Descriptors();
                for (int i = 0; i < 3; i++)
                {
                    await RoundAsync(good, missing);
                }

                Console.WriteLine($"{Descriptors() - before} descriptors more");
                return 0;
            case ["refused", var program, var directory]:
                await RefusedKillsAsync(program, directory);
                return 0;
            case ["unseen", var table, var output]:
                await UnseenAsync(table, output);
                return 0;
            case ["into", var table, var output, .. var modes]:
                // Once before anything is refused: the runtime opens and maps what it needs.
                string refused = Environment.GetEnvironmentVariable("REFUSED_CALLS") ?? "";
                Environment.SetEnvironmentVariable("FIRST_LINE", "reads");
                if (refused.Length > 0)
                {
                    await IntoAsync(table, output, TextWriter.Null, modes);
                    File.Delete(output);
                    foreach (string call in refused.Split(' '))
                    {
                        uint[] numbers = [.. call.Split(',').Select(uint.Parse)];
                        RefusedCall.ForThisProcess(numbers[0], numbers[1], (int)numbers[2], numbers[3]);
                    }
                }

                await IntoAsync(table, output, Console.Out, modes);
                return 0;
            case ["fill", var table, var output, var mode]:
                await FillAsync(table, output, Enum.Parse<WorkerMode>(mode));
                return 0;
            case ["keep", var jobs]:
                await KeepAsync(int.Parse(jobs), "process");
                return 0;
            case ["keep", var jobs, var tag]:
                await KeepAsync(int.Parse(jobs), tag);
                return 0;
            case ["exhaust", var table]:
                await ExhaustAsync(table);
                return 0;
            case ["wait"]:
                Thread.Sleep(Timeout.Infinite);
                return 0;
            default:
                Console.WriteLine("usage: a command that is not there");
                return Environment.GetEnvironmentVariable("START_ANYWAY") is null ? 2 : await StartAnywayAsync();
        }
    }

    /// <summary>Keeps all results. Says how many there were before which exception, and whether it goes on when they are gone.</summary>
    private static async Task KeepAsync(int jobs, string tag)
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two with { ReleaseTimeout = TimeSpan.FromSeconds(0.5) });
        var kept = new List<LoadedRecords<CpgSite>>();
        try
        {
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Enumerable.Range(0, jobs).Select(i => new LoadJob($"{i}") { Tag = tag })))
            {
                kept.Add(result);
            }
        }
        catch (Exception error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }

        Console.WriteLine(kept.Count);
        kept.ForEach(static result => result.Dispose());
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([new LoadJob("last") { Tag = "process" }]))
        {
            Console.WriteLine($"{result.Name} {result.Count}");
            result.Dispose();
        }
    }

    /// <summary>Opens all files that this process may, and has jobs done.</summary>
    private static async Task ExhaustAsync(string table)
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two with { Mode = WorkerMode.InProcess });
        await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync([table]))
        {
            result.Dispose();
        }

        string said;
        var open = new Stack<FileStream>();
        try
        {
            while (true)
            {
                open.Push(File.OpenRead(table));
            }
        }
        catch (IOException)
        {
        }

        try
        {
            await foreach (LoadedRecords<CpgSite> result in workers.LoadAsync(Enumerable.Range(0, 100).Select(i => new LoadJob(table) { Name = $"{i}" })))
            {
                result.Dispose();
            }

            said = "nothing";
        }
        catch (Exception error)
        {
            said = $"{error.GetType().Name}: {error.Message}";
        }

        while (open.TryPop(out FileStream? file))
        {
            file.Dispose();
        }

        Console.WriteLine(said);
    }

    /// <summary>Loads, each way, in a process that others may not look into.</summary>
    private static async Task UnseenAsync(string table, string output)
    {
        const int SetDumpable = 4;
        if (ProcessControl(SetDumpable, 0) != 0)
        {
            throw new InvalidOperationException("prctl failed");
        }

        Environment.SetEnvironmentVariable("FIRST_LINE", "reads");
        LoadJob[] jobs = [.. Enumerable.Range(0, 5).Select(i => new LoadJob(table) { Name = $"{i}" })];
        foreach (WorkerMode mode in new[] { WorkerMode.Pool, WorkerMode.ProcessPerJob })
        {
            await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two with { Mode = mode });
            await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(jobs))
            {
                using (sample)
                {
                    Console.WriteLine($"{mode} memory {sample.Count} {sample.Records.Columns.Pos.Sum()}");
                }
            }

            using RecordHdf5 file = RecordHdf5.Create(output);
            await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(jobs, file))
            {
                using (sample)
                {
                    Console.WriteLine($"{mode} file {sample.Count} {sample.Records.Columns.Pos.Sum()}");
                }
            }

            file.Complete();
        }
    }

    /// <summary>Loads into files, each way, and into memory; says what differs from the table as it is read without.</summary>
    private static async Task IntoAsync(string table, string output, TextWriter said, string[] modes)
    {
        CpgSite[] expected = RecordText.Read<CpgSite>(table, TextOptions.Tsv);
        LoadJob[] jobs = [.. Enumerable.Range(0, 4).Select(i => new LoadJob(table) { Name = $"group/{i}" })];
        foreach (WorkerMode mode in modes.Select(Enum.Parse<WorkerMode>))
        {
            foreach (int deflate in (int[])[0, 1])
            {
                using (RecordHdf5 file = File.Exists(output) ? RecordHdf5.Edit(output) : RecordHdf5.Create(output))
                {
                    await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two with { Mode = mode });
                    LoadJob[] renamed = [.. jobs.Select(job => job with { Name = $"{mode}{deflate}/{job.Name}" })];
                    await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(renamed, file, new Hdf5Options { Deflate = deflate }))
                    {
                        using (sample)
                        {
                            Tell($"records of {sample.Name}", sample.Records.SequenceEqual(expected));
                        }
                    }

                    file.Load<CpgSite>($"{mode}{deflate}/alone", table, TextOptions.Tsv);
                    file.Complete();
                }

                using RecordHdf5 read = RecordHdf5.OpenRead(output);
                foreach (string name in read.Names)
                {
                    Tell($"{name} in the file", read.Read<CpgSite>(name).AsSpan().SequenceEqual(expected));
                }

                said.WriteLine($"{mode} {deflate}: {read.Names.Count}");
            }
        }

        said.WriteLine($"{Directory.GetFileSystemEntries(Path.GetDirectoryName(output)!).Length} entries");

        void Tell(string what, bool isRight)
        {
            if (!isRight)
            {
                said.WriteLine($"{what}: wrong");
            }
        }
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "prctl")]
    private static extern int ProcessControl(int operation, nuint value);

    /// <summary>Loads into a file that there is no space for.</summary>
    private static async Task FillAsync(string table, string output, WorkerMode mode)
    {
        Environment.SetEnvironmentVariable("FIRST_LINE", "reads");
        using RecordHdf5 file = RecordHdf5.Create(output);
        file.Write("fits", new CpgSite[10]);
        try
        {
            await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two with { Mode = mode });
            await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync([new LoadJob(table), new LoadJob(table) { Name = "second" }], file))
            {
                sample.Dispose();
            }
        }
        catch (Exception error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }

        try
        {
            file.Complete();
        }
        catch (Exception error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }

        file.Dispose();
        string directory = Path.GetDirectoryName(output)!;
        Console.WriteLine($"left: {Directory.GetFileSystemEntries(directory).Length} files");
    }

    /// <summary>Nothing can be killed any more. The program named stays for ever, whatever its worker does.</summary>
    private static async Task RefusedKillsAsync(string program, string directory)
    {
        const uint Kill = 62;
        const uint NotPermitted = 1;
        RefusedCall.ForThisProcess(Kill, NotPermitted);

        // Jobs go on until too many processes would stay.
        RecordWorkers<CpgSite> staying = RecordWorkers.Start<CpgSite>(new WorkerOptions { Processes = 1, Mode = WorkerMode.ProcessPerJob, Program = program });
        await TellAsync("jobs", async () =>
        {
            await foreach (LoadedRecords<CpgSite> result in staying.LoadAsync(Enumerable.Range(0, 9).Select(static i => new LoadJob($"{i}") { Tag = "process" })))
            {
                result.Dispose();
            }
        });
        await TellAsync("dispose", async () => await staying.DisposeAsync());

        // A program that does not become a worker.
        await using (RecordWorkers<CpgSite> never = RecordWorkers.Start<CpgSite>(new WorkerOptions { Program = "/bin/cat", StartTimeout = TimeSpan.FromSeconds(0.5) }))
        {
            await TellAsync("start", async () => await never.LoadAsync(["a"]).GetAsyncEnumerator().MoveNextAsync());
        }

        // Work that does not end when it is cancelled.
        using var cancel = new CancellationTokenSource();
        RecordWorkers<CpgSite> hanging = RecordWorkers.Start<CpgSite>(new WorkerOptions { Processes = 1 });
        string path = Path.Combine(directory, "hanging");
        Task loading = TellAsync("cancel", async () => await hanging.LoadAsync([new LoadJob(path) { Tag = "hang" }], cancel.Token).GetAsyncEnumerator().MoveNextAsync());
        while (!File.Exists(path + ".started"))
        {
            await Task.Delay(10);
        }

        await cancel.CancelAsync();
        await loading;
        await TellAsync("dispose", async () => await hanging.DisposeAsync());
    }

    private static async Task TellAsync(string what, Func<Task> action)
    {
        try
        {
            await action();
            Console.WriteLine($"{what}: done");
        }
        catch (Exception e)
        {
            Console.WriteLine($"{what}: {e.GetType().Name}: {e.Message.Split('\n')[0]}");
        }
    }

    private static WorkerOptions Two => new() { Processes = 2, Text = TextOptions.Tsv };

    /// <summary>A success, a failure, a death and a loop that is left early.</summary>
    private static async Task RoundAsync(string good, string missing)
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two);
        try
        {
            await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync([new LoadJob(good), new LoadJob(missing), new LoadJob(good) { Name = "exit", Tag = "exit" }]))
            {
                sample.Dispose();
            }
        }
        catch (WorkerJobsException)
        {
        }

        await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync([new LoadJob(good), new LoadJob(good) { Name = "again" }, new LoadJob(good) { Name = "left", Tag = "until cancelled" }]))
        {
            sample.Dispose();
            break;
        }

        File.Delete(good + ".started");
    }

    /// <summary>The open descriptors, but for the assemblies, which the runtime loads when they are needed.</summary>
    private static int Descriptors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Directory.GetFileSystemEntries("/proc/self/fd").Count(static entry => new FileInfo(entry).LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal));
    }

    /// <summary>What a program does that forgot the first line: in every worker it would start workers.</summary>
    private static async Task<int> StartAnywayAsync()
    {
        await using RecordWorkers<CpgSite> workers = RecordWorkers.Start<CpgSite>(Two);
        await foreach (LoadedRecords<CpgSite> sample in workers.LoadAsync(["a", "b"]))
        {
            sample.Dispose();
        }

        return 0;
    }
}
