using System.Diagnostics;

namespace SchemaToolkit.Benchmarks;

/// <summary>Times things that are compared, in turns, so that what disturbs one disturbs the other.</summary>
internal static class Measure
{
    /// <summary>The median time of each, in seconds.</summary>
    /// <param name="rounds">How often each is done.</param>
    /// <param name="what">What is done; the time is that of what it says.</param>
    public static double[] InTurns(int rounds, params Func<TimeSpan>[] what)
    {
        double[][] times = [.. what.Select(_ => new double[rounds])];
        for (int round = -2; round < rounds; round++)
        {
            for (int i = 0; i < what.Length; i++)
            {
                double seconds = what[i]().TotalSeconds;
                if (round >= 0)
                {
                    times[i][round] = seconds;
                }
            }
        }

        return [.. times.Select(static each => each.Order().ElementAt(each.Length / 2))];
    }

    /// <summary>The time of an action.</summary>
    public static TimeSpan Of(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }
}
