using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Faults;

/// <summary>This test assembly run as a program of its own, in which the system refuses things. It does every deed, has it
/// fail at every step, and says what is wrong after that.</summary>
internal static partial class FaultProgram
{
    private const string Variable = "SCHEMATOOLKIT_TEST_FAULTS";
    private const int DescriptorLimit = 7;
    private const int Last = 100;
    private const int PoolThreads = 8;
    private const int MostWrites = 500;
    private const int MostPages = 2000;
    private const int NoSpace = 28;
    private const uint Create = 0x40;
    private const uint Unnamed = 0x410000;

    /// <summary>All calls that need space: pwrite64, pwritev, fallocate, ftruncate, linkat, rename, mkdir, copy_file_range, sendfile,
    /// and openat where it creates.</summary>
    private static readonly CallPattern[] _writes =
        [new(18), new(296), new(285), new(77), new(265), new(82), new(83), new(326), new(40), new(257, 2, Create), new(257, 2, Unnamed)];


    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _timeToEnd = TimeSpan.FromSeconds(3);

    /// <summary>Does it all.</summary>
    /// <param name="fault">What is refused.</param>
    /// <param name="directory">For files.</param>
    /// <param name="calls">The calls that are refused, each as <see cref="RefusedCall.ForThisThread"/> takes it.</param>
    /// <param name="command">What starts the program.</param>
    /// <returns>What is wrong.</returns>
    public static string Start(Fault fault, string directory, string calls = "", string[]? command = null)
    {
        string[] all = [.. command ?? [], Environment.ProcessPath!, typeof(FaultProgram).Assembly.Location];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = $"{directory} {fault} {calls}";

        // The runtime would need what is refused to the library, and ends when it does not get it: W^X maps memory twice, and
        // the thread pool starts threads.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_ThreadPool_ThreadsToKeepAlive"] = "-1";

        // All of it runs a few times: compiling it without optimising halves what it costs.
        start.Environment["DOTNET_JITMinOpts"] = "1";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : $"{said}{errors.Result}It ended with exit code {process.ExitCode}.";
    }

