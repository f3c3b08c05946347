using System.Collections.Concurrent;
using System.Diagnostics;

namespace StressProgram;

/// <summary>One run of a scenario: its time, its threads, its folder, what it did, and the end of the program at a fault.</summary>
internal sealed class Run(string scenario, int seed, TimeSpan duration, int threads) : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<string, int> _done = [];
    private readonly Lock _fault = new();
    private readonly TempDirectory _folder = new();
    private volatile bool _isOver;

    public int Seed => seed;

    public string Folder => _folder.Path;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _isOver || Stopwatch.GetElapsedTime(_start) >= duration;

    /// <summary>A file's path in the folder.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Ends the run before its time.</summary>
    public void End() => _isOver = true;

    /// <summary>Counts what was done.</summary>
    /// <returns>How often it was done so far.</returns>
    public int Did(string what) => _done.AddOrUpdate(what, 1, static (_, count) => count + 1);

    /// <summary>Rounds by several threads at once, until the time is over.</summary>
    /// <param name="round">One round.</param>
    public void Repeat(Action<Runner> round) => Repeat(round, threads);

    /// <summary>Rounds by so many threads at once, until the time is over.</summary>
    public void Repeat(Action<Runner> round, int runners)
    {
        Runner[] all = [.. Enumerable.Range(0, runners).Select(number => new Runner(number, (seed * 100) + number))];
        Thread[] working = [.. all.Select(runner => Start(() =>
        {
            while (!IsOver)
            {
                round(runner);
            }
        }, () => runner.Step))];
        while (working.Any(static thread => !thread.Join(50)))
        {
            if (all.FirstOrDefault(static runner => runner.IsStuck) is { } stuck)
            {
                Fault($"does not end: {stuck.Step}");
            }
        }
    }

    /// <summary>A thread whose exceptions are faults.</summary>
    /// <param name="work">What it does.</param>
    /// <param name="what">What it was doing, for the message.</param>
    public Thread Start(Action work, Func<string> what)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                Fault($"{what()}: {e}");
            }
        });
        thread.IsBackground = true;
        thread.Start();
        return thread;
    }

    /// <summary>Says what is wrong and ends the program; the folder stays.</summary>
    public void Fault(string message)
    {
        // The first of several; the others wait here for the end.
        _fault.Enter();
        Console.Error.WriteLine($"FAULT in {this}: {message}");
        Environment.Exit(1);
    }

    /// <summary>A fault unless something is so.</summary>
    public void Check(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            Fault(otherwise);
        }
    }

    public override string ToString()
        => $"{scenario}, seed {seed}, {Stopwatch.GetElapsedTime(_start).TotalSeconds:0.0} s: {string.Join(", ", _done.OrderBy(static done => done.Key).Select(static done => $"{done.Value} {done.Key}"))}";

    public void Dispose() => _folder.Dispose();
}
