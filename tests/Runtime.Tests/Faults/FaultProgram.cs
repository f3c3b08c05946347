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

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _timeToEnd = TimeSpan.FromSeconds(3);

    /// <summary>Does it all.</summary>
    /// <param name="calls">The calls that are refused, each as <see cref="RefusedCall.ForThisThread"/> takes it; or none,
    /// then there are too few descriptors.</param>
    /// <param name="directory">For files.</param>
    /// <returns>What is wrong.</returns>
    public static string Start(string calls, string directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(FaultProgram).Assembly.Location]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = $"{directory} {calls}";

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
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var directory, .. var calls])
        {
            // Other threads can use nothing of this assembly before this method has returned.
            new Thread(() => Run(calls, directory)).Start();
        }
    }

    private static void Run(string[] calls, string directory)
    {
        AppDomain.CurrentDomain.UnhandledException += static (_, e) => Console.WriteLine(e.ExceptionObject);
        StartAllPoolThreads();

        // An assembly that could not be loaded once, for lack of a descriptor, cannot be loaded later either.
        _ = new System.ComponentModel.Win32Exception(1).Message;
        using var deeds = new Deeds(directory);
        foreach ((string name, Action deed) in deeds.All)
        {
            if (calls.Length > 0 && name == Deeds.Workers)
            {
                continue; // A process that is refused the same says nothing of this library.
            }

            // What the runtime opens and compiles when it is first needed.
            deed();
            deed();
            if (calls.Length == 0)
            {
                LackDescriptors(deeds, name, deed);
                continue;
            }

            Check(deeds, name, () => OnThread(() =>
            {
                foreach (string call in calls)
                {
                    uint[] numbers = [.. call.Split(',').Select(uint.Parse)];
                    RefusedCall.ForThisThread(numbers[0], numbers[1], (int)numbers[2], numbers[3]);
                }

                return Try(deed);
            }));
        }
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

    private static void Check(Deeds deeds, string name, Func<string> refused)
    {
        string[] before = deeds.State();
        string outcome = refused();
        if (outcome.Length > 0 && outcome[0] == '!')
        {
            Console.WriteLine($"{name}: {outcome}");
        }

        Compare(deeds, before, $"{name}: left is", outcome);
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
