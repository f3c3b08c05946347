using System.Diagnostics;

namespace StressProgram;

/// <summary>One of the threads that do rounds: its random numbers, and the step it is at.</summary>
internal sealed class Runner(int number, int seed)
{
    private long _since = Stopwatch.GetTimestamp();
    private int _patience = 60;

    public int Number => number;

    public Random Random { get; } = new(seed);

    public string Step { get; private set; } = "the first step";

    /// <summary>Whether the step takes too long.</summary>
    public bool IsStuck => Stopwatch.GetElapsedTime(Volatile.Read(ref _since)).TotalSeconds > _patience;

    /// <summary>Begins a step.</summary>
    /// <param name="step">What it does.</param>
    /// <param name="patience">The seconds after which it hangs; far more than it ever takes.</param>
    public void Begin(string step, int patience = 60)
    {
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        _patience = patience;
        Step = step;
    }
}