    [ModuleInitializer]
    internal static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var directory, var fault, .. var calls])
        {
            // Other threads can use nothing of this assembly before this method has returned.
            new Thread(() => Run(Enum.Parse<Fault>(fault), calls, directory)).Start();
        }
    }

    private static void Run(Fault fault, string[] calls, string directory)
    {
        AppDomain.CurrentDomain.UnhandledException += static (_, e) => Console.WriteLine(e.ExceptionObject);
        StartAllPoolThreads();

        // An assembly that could not be loaded once, for lack of a descriptor, cannot be loaded later either.
        _ = new System.ComponentModel.Win32Exception(1).Message;
        using var deeds = new Deeds(directory);
        foreach ((string name, Action deed) in deeds.All)
        {
            bool startsProcesses = name is Deeds.Workers or Deeds.WorkersInto;
            if (startsProcesses && fault is (Fault.Calls or Fault.OneWrite))
            {
                // A process that is refused the same says nothing of this library; and one write more or less nothing new.
                continue;
            }

            // What the runtime opens and compiles when it is first needed.
            deed();
            deed();
            switch (fault)
            {
                case Fault.Calls:
                    Check(deeds, name, () => OnThread(() =>
                    {
                        foreach (string call in calls)
                        {
                            uint[] numbers = [.. call.Split(',').Select(uint.Parse)];
                            RefusedCall.ForThisThread(numbers[0], numbers[1], (int)numbers[2], numbers[3]);
                        }

                        return Try(deed);
                    }));
                    break;
                case Fault.Descriptors:
                    LackDescriptors(deeds, name, deed);
                    break;
                case Fault.Space:
                    LackPages(deeds, name, deed, steps: startsProcesses ? 1 : 4);
                    break;
                case Fault.OneWrite or Fault.AllWritesFromOne:
                    LackSpace(deeds, name, deed, fault);
                    break;
            }
        }
    }

    /// <summary>No space for the first write, then for the second, until there was space for all.</summary>
    private static void LackSpace(Deeds deeds, string name, Action deed, Fault fault)
    {
        for (int refused = 1; refused < MostWrites; refused++)
        {
            int count = 0;
            Check(deeds, $"{name} with no space for write {refused}", () => OnThread(() =>
            {
                WatchedCalls.OfThisThread(_writes, _ => ++count == refused || (count > refused && fault == Fault.AllWritesFromOne) ? NoSpace : 0);
                return TryAt(deeds, deed);
            }));
            if (count < refused)
            {
                return;
            }
        }

        Console.WriteLine($"{name} has more than {MostWrites} writes");
    }

    private static void StartAllPoolThreads()
    {
        _ = ThreadPool.SetMinThreads(PoolThreads, PoolThreads);
        _ = ThreadPool.SetMaxThreads(PoolThreads, PoolThreads);
        var all = new Barrier(PoolThreads + 1);
        for (int i = 0; i < PoolThreads; i++)
        {
            _ = ThreadPool.QueueUserWorkItem(_ => all.SignalAndWait());
        }

        all.SignalAndWait();
    }

    /// <summary>As many descriptors as are open, then one more, until it works.</summary>
    private static void LackDescriptors(Deeds deeds, string name, Action deed)
    {
        for (uint more = 0; more < Last; more++)
        {
            string outcome = "";
            Check(deeds, $"{name} with {more} descriptors more", () => outcome = OnThread(() =>
            {
                SetLimit(out Limit before, more);
                string failure = Try(deed);
                _ = SetLimit(DescriptorLimit, in before);
                return failure;
            }));
            if (outcome == "")
            {
                return;
            }
        }

        Console.WriteLine($"{name} fails with any number of descriptors");
    }

    /// <summary>A disk of no free page, then of one, and so on, until there is enough.</summary>
    private static void LackPages(Deeds deeds, string name, Action deed, int steps)
    {
        for (int pages = 0; pages < MostPages; pages += 1 + (pages / steps))
        {
            string outcome = "";
            Check(deeds, $"{name} with {pages} pages of disk", () => outcome = OnThread(() =>
            {
                long free = deeds.Free();
                string failure;
                using (deeds.Fill(pages))
                {
                    failure = TryAt(deeds, deed);
                }

                return failure.Length == 0 || Deeds.Growing.Contains(name) || deeds.Free() == free ? failure : $"! {free - deeds.Free()} bytes lost: {failure}";
            }));
            if (outcome.Length == 0)
            {
                return;
            }
        }

        Console.WriteLine($"{name} fails with any number of pages");
    }

    private static void Check(Deeds deeds, string name, Func<string> refused)
    {
        string[] before = deeds.State();
        string outcome = refused();
        if (outcome.Length > 0 && outcome[0] == '!')
        {
            Console.WriteLine($"{name}: {outcome}");
        }

        Compare(deeds, before, $"{name}: left is", outcome);
        deeds.Damaged(outcome.Length > 0).ForEach(file => Console.WriteLine($"{name}: {file} ({outcome})"));
        string again = OnThread(() => Try(deeds.All[name.Split(" with ")[0]]));
        if (again.Length > 0)
        {
            Console.WriteLine($"{name}: afterwards it is {again} ({outcome})");
        }

        Compare(deeds, before, $"{name}: afterwards, left is", outcome);
    }

    /// <summary>A thread that has done its work may still be on its way out, with a pipe that the runtime gave it.</summary>
    internal static void Compare(Deeds deeds, string[] before, string what, string outcome)
    {
        List<string> left;
        long start = Stopwatch.GetTimestamp();
        do
        {
            left = [.. deeds.State()];
            Array.ForEach(before, word => left.Remove(word));
        }
        while (left.Count > 0 && Stopwatch.GetElapsedTime(start) < _timeToEnd);

        left.ForEach(word => Console.WriteLine($"{what} {word} ({outcome})"));
    }

    private static string OnThread(Func<string> action)
    {
        string outcome = "! endless";
        var thread = new Thread(() => outcome = action()) { IsBackground = true };
        thread.Start();
        thread.Join(_patience);
        return outcome;
    }

    /// <summary>The same, and the message says where it was.</summary>
    private static string TryAt(Deeds deeds, Action deed)
    {
        string failure = Try(deed);
        return failure.Length == 0 || deeds.IsPlaced(failure) ? failure : $"! no place in {failure}";
    }

    /// <returns>What was thrown, with a mark when it should not be.</returns>
    private static string Try(Action deed)
    {
        try
        {
            deed();
            return "";
        }
        catch (Exception error)
        {
            return error is IOException or UnauthorizedAccessException or OutOfMemoryException or Hdf5Exception or WorkerStartException or WorkerJobsException
                ? $"{error.GetType().Name}: {error.Message}"
                : $"! {error}";
        }
    }

    /// <summary>Leaves room for some descriptors only.</summary>
    private static void SetLimit(out Limit before, uint more)
    {
        _ = GetLimit(DescriptorLimit, out before);
        int[] open = [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(static entry => int.Parse(Path.GetFileName(entry))).Order()];
        int number = 0;
        ulong free = 0;
        for (; free <= more; number++)
        {
            free += open.Contains(number) ? 0u : 1u;
        }

        _ = SetLimit(DescriptorLimit, before with { Current = (ulong)number - 1 });
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private record struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }
}
